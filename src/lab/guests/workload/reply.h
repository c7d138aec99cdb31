/*
 * The answer of the UDP service on port 7777: the request, of the same length, with octets 16 to 31 written over.
 *
 *    0..15  the client's own, returned as they came
 *   16..23  the guest's monotonic clock in nanoseconds since its start, most significant octet first
 *   24..31  how many requests it has answered with this one, most significant octet first
 *   32..    returned as they came
 *
 * A request of fewer than 32 octets is counted and returned as it came.
 */
#ifndef WORK_REPLY_H
#define WORK_REPLY_H

#include <stddef.h>
#include <stdint.h>

enum { SERVICE_PORT = 7777, REPLY_CLOCK_AT = 16, REPLY_COUNTER_AT = 24, REPLY_LEAST = 32 };

static inline void put_u64(uint8_t *at, uint64_t value) {
  for (int i = 7; i >= 0; i--, value >>= 8) at[i] = (uint8_t)value;
}

static inline void write_reply(uint8_t *payload, size_t length, uint64_t clock, uint64_t counter) {
  if (length < REPLY_LEAST) return;
  put_u64(payload + REPLY_CLOCK_AT, clock);
  put_u64(payload + REPLY_COUNTER_AT, counter);
}

#endif
