/* Reads packets of XIP: the fixed part, two addresses, the payload. */
#include "xip.h"

#include <stdio.h>
#include <string.h>

enum { FIXED = 8, XID = 24, NODE = 28, EDGES = 4, UNUSED = 0x7f, ENTRY = 0x7e, MARK = 0x80 };

static const struct profile profiles[] = {
    {"xia-core-v2", 1, 20, 0, LENGTH_EXACT},
    {"xia-core-1", 0, 127, 0, LENGTH_ANY},
    {"linux", 1, 9, 1, LENGTH_TRIM},
};

static const struct refusal nothing = {NULL, 0};

static struct refusal refuse(const char *code, size_t offset) {
  struct refusal refusal = {code, offset};
  return refusal;
}

const struct profile *profile_named(const char *name) {
  for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
    if (strcmp(profiles[i].name, name) == 0) return &profiles[i];
  return NULL;
}

/* Looks from a node on for a cycle: 0 not seen, 1 on the way, 2 done. */
static struct refusal visit(const uint8_t *nodes, int node, int sink, size_t base, uint8_t *seen) {
  seen[node] = 1;
  for (int slot = 0; slot < EDGES && node != sink; slot++) {
    int next = nodes[node * NODE + XID + slot] & UNUSED;
    if (next == UNUSED) break;
    if (seen[next] == 1) return refuse("bad-dag", base + node * NODE + XID + slot);
    if (seen[next] == 2) continue;
    struct refusal refusal = visit(nodes, next, sink, base, seen);
    if (refusal.code != NULL) return refusal;
  }
  seen[node] = 2;
  return nothing;
}

/* The octets of the edges of a node; those of the sink are the edges of the entry. */
static struct refusal check_octets(const uint8_t *nodes, int count, size_t base) {
  for (int node = 0; node < count; node++) {
    int used = 0;
    for (int slot = 0; slot < EDGES; slot++) {
      size_t at = node * NODE + XID + slot;
      int index = nodes[at] & UNUSED;
      if (index == UNUSED && nodes[at] != UNUSED) return refuse("bad-edge", base + at);
      if (index == UNUSED) continue;
      if (used < slot || index >= count) return refuse("bad-edge", base + at);
      used++;
    }
  }
  return nothing;
}

static struct refusal check_edges(const uint8_t *nodes, int count, size_t base) {
  for (int node = 0; node < count; node++) {
    const uint8_t *edges = nodes + node * NODE + XID;
    if (edges[0] == UNUSED) return refuse("bad-dag", base + node * NODE);
    for (int slot = 0; slot < EDGES && edges[slot] != UNUSED; slot++)
      for (int before = 0; before < slot; before++)
        if ((edges[before] & UNUSED) == (edges[slot] & UNUSED))
          return refuse("bad-edge", base + node * NODE + XID + slot);
  }
  return nothing;
}

static struct refusal check_shape(const uint8_t *nodes, int count, size_t base) {
  uint8_t seen[MOST_NODES] = {0};
  int sink = count - 1;
  for (int slot = 0; slot < EDGES; slot++) {
    int start = nodes[sink * NODE + XID + slot] & UNUSED;
    if (start == UNUSED) break;
    if (seen[start] != 0) continue;
    struct refusal refusal = visit(nodes, start, sink, base, seen);
    if (refusal.code != NULL) return refusal;
  }
  for (int node = 0; node < count; node++)
    if (seen[node] == 0) return refuse("bad-dag", base + node * NODE);
  return nothing;
}

static struct refusal check_address(const struct profile *profile, const uint8_t *nodes, int count, size_t base) {
  struct refusal refusal = check_octets(nodes, count, base);
  if (refusal.code == NULL) refusal = check_edges(nodes, count, base);
  if (refusal.code == NULL) refusal = check_shape(nodes, count, base);
  if (refusal.code != NULL || !profile->is_topological) return refusal;
  for (int node = 0; node < count - 1; node++)
    for (int slot = 0; slot < EDGES; slot++)
      if ((nodes[node * NODE + XID + slot] & UNUSED) <= node) return refuse("bad-dag", base);
  return nothing;
}

struct refusal read_packet(const struct profile *profile, const uint8_t *octets, size_t size, struct packet *packet) {
  if (size > 0 && profile->checks_version && octets[0] != 1) return refuse("unsupported-version", 0);
  if (size < FIXED) return refuse("truncated", size);
  *packet = (struct packet){
      .version = octets[0],
      .next_header = octets[1],
      .payload_length = octets[2] << 8 | octets[3],
      .hop_limit = octets[4],
      .destination_nodes = octets[5],
      .source_nodes = octets[6],
      .last = octets[7],
  };
  size_t header = FIXED + NODE * (size_t)(packet->destination_nodes + packet->source_nodes);
  if (size < header) return refuse("truncated", size);
  packet->destination = octets + FIXED;
  packet->source = packet->destination + NODE * packet->destination_nodes;
  packet->payload = octets + header;
  packet->payload_size = size - header;
  if (profile->length != LENGTH_ANY) {
    if (packet->payload_size < (size_t)packet->payload_length) return refuse("truncated", size);
    if (profile->length == LENGTH_EXACT && packet->payload_size > (size_t)packet->payload_length)
      return refuse("length-mismatch", 2);
    packet->payload_size = packet->payload_length;
  }
  const int counts[] = {packet->destination_nodes, packet->source_nodes};
  for (int i = 0; i < 2; i++) {
    if (counts[i] == 0) return refuse("out-of-range", 5 + i);
    if (counts[i] > profile->most_nodes) return refuse("too-many", 5 + i);
  }
  if (packet->last != ENTRY && packet->last < MARK && packet->last >= packet->destination_nodes)
    return refuse("out-of-range", 7);
  struct refusal refusal = check_address(profile, packet->destination, packet->destination_nodes, FIXED);
  if (refusal.code != NULL) return refusal;
  return check_address(profile, packet->source, packet->source_nodes, packet->source - octets);
}

static char *write_identifier(char *text, const uint8_t *xid) {
  static const char *const names[] = {"AD", "HID", "CID", "SID", "IP"};
  uint32_t type = (uint32_t)xid[0] << 24 | (uint32_t)xid[1] << 16 | (uint32_t)xid[2] << 8 | xid[3];
  if (type >= 0x10 && type <= 0x14) text += sprintf(text, "%s:", names[type - 0x10]);
  else text += sprintf(text, "0x%x:", (unsigned)type);
  for (int i = 4; i < XID; i++) text += sprintf(text, "%02x", xid[i]);
  return text;
}

static char *write_edges(char *text, const uint8_t *node) {
  for (int slot = 0; slot < EDGES && node[XID + slot] != UNUSED; slot++)
    text += sprintf(text, "%d ", node[XID + slot] & UNUSED);
  return text + sprintf(text, "- ");
}

char *write_address(char *text, const uint8_t *nodes, int count) {
  text += sprintf(text, "DAG ");
  text = write_edges(text, nodes + (count - 1) * NODE);
  for (int node = 0; node < count; node++) {
    text = write_identifier(text, nodes + node * NODE);
    if (node == count - 1) break;
    *text++ = ' ';
    text = write_edges(text, nodes + node * NODE);
  }
  *text = '\0';
  return text;
}
