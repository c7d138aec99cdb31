/*
 * A reader of XIP packets that the kit can judge: it speaks xlmp-adapter/1 over standard input and output and claims
 * one capability, header.decode. Build it with: cc -std=c11 -o packet-reader adapter.c xip.c
 */
#include "xip.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_LINE = 65536 };

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

/* Answers a question; gives why it cannot be answered, or NULL. */
static const char *evaluate(const char *line) {
  static char digits[LONGEST_LINE], destination[ADDRESS_TEXT(MOST_NODES)], source[ADDRESS_TEXT(MOST_NODES)];
  static uint8_t octets[LONGEST_LINE / 2];
  char function[32], name[32];
  text_of(line, "function", function, sizeof function);
  if (strcmp(function, "header.decode") != 0) return "has no such function";
  text_of(line, "profile", name, sizeof name);
  const struct profile *profile = profile_named(name);
  if (profile == NULL) return "has no such profile";
  text_of(line, "octets", digits, sizeof digits);
  long size = octets_of(digits, octets);
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
  for (size_t i = 0; i < packet.payload_size; i++) printf("%02x", packet.payload[i]);
  printf("\"}}\n");
  return NULL;
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
      printf("{\"is\":\"hello\",\"protocol\":1,\"name\":\"packet reader in C\",\"version\":\"1\","
             "\"manifest\":{\"roles\":[],\"capabilities\":[\"header.decode\"]}}\n");
    else if (strcmp(verb, "evaluate") == 0) problem = evaluate(line);
    else if (strcmp(verb, "bye") != 0) problem = "does not know the verb";
    if (problem == NULL) printf("{\"is\":\"done\",\"id\":%ld}\n", id);
    else printf("{\"is\":\"failed\",\"id\":%ld,\"reason\":\"%s\"}\n", id, problem);
    fflush(stdout);
    if (strcmp(verb, "bye") == 0) return 0;
  }
  return 0;
}
