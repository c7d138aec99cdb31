/*
 * A stretch of memory whose every page is known at any time, so that a page lost or mixed up on a move is noticed.
 *
 * A page is 1024 words. At first word w of page p is mix(p * 1024 + w). The first `dirtied` pages are written again
 * and again in turn: generation g goes to word 0, and a mark of page and generation to a word that depends on both.
 * Before a page is written, its last generation and its last mark are checked. The pages after them are never written,
 * and are checked whole, a few at a time.
 */
#ifndef WORK_PAGES_H
#define WORK_PAGES_H

#include "mix.h"

enum { PAGE_WORDS = 1024, PAGES_PER_MIB = 256 };

struct pages {
  volatile uint32_t *words;
  uint64_t count;   /* all pages */
  uint64_t dirtied; /* how many of them are written in turn */
  uint64_t next;    /* the page that is written next */
  uint64_t passes;  /* how often all of them have been written */
  uint64_t still;   /* the unwritten page that is checked next */
  uint64_t corrupt; /* faults found */
};

static inline uint32_t mark_place(uint64_t page, uint32_t generation) {
  return 1 + mix((uint32_t)page * 31 + generation) % (PAGE_WORDS - 1);
}

static inline uint32_t mark_value(uint64_t page, uint32_t generation) {
  return mix((uint32_t)page ^ generation << 16 ^ generation >> 16);
}

static inline void fill_pages(struct pages *pages) {
  for (uint64_t i = 0; i < pages->count * PAGE_WORDS; i++) pages->words[i] = mix((uint32_t)i);
  for (uint64_t page = 0; page < pages->dirtied; page++) pages->words[page * PAGE_WORDS] = 0;
  pages->still = pages->dirtied;
}

/* Checks the page whose turn it is and writes its next generation. */
static inline void dirty_next(struct pages *pages) {
  uint64_t page = pages->next;
  volatile uint32_t *words = pages->words + page * PAGE_WORDS;
  uint32_t generation = (uint32_t)pages->passes;
  int stale = words[0] != generation;
  if (generation > 0) stale |= words[mark_place(page, generation)] != mark_value(page, generation);
  pages->corrupt += (uint64_t)stale;
  words[0] = generation + 1;
  words[mark_place(page, generation + 1)] = mark_value(page, generation + 1);
  if (++pages->next == pages->dirtied) {
    pages->next = 0;
    pages->passes++;
  }
}

/* Checks one page of those that are never written. */
static inline void check_still(struct pages *pages) {
  if (pages->still == pages->count) return;
  uint64_t first = pages->still * PAGE_WORDS;
  int changed = 0;
  for (uint64_t i = first; i < first + PAGE_WORDS; i++) changed |= pages->words[i] != mix((uint32_t)i);
  pages->corrupt += (uint64_t)changed;
  if (++pages->still == pages->count) pages->still = pages->dirtied;
}

#endif
