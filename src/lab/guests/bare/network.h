/* The guest's IPv4 host: ARP, ICMP echo, and the service on UDP port 7777. It answers, and never speaks first. */
#ifndef BARE_NETWORK_H
#define BARE_NETWORK_H

#include "machine.h"

/* Opens the network device; false when there is none that can be used. */
bool open_network(const uint8_t address[4]);
/* Answers all that has come; says whether anything had. */
bool serve_network(void);
/* How many requests the service has answered. */
uint64_t requests_answered(void);

#endif
