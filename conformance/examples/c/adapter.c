/*
 * A router of XIP that the kit can judge: it speaks xlmp-adapter/1 over standard input and output, and claims to read
 * packets, to forward them and to answer with XCMP. Build it with: cc -std=c11 -o xip-router adapter.c router.c xip.c
 */
#include "router.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* A packet of the most octets that there can be, in hexadecimal digits, and routes beside it. */
enum { LONGEST_LINE = 1 << 18 };

/*
 * Finds the value of a member by its name. The names that this party reads stand once in a line, and their values are
 * numbers and texts without escapes; whoever needs more takes a JSON library.
 */
static const char *value_of(const char *line, const char *name) {
  char key[32];
  snprintf(key, sizeof key, "\"%s\"", name);
  for (const char *at = line; (at = strstr(at, key)) != NULL; at++) {
    const char *behind = at + strlen(key);
    while (isspace((unsigned char)*behind)) behind++;
    if (*behind != ':') continue;
    do behind++;
    while (isspace((unsigned char)*behind));
    return behind;
  }
  return "";
}

/* Copies a text of a line; what does not fit or is no text becomes the empty one. */
static void text_of(const char *line, const char *name, char *text, size_t room) {
  const char *value = value_of(line, name);
  const char *end = *value == '"' ? strchr(value + 1, '"') : NULL;
  size_t length = end == NULL || (size_t)(end - value) > room ? 0 : (size_t)(end - value - 1);
  memcpy(text, value + 1, length);
  text[length] = '\0';
}

/* Reads hexadecimal digits; gives the number of octets, or -1. */
static long octets_of(const char *digits, uint8_t *octets) {
  size_t length = strlen(digits);
  if (length % 2 != 0 || strspn(digits, "0123456789abcdef") != length) return -1;
  for (size_t i = 0; i < length / 2; i++) {
    unsigned octet;
    sscanf(digits + 2 * i, "%2x", &octet);
    octets[i] = (uint8_t)octet;
  }
  return (long)(length / 2);
}

/* Reads the octets of a question into a buffer; gives their number, or -1. */
static long packet_of(const char *line, uint8_t *octets) {
  static char digits[LONGEST_LINE];
  text_of(line, "octets", digits, sizeof digits);
  return octets_of(digits, octets);
}

static void print_octets(const uint8_t *octets, size_t size) {
  for (size_t i = 0; i < size; i++) printf("%02x", octets[i]);
}

/* header.decode: reads a packet. */
static const char *decode(const char *line) {
  static char destination[ADDRESS_TEXT(MOST_NODES)], source[ADDRESS_TEXT(MOST_NODES)];
  static uint8_t octets[LONGEST_LINE / 2];
  char name[32];
  text_of(line, "profile", name, sizeof name);
  const struct profile *profile = profile_named(name);
  if (profile == NULL) return "has no such profile";
  long size = packet_of(line, octets);
  if (size < 0) return "octets are no hexadecimal text";

  struct packet packet;
  struct refusal refusal = read_packet(profile, octets, (size_t)size, &packet);
  if (refusal.code != NULL) {
    printf("{\"is\":\"value\",\"value\":{\"error\":{\"code\":\"%s\",\"offset\":%zu}}}\n", refusal.code, refusal.offset);
    return NULL;
  }
  write_address(destination, packet.destination, packet.destination_nodes);
  write_address(source, packet.source, packet.source_nodes);
  printf("{\"is\":\"value\",\"value\":{\"version\":%d,\"nextHeader\":%d,\"payloadLength\":%d,\"hopLimit\":%d,\"last\":%d,",
         packet.version, packet.next_header, packet.payload_length, packet.hop_limit, packet.last);
  printf("\"destination\":\"%s\",\"source\":\"%s\",\"payload\":\"", destination, source);
  print_octets(packet.payload, packet.payload_size);
  printf("\"}}\n");
  return NULL;
}

static int emitted;

/* Says what becomes of a packet; its octets are told where it goes on living. */
static void emit(int outcome, const uint8_t *packet, size_t size) {
  static const char *const names[] = {
      [-OUTCOME_LOCAL] = "local",          [-OUTCOME_DISCARD] = "discard",     [-OUTCOME_UNREACHABLE] = "unreachable",
      [-OUTCOME_TIME_EXCEEDED] = "timeExceeded", [-OUTCOME_MALFORMED] = "malformed", [-OUTCOME_XCMP] = "xcmp"};
  printf("%s{\"kind\":\"%s\"", emitted++ == 0 ? "" : ",", outcome < 0 ? names[-outcome] : "port");
  if (outcome >= 0) printf(",\"port\":%d", outcome);
  if (outcome >= 0 || outcome == OUTCOME_LOCAL) {
    printf(",\"octets\":\"");
    print_octets(packet, size);
    printf("\"");
  }
  printf("}");
}

/* The action of a route: a number, which is a port, or a name. */
static int action_of(const char *value, int *action) {
  static const struct {
    const char *text;
    int action;
  } known[] = {{"\"fallback\"", ACTION_FALLBACK}, {"\"local\"", ACTION_LOCAL}, {"\"discard\"", ACTION_DISCARD},
               {"\"unreachable\"", ACTION_UNREACHABLE}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strncmp(value, known[i].text, strlen(known[i].text)) == 0) return *action = known[i].action, 1;
  return sscanf(value, "%d", action) == 1 && *action >= 0;
}

/* forward and xcmp.answer: a packet into a node with these routes, and what comes out. */
static const char *forward(const char *line) {
  static struct router router;
  static char address[ADDRESS_TEXT(MOST_NODES)];
  static uint8_t octets[LONGEST_LINE / 2];
  router.count = 0;
  router.emit = emit;
  text_of(line, "address", address, sizeof address);
  router.nodes = read_address(address, router.address);
  if (router.nodes == 0) return "address is none that this party can read";
  const char *at = value_of(line, "routes");
  const char *end = strchr(at, ']');
  for (at = value_of(at, "xid"); end != NULL && *at != '\0' && at < end; at = value_of(at, "xid")) {
    uint8_t xid[XID_SIZE];
    int is_default, action;
    if (read_identifier(at + 1, xid, &is_default) == NULL) return "a route has no identifier";
    if (!action_of(value_of(at, "action"), &action)) return "does not know the action of a route";
    if (!add_route(&router, xid, is_default, action)) return "has no room for so many routes";
  }
  long size = packet_of(line, octets);
  if (size < 0) return "octets are no hexadecimal text";
  emitted = 0;
  printf("{\"is\":\"value\",\"value\":{\"emissions\":[");
  receive_packet(&router, octets, (size_t)size);
  printf("]}}\n");
  return NULL;
}

/* Answers a question; gives why it cannot be answered, or NULL. */
static const char *evaluate(const char *line) {
  char function[32];
  text_of(line, "function", function, sizeof function);
  if (strcmp(function, "header.decode") == 0) return decode(line);
  if (strcmp(function, "forward") == 0 || strcmp(function, "xcmp.answer") == 0) return forward(line);
  return "has no such function";
}

int main(void) {
  static char line[LONGEST_LINE + 2];
  while (fgets(line, sizeof line, stdin) != NULL) {
    char verb[16];
    long id = 0;
    const char *problem = NULL;
    text_of(line, "do", verb, sizeof verb);
    sscanf(value_of(line, "id"), "%ld", &id);
    if (strcmp(verb, "hello") == 0)
      printf("{\"is\":\"hello\",\"protocol\":1,\"name\":\"router in C\",\"version\":\"1\","
             "\"manifest\":{\"roles\":[],\"capabilities\":[\"header.decode\",\"forward\",\"xcmp.answer\"]}}\n");
    else if (strcmp(verb, "evaluate") == 0) problem = evaluate(line);
    else if (strcmp(verb, "bye") != 0) problem = "does not know the verb";
    if (problem == NULL) printf("{\"is\":\"done\",\"id\":%ld}\n", id);
    else printf("{\"is\":\"failed\",\"id\":%ld,\"reason\":\"%s\"}\n", id, problem);
    fflush(stdout);
    if (strcmp(verb, "bye") == 0) return 0;
  }
  return 0;
}
