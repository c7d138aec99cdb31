/* Reads packets of XIP: the fixed part, two addresses, the payload. */
#include "xip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    int next = nodes[node * NODE_SIZE + XID_SIZE + slot] & UNUSED;
    if (next == UNUSED) break;
    if (seen[next] == 1) return refuse("bad-dag", base + node * NODE_SIZE + XID_SIZE + slot);
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
      size_t at = node * NODE_SIZE + XID_SIZE + slot;
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
    const uint8_t *edges = nodes + node * NODE_SIZE + XID_SIZE;
    if (edges[0] == UNUSED) return refuse("bad-dag", base + node * NODE_SIZE);
    for (int slot = 0; slot < EDGES && edges[slot] != UNUSED; slot++)
      for (int before = 0; before < slot; before++)
        if ((edges[before] & UNUSED) == (edges[slot] & UNUSED))
          return refuse("bad-edge", base + node * NODE_SIZE + XID_SIZE + slot);
  }
  return nothing;
}

static struct refusal check_shape(const uint8_t *nodes, int count, size_t base) {
  uint8_t seen[MOST_NODES] = {0};
  int sink = count - 1;
  for (int slot = 0; slot < EDGES; slot++) {
    int start = nodes[sink * NODE_SIZE + XID_SIZE + slot] & UNUSED;
    if (start == UNUSED) break;
    if (seen[start] != 0) continue;
    struct refusal refusal = visit(nodes, start, sink, base, seen);
    if (refusal.code != NULL) return refusal;
  }
  for (int node = 0; node < count; node++)
    if (seen[node] == 0) return refuse("bad-dag", base + node * NODE_SIZE);
  return nothing;
}

static struct refusal check_address(const struct profile *profile, const uint8_t *nodes, int count, size_t base) {
  struct refusal refusal = check_octets(nodes, count, base);
  if (refusal.code == NULL) refusal = check_edges(nodes, count, base);
  if (refusal.code == NULL) refusal = check_shape(nodes, count, base);
  if (refusal.code != NULL || !profile->is_topological) return refusal;
  for (int node = 0; node < count - 1; node++)
    for (int slot = 0; slot < EDGES; slot++)
      if ((nodes[node * NODE_SIZE + XID_SIZE + slot] & UNUSED) <= node) return refuse("bad-dag", base);
  return nothing;
}

struct refusal read_packet(const struct profile *profile, const uint8_t *octets, size_t size, struct packet *packet) {
  if (size > 0 && profile->checks_version && octets[0] != 1) return refuse("unsupported-version", 0);
  if (size < FIXED_SIZE) return refuse("truncated", size);
  *packet = (struct packet){
      .version = octets[0],
      .next_header = octets[1],
      .payload_length = octets[2] << 8 | octets[3],
      .hop_limit = octets[4],
      .destination_nodes = octets[5],
      .source_nodes = octets[6],
      .last = octets[7],
  };
  size_t header = FIXED_SIZE + NODE_SIZE * (size_t)(packet->destination_nodes + packet->source_nodes);
  if (size < header) return refuse("truncated", size);
  packet->destination = octets + FIXED_SIZE;
  packet->source = packet->destination + NODE_SIZE * packet->destination_nodes;
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
  struct refusal refusal = check_address(profile, packet->destination, packet->destination_nodes, FIXED_SIZE);
  if (refusal.code != NULL) return refusal;
  return check_address(profile, packet->source, packet->source_nodes, packet->source - octets);
}

static const struct {
  const char *name;
  uint32_t type;
} types[] = {{"AD", TYPE_AD}, {"HID", TYPE_HID}, {"CID", TYPE_CID}, {"SID", TYPE_SID}, {"IP", TYPE_IP},
             {"FID", TYPE_FID}, {"NCID", TYPE_NCID}, {"ICID", TYPE_ICID}};

enum { TYPES = sizeof types / sizeof *types };

static char *write_identifier(char *text, const uint8_t *xid) {
  uint32_t type = (uint32_t)xid[0] << 24 | (uint32_t)xid[1] << 16 | (uint32_t)xid[2] << 8 | xid[3];
  size_t known = 0;
  while (known < TYPES && types[known].type != type) known++;
  text += known < TYPES ? sprintf(text, "%s:", types[known].name) : sprintf(text, "0x%x:", (unsigned)type);
  for (int i = 4; i < XID_SIZE; i++) text += sprintf(text, "%02x", xid[i]);
  return text;
}

const char *read_identifier(const char *text, uint8_t *xid, int *is_all) {
  const char *colon = strchr(text, ':');
  if (colon == NULL) return NULL;
  size_t length = (size_t)(colon - text), known = 0;
  while (known < TYPES && (strlen(types[known].name) != length || strncmp(types[known].name, text, length) != 0))
    known++;
  if (known == TYPES && strncmp(text, "0x", 2) != 0) return NULL;
  unsigned long type = known < TYPES ? types[known].type : strtoul(text, NULL, 16);
  memset(xid, 0, XID_SIZE);
  for (int i = 0; i < 4; i++) xid[i] = (uint8_t)(type >> (24 - 8 * i));
  *is_all = colon[1] == '*';
  if (*is_all) return colon + 2;
  for (int i = 4; i < XID_SIZE; i++) {
    unsigned octet;
    if (sscanf(colon + 1 + 2 * (i - 4), "%2x", &octet) != 1) return NULL;
    xid[i] = (uint8_t)octet;
  }
  return colon + 1 + 2 * (XID_SIZE - 4);
}

static const char *skip_spaces(const char *text) {
  while (*text == ' ') text++;
  return text;
}

/* Reads edges up to their hyphen into four octets; gives what lies behind it, or NULL. */
static const char *read_edges(const char *text, uint8_t *edges) {
  memset(edges, UNUSED, EDGES);
  for (int used = 0;; used++) {
    text = skip_spaces(text);
    if (*text == '-') return text + 1;
    char *end;
    unsigned long edge = strtoul(text, &end, 10);
    if (end == text || used == EDGES || edge >= UNUSED) return NULL;
    edges[used] = (uint8_t)edge;
    text = end;
  }
}

/* The DAG form: the edges of the entry, then each node with its own; those of the sink are the edges of the entry. */
static int read_dag(const char *text, uint8_t *nodes) {
  uint8_t entry[EDGES];
  int count = 0, is_all;
  text = read_edges(text, entry);
  while (text != NULL && count < MOST_NODES) {
    uint8_t *node = nodes + NODE_SIZE * count++;
    text = read_identifier(skip_spaces(text), node, &is_all);
    if (text == NULL || is_all) return 0;
    if (*text == '\0') {
      memcpy(node + XID_SIZE, entry, EDGES);
      return count;
    }
    text = read_edges(text, node + XID_SIZE);
  }
  return 0;
}

/* The RE form without fallbacks: one node behind the other. */
static int read_chain(const char *text, uint8_t *nodes) {
  int count = 0, is_all;
  for (text = skip_spaces(text); *text != '\0'; text = skip_spaces(text)) {
    if (count == MOST_NODES) return 0;
    uint8_t *node = nodes + NODE_SIZE * count++;
    text = read_identifier(text, node, &is_all);
    if (text == NULL || is_all) return 0;
    memset(node + XID_SIZE, UNUSED, EDGES);
    node[XID_SIZE] = (uint8_t)count;
  }
  if (count > 0) nodes[NODE_SIZE * (count - 1) + XID_SIZE] = 0;
  return count;
}

int read_address(const char *text, uint8_t *nodes) {
  if (strncmp(text, "DAG ", 4) == 0) return read_dag(text + 4, nodes);
  return strncmp(text, "RE ", 3) == 0 ? read_chain(text + 3, nodes) : 0;
}

static char *write_edges(char *text, const uint8_t *node) {
  for (int slot = 0; slot < EDGES && node[XID_SIZE + slot] != UNUSED; slot++)
    text += sprintf(text, "%d ", node[XID_SIZE + slot] & UNUSED);
  return text + sprintf(text, "- ");
}

char *write_address(char *text, const uint8_t *nodes, int count) {
  text += sprintf(text, "DAG ");
  text = write_edges(text, nodes + (count - 1) * NODE_SIZE);
  for (int node = 0; node < count; node++) {
    text = write_identifier(text, nodes + node * NODE_SIZE);
    if (node == count - 1) break;
    *text++ = ' ';
    text = write_edges(text, nodes + node * NODE_SIZE);
  }
  *text = '\0';
  return text;
}
