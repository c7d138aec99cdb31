/* Words that look random and are known from their index alone: what guests fill pages, blocks and downloads with. */
#ifndef WORK_MIX_H
#define WORK_MIX_H

#include <stdint.h>

/* The word of an index. Every 32-bit word is the word of exactly one index. */
static inline uint32_t mix(uint32_t index) {
  uint32_t word = index + 1;
  word ^= word >> 16;
  word *= 0x85ebca6bu;
  word ^= word >> 13;
  word *= 0xc2b2ae35u;
  return word ^ word >> 16;
}

#endif
