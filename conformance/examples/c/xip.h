/* Packets of XIP as chapters 02 and 03 of the specification have them. */
#ifndef XIP_H
#define XIP_H

#include <stddef.h>
#include <stdint.h>

/* Octets of the fixed part of a packet, of a type, of an identifier and of a node of an address; edges of a node. */
enum { FIXED_SIZE = 8, TYPE_SIZE = 4, XID_SIZE = 24, NODE_SIZE = 28, EDGES = 4 };

/* An edge that leads nowhere; a packet that stands at the entry; the mark of what was passed. */
enum { UNUSED = 0x7f, ENTRY = 0x7e, MARK = 0x80 };

/* Types of identifiers. */
enum { TYPE_AD = 0x10, TYPE_HID = 0x11, TYPE_CID = 0x12, TYPE_SID = 0x13, TYPE_IP = 0x14 };
enum { TYPE_FID = 0x30, TYPE_NCID = 0x31, TYPE_ICID = 0x32 };

/* What a stack checks besides the rules that all share. */
struct profile {
  const char *name;
  int checks_version;
  int most_nodes;
  int is_topological;
  enum { LENGTH_EXACT, LENGTH_TRIM, LENGTH_ANY } length;
};

/* Why octets are refused: the code of the registry, and the first octet at fault. A code of NULL refuses nothing. */
struct refusal {
  const char *code;
  size_t offset;
};

/* A packet that was read; pointers lead into its octets. */
struct packet {
  int version, next_header, payload_length, hop_limit, last;
  const uint8_t *destination, *source, *payload;
  int destination_nodes, source_nodes;
  size_t payload_size;
};

/* Finds a profile by its name; NULL when there is none. */
const struct profile *profile_named(const char *name);

/* Reads a packet and checks it. */
struct refusal read_packet(const struct profile *profile, const uint8_t *octets, size_t size, struct packet *packet);

/*
 * Reads the text of an identifier, up to a space or the end; gives what lies behind it, or NULL. In the place of the id
 * there may be an asterisk, for all of a type: then `is_all` becomes 1.
 */
const char *read_identifier(const char *text, uint8_t *xid, int *is_all);

/*
 * Reads an address, in the DAG form or in the RE form without fallbacks, into its nodes, of which there is room for
 * MOST_NODES; gives their number, or 0.
 */
int read_address(const char *text, uint8_t *nodes);

/* Writes an address that was checked as text of the DAG form; gives what lies behind the last character. */
char *write_address(char *text, const uint8_t *nodes, int count);

/* Room for the text of an address of so many nodes. */
#define ADDRESS_TEXT(nodes) (8 + (nodes) * 80)

/* The most nodes that an address has in any profile. */
#define MOST_NODES 127

#endif
