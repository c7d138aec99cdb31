/* Packets of XIP as chapters 02 and 03 of the specification have them. */
#ifndef XIP_H
#define XIP_H

#include <stddef.h>
#include <stdint.h>

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

/* Writes an address that was checked as text of the DAG form; gives what lies behind the last character. */
char *write_address(char *text, const uint8_t *nodes, int count);

/* Room for the text of an address of so many nodes. */
#define ADDRESS_TEXT(nodes) (8 + (nodes) * 80)

/* The most nodes that an address has in any profile. */
#define MOST_NODES 127

#endif
