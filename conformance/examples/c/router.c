/* Forwards packets of XIP by routes, and answers those that ask for an echo or can go no further. */
#include "router.h"

#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, NEXT_XCMP = 1, HOP_LIMIT = 250, MOST_IN_PACKET = 20 };
enum { AT_NEXT_HEADER = 1, AT_LENGTH = 2, AT_HOP_LIMIT = 4, AT_DESTINATION = 5, AT_SOURCE = 6, AT_LAST = 7 };
enum { ECHO_REPLY = 0, UNREACHABLE = 3, REDIRECT = 5, ECHO_REQUEST = 8, TIME_EXCEEDED = 11 };
enum { XCMP_HEADER = 8, QUOTED = 8 };

static uint32_t type_of(const uint8_t *xid) {
  return (uint32_t)xid[0] << 24 | (uint32_t)xid[1] << 16 | (uint32_t)xid[2] << 8 | xid[3];
}

static size_t header_size(const uint8_t *packet) {
  return FIXED_SIZE + NODE_SIZE * (size_t)(packet[AT_DESTINATION] + packet[AT_SOURCE]);
}

static uint8_t *node_of(uint8_t *packet, int index) { return packet + FIXED_SIZE + NODE_SIZE * index; }

int add_route(struct router *router, const uint8_t *xid, int is_default, int action) {
  if (router->count == router->room) {
    size_t room = router->room == 0 ? 16 : 2 * router->room;
    struct route *routes = realloc(router->routes, room * sizeof *routes);
    if (routes == NULL) return 0;
    router->routes = routes;
    router->room = room;
  }
  struct route *route = &router->routes[router->count++];
  memcpy(route->xid, xid, XID_SIZE);
  route->is_default = is_default;
  route->action = action;
  return 1;
}

/* A type without routes falls back, and so does one that is not known. */
static int look_up(const struct router *router, const uint8_t *xid) {
  for (int is_default = 0; is_default < 2; is_default++)
    for (size_t i = router->count; i > 0; i--) {
      const struct route *route = &router->routes[i - 1];
      size_t told = is_default ? TYPE_SIZE : XID_SIZE;
      if (route->is_default == is_default && memcmp(route->xid, xid, told) == 0) return route->action;
    }
  return ACTION_FALLBACK;
}

static int is_well_formed(const uint8_t *packet, size_t size) {
  if (size < FIXED_SIZE || packet[0] != VERSION) return 0;
  int count = packet[AT_DESTINATION], sources = packet[AT_SOURCE], last = packet[AT_LAST];
  if (count < 1 || count > MOST_IN_PACKET || sources < 1 || sources > MOST_IN_PACKET) return 0;
  if (size != header_size(packet) + (size_t)(packet[AT_LENGTH] << 8 | packet[AT_LENGTH + 1])) return 0;
  return last < count || last == ENTRY || last >= MARK;
}

static int leave(uint8_t *packet, int port) {
  if (packet[AT_HOP_LIMIT] <= 1) return OUTCOME_TIME_EXCEEDED;
  packet[AT_HOP_LIMIT]--;
  return port;
}

/* Services and content take a packet that is not at its sink (FWD-006). */
static int takes(uint32_t type) {
  return type == TYPE_SID || type == TYPE_CID || type == TYPE_NCID || type == TYPE_ICID;
}

/* Decides about a packet, and notes in it what it passes (FWD-001 to FWD-013). */
static int forward(const struct router *router, uint8_t *packet, size_t size) {
  if (!is_well_formed(packet, size)) return OUTCOME_MALFORMED;
  int sink = packet[AT_DESTINATION] - 1, last = packet[AT_LAST];
  if (last == sink) return look_up(router, node_of(packet, sink)) == ACTION_LOCAL ? OUTCOME_LOCAL : OUTCOME_UNREACHABLE;
  uint8_t *edges = node_of(packet, last < sink ? last : sink) + XID_SIZE;
  for (int slot = 0, passed = 0; slot < EDGES; slot++) {
    int next = edges[slot] & UNUSED;
    if (next == UNUSED) continue;
    if (next > sink) return OUTCOME_MALFORMED;
    uint8_t *node = node_of(packet, next);
    int action = look_up(router, node);
    if (action == ACTION_FALLBACK) continue;
    if (action != ACTION_LOCAL) return action < 0 ? action : leave(packet, action);
    edges[slot] |= MARK;
    packet[AT_LAST] = (uint8_t)next;
    if (next == sink || takes(type_of(node))) return OUTCOME_LOCAL;
    /* Who passes more than there are nodes goes round in a circle. */
    if (passed++ > sink) return OUTCOME_MALFORMED;
    edges = node + XID_SIZE;
    slot = -1;
  }
  return OUTCOME_UNREACHABLE;
}

/* The Internet checksum; 0 over octets that have theirs in them. */
static uint16_t checksum(const uint8_t *octets, size_t size) {
  uint32_t sum = 0;
  for (size_t i = 0; i < size; i++) sum += i % 2 == 0 ? (uint32_t)octets[i] << 8 : octets[i];
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

/* Copies an address without marks and gaps; gives 0 when an edge leads to no node. */
static int copy_address(uint8_t *to, const uint8_t *nodes, int count) {
  memcpy(to, nodes, NODE_SIZE * (size_t)count);
  for (int node = 0; node < count; node++) {
    uint8_t *edges = to + NODE_SIZE * node + XID_SIZE;
    int used = 0;
    for (int slot = 0; slot < EDGES; slot++) {
      uint8_t edge = edges[slot] & UNUSED;
      edges[slot] = UNUSED;
      if (edge == UNUSED) continue;
      if (edge >= count) return 0;
      edges[used++] = edge;
    }
  }
  return 1;
}

/* Sends an answer to the source of a packet: from the node, or from where the packet went to. */
static void answer(struct router *router, uint8_t *packet, int is_error, uint8_t *message, size_t size) {
  int count = packet[AT_SOURCE], sources = is_error ? router->nodes : packet[AT_DESTINATION];
  const uint8_t *source = is_error ? router->address : node_of(packet, 0);
  message[2] = message[3] = 0;
  uint16_t sum = checksum(message, size);
  message[2] = (uint8_t)(sum >> 8);
  message[3] = (uint8_t)sum;
  size_t header = FIXED_SIZE + NODE_SIZE * (size_t)(count + sources);
  uint8_t *reply = malloc(header + size);
  if (reply == NULL) return;
  const uint8_t fixed[FIXED_SIZE] = {VERSION,          NEXT_XCMP,        (uint8_t)(size >> 8), (uint8_t)size, HOP_LIMIT,
                                     (uint8_t)count, (uint8_t)sources, ENTRY};
  memcpy(reply, fixed, FIXED_SIZE);
  memcpy(reply + header, message, size);
  if (copy_address(node_of(reply, 0), node_of(packet, packet[AT_DESTINATION]), count) &&
      copy_address(node_of(reply, count), source, sources))
    receive_packet(router, reply, header + size);
  free(reply);
}

/* The code of an unreachable message (XCM-005). */
static uint8_t unreachable_code(uint8_t *packet) {
  int count = packet[AT_DESTINATION], last = packet[AT_LAST];
  const uint8_t *edges = node_of(packet, last < count ? last : count - 1) + XID_SIZE;
  for (int slot = 0; slot < EDGES; slot++) {
    if (edges[slot] & MARK) continue;
    uint32_t type = edges[slot] < count ? type_of(node_of(packet, edges[slot])) : 0;
    return type == TYPE_AD ? 0 : type == TYPE_HID ? 1 : type == TYPE_FID ? 16 : 3;
  }
  return 16;
}

/* Whether no error is sent about a packet (XCM-006). */
static int is_beyond_complaint(uint8_t *packet, size_t size) {
  int last = packet[AT_LAST];
  if (last < packet[AT_DESTINATION] && type_of(node_of(packet, last)) == TYPE_FID) return 1;
  size_t header = header_size(packet);
  if (packet[AT_NEXT_HEADER] != NEXT_XCMP || size == header) return 0;
  uint8_t type = packet[header];
  return type == UNREACHABLE || type == REDIRECT || type == TIME_EXCEEDED;
}

static void complain(struct router *router, uint8_t *packet, size_t size, uint8_t type, uint8_t code) {
  if (is_beyond_complaint(packet, size)) return;
  size_t quoted = header_size(packet) + QUOTED;
  if (quoted > size) quoted = size;
  uint8_t message[XCMP_HEADER + FIXED_SIZE + 2 * MOST_IN_PACKET * NODE_SIZE + QUOTED] = {type, code};
  memcpy(message + XCMP_HEADER, packet, quoted);
  answer(router, packet, 1, message, XCMP_HEADER + quoted);
}

/* Takes an XCMP message that has arrived. */
static void hear(struct router *router, uint8_t *packet, size_t size) {
  size_t header = header_size(packet);
  uint8_t *message = packet + header;
  size_t length = size - header;
  if (length < XCMP_HEADER || checksum(message, length) != 0) return;
  if (message[0] == ECHO_REPLY || message[0] == UNREACHABLE || message[0] == TIME_EXCEEDED)
    router->emit(OUTCOME_XCMP, packet, size);
  if (message[0] != ECHO_REQUEST) return;
  uint8_t *reply = malloc(length);
  if (reply == NULL) return;
  memcpy(reply, message, length);
  reply[0] = ECHO_REPLY;
  answer(router, packet, 0, reply, length);
  free(reply);
}

void receive_packet(struct router *router, uint8_t *packet, size_t size) {
  int outcome = forward(router, packet, size);
  router->emit(outcome, packet, size);
  if (outcome == OUTCOME_LOCAL && packet[AT_NEXT_HEADER] == NEXT_XCMP) hear(router, packet, size);
  else if (outcome == OUTCOME_UNREACHABLE) complain(router, packet, size, UNREACHABLE, unreachable_code(packet));
  else if (outcome == OUTCOME_TIME_EXCEEDED) complain(router, packet, size, TIME_EXCEEDED, 0);
}
