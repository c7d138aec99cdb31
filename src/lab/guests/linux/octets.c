/*
 * A CGI program: `?bytes=N` answers N octets. The octets at 4 * i to 4 * i + 3 are mix(i), least significant first,
 * so that whoever downloads them knows each one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../workload/mix.h"

int main(void) {
  enum { BATCH_WORDS = 16384 };
  static uint8_t batch[4 * BATCH_WORDS];
  const char *query = getenv("QUERY_STRING");
  unsigned long long left = 0;
  if (query == NULL || sscanf(query, "bytes=%llu", &left) != 1) {
    printf("Status: 400 Bad Request\r\nContent-Type: text/plain\r\n\r\nask for ?bytes=N\n");
    return 0;
  }
  printf("Content-Type: application/octet-stream\r\nContent-Length: %llu\r\n\r\n", left);
  for (uint32_t index = 0; left > 0;) {
    for (uint32_t i = 0; i < BATCH_WORDS; i++, index++) {
      uint32_t word = mix(index);
      for (uint32_t octet = 0; octet < 4; octet++) batch[4 * i + octet] = (uint8_t)(word >> 8 * octet);
    }
    size_t now = left < sizeof batch ? (size_t)left : sizeof batch;
    if (fwrite(batch, 1, now, stdout) != now) return 1;
    left -= now;
  }
  return 0;
}
