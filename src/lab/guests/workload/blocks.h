/*
 * The blocks that a guest writes to its disk in turn, and that are read back from the image outside.
 *
 *      0..7     "XLMPDISK"
 *      8..15    sequence, from 1, most significant octet first; block (sequence - 1) mod blocks holds it
 *     16..23    the guest's clock, as in a reply
 *     24..4091  words, least significant octet first: the word at octet 4 * i is mix(sequence * 1024 + i)
 *   4092..4095  CRC-32 (as in gzip) of all octets before, most significant octet first
 */
#ifndef WORK_BLOCKS_H
#define WORK_BLOCKS_H

#include "mix.h"
#include "reply.h"

enum { BLOCK_OCTETS = 4096, BLOCK_CRC_AT = BLOCK_OCTETS - 4, BLOCK_WORDS_FROM = 6, BLOCK_WORDS_TO = BLOCK_CRC_AT / 4 };

static inline uint32_t crc32_of(const uint8_t *octets, uint64_t length) {
  static uint32_t table[256];
  if (table[1] == 0) {
    for (uint32_t i = 0; i < 256; i++) {
      uint32_t value = i;
      for (int bit = 0; bit < 8; bit++) value = value & 1 ? value >> 1 ^ 0xedb88320u : value >> 1;
      table[i] = value;
    }
  }
  uint32_t crc = 0xffffffffu;
  for (uint64_t i = 0; i < length; i++) crc = crc >> 8 ^ table[(crc ^ octets[i]) & 0xff];
  return ~crc;
}

/* Writes the block of a sequence number; `block` is aligned to four octets. */
static inline void make_block(uint8_t *block, uint64_t sequence, uint64_t clock) {
  static const char magic[] = "XLMPDISK";
  for (int i = 0; i < 8; i++) block[i] = (uint8_t)magic[i];
  put_u64(block + 8, sequence);
  put_u64(block + 16, clock);
  for (uint32_t i = BLOCK_WORDS_FROM; i < BLOCK_WORDS_TO; i++) {
    uint32_t word = mix((uint32_t)(sequence * 1024) + i);
    for (int octet = 0; octet < 4; octet++) block[4 * i + (uint32_t)octet] = (uint8_t)(word >> 8 * octet);
  }
  uint32_t crc = crc32_of(block, BLOCK_CRC_AT);
  for (int octet = 0; octet < 4; octet++) block[BLOCK_CRC_AT + octet] = (uint8_t)(crc >> (24 - 8 * octet));
}

#endif
