/* A node that forwards packets of XIP and answers with XCMP, as chapter 03 of the specification has it. */
#ifndef ROUTER_H
#define ROUTER_H

#include "xip.h"

/* What a route says besides a port, which is a number from 0 on. */
enum action { ACTION_FALLBACK = -1, ACTION_LOCAL = -2, ACTION_DISCARD = -3, ACTION_UNREACHABLE = -4 };

/* What becomes of a packet besides leaving through a port. */
enum outcome { OUTCOME_LOCAL = ACTION_LOCAL, OUTCOME_DISCARD = ACTION_DISCARD, OUTCOME_UNREACHABLE = ACTION_UNREACHABLE,
               OUTCOME_TIME_EXCEEDED = -5, OUTCOME_MALFORMED = -6, OUTCOME_XCMP = -7 };

/* A route: for one identifier, or for all of its type that have no route of their own. */
struct route {
  uint8_t xid[XID_SIZE];
  int is_default;
  int action;
};

/* A node, at first all zero. Of routes to the same, the one that was added last counts. */
struct router {
  struct route *routes;
  size_t count, room;
  /* Its own address, from which its errors come. */
  uint8_t address[MOST_NODES * NODE_SIZE];
  int nodes;
  /* Is told what becomes of a packet: an outcome, or the port through which it leaves. */
  void (*emit)(int outcome, const uint8_t *packet, size_t size);
};

/* Adds a route; gives 0 when there is no room. */
int add_route(struct router *router, const uint8_t *xid, int is_default, int action);

/* Takes a packet, which it changes, and then its own answer to it. */
void receive_packet(struct router *router, uint8_t *packet, size_t size);

#endif
