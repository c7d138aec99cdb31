/*
 * The bare guest: answers on the network, dirties and checks its memory, writes its disk, and says on the serial port
 * how far it is. All of it runs in ring 3. The command line:
 *
 *   ip=10.9.0.2      its address
 *   fill_mb=0        memory that is filled and checked, from 16 MiB on
 *   dirty_mb=0       how much of it is written again and again (fill_mb grows to it)
 *   dirty_rate=0     in MiB a second; 0 is as fast as it can
 *   disk=0           1 writes the first block device
 *   disk_rate=200    blocks of 4 KiB a second
 *   idle=1           0 polls without a pause: quicker answers, a whole processor
 */
#include "../workload/pages.h"
#include "disk.h"
#include "machine.h"
#include "network.h"

enum { PAGES_AT = 16 << 20, MILLISECOND = 1000000, TICK = 200 * MILLISECOND, BEHIND = 100 * MILLISECOND, BATCH = 64 };

static struct pages pages;
static uint64_t page_period, pages_due;

static void stop(const char *reason) {
  print("ERROR ");
  print(reason);
  print("\n");
  for (;;) wait_for_interrupt();
}

static void prepare_pages(void) {
  uint64_t dirty = option("dirty_mb", 0), fill = option("fill_mb", 0), rate = option("dirty_rate", 0);
  pages.words = (volatile uint32_t *)PAGES_AT;
  pages.dirtied = dirty * PAGES_PER_MIB;
  pages.count = (fill > dirty ? fill : dirty) * PAGES_PER_MIB;
  page_period = rate == 0 ? 0 : 1000000000 / (rate * PAGES_PER_MIB);
  if (pages.count * PAGE_WORDS * sizeof(uint32_t) > memory_from(PAGES_AT)) stop("fill_mb or dirty_mb is more than the memory holds");
  fill_pages(&pages);
  pages_due = clock_now();
}

/* Writes what is due of the dirtied pages, at most a batch; says whether anything was. */
static bool dirty_pages(void) {
  if (pages.dirtied == 0) return false;
  uint64_t now = clock_now();
  int written = 0;
  if (now > pages_due + BEHIND) pages_due = now;
  for (; written < BATCH && pages_due <= now; written++) {
    dirty_next(&pages);
    pages_due += page_period;
  }
  return written > 0;
}

static void print_field(const char *name, uint64_t value) {
  print(name);
  print_number(value);
}

static void report(uint64_t now) {
  static uint64_t ticks, next = TICK;
  if (now < next) return;
  next = now + TICK;
  for (int i = 0; i < BATCH; i++) check_still(&pages);
  print_field("TICK ", ++ticks);
  print_field(" up=", now / MILLISECOND);
  print_field(" ms echo=", requests_answered());
  print_field(" passes=", pages.passes);
  print_field(" corrupt=", pages.corrupt);
  print("\n");
  if (last_written() > 0) {
    print_field("DISK last=", last_written());
    print("\n");
  }
}

void guest_main(void) {
  uint8_t address[4] = {10, 9, 0, 2};
  start_clock();
  option_address("ip", address);
  bool idle = option("idle", 1) != 0;
  prepare_pages();
  if (!open_network(address)) stop("no virtio-net of version 1 behind memory-mapped registers");
  if (option("disk", 0) != 0 && !open_disk(option("disk_rate", 200))) stop("no virtio-blk of version 1");
  print_field("READY up=", clock_now() / MILLISECOND);
  print(" ms\n");
  for (;;) {
    bool busy = serve_network();
    busy |= dirty_pages();
    busy |= write_disk();
    report(clock_now());
    if (!busy && idle) wait_for_interrupt();
  }
}
