/* One request is under way at a time. A write that fails is reported, and written again. */
#include "disk.h"
#include "../workload/blocks.h"
#include "virtio.h"

enum { REQUESTS = 0, SECTOR_OCTETS = 512, TYPE_WRITE = 1, UNANSWERED = 0xff };

static struct device device;
static struct queue queue;
static struct {
  uint32_t type, reserved;
  uint64_t sector;
} header;
static volatile uint8_t status;
static uint8_t block[BLOCK_OCTETS] __attribute__((aligned(4)));
static uint64_t blocks, period, due, written;
static bool under_way;

uint64_t last_written(void) {
  return written;
}

bool open_disk(uint64_t rate) {
  if (rate == 0 || !open_device(&device, VIRTIO_BLOCK, 0) || !open_queue(&device, REQUESTS, &queue)) return false;
  blocks = configuration_u64(&device, 0) * SECTOR_OCTETS / BLOCK_OCTETS;
  period = 1000000000 / rate;
  queue.descriptors[0] = (struct descriptor){(uint64_t)&header, sizeof header, DESCRIPTOR_NEXT, 1};
  queue.descriptors[1] = (struct descriptor){(uint64_t)block, BLOCK_OCTETS, DESCRIPTOR_NEXT, 2};
  queue.descriptors[2] = (struct descriptor){(uint64_t)&status, 1, DESCRIPTOR_WRITE, 0};
  start_device(&device);
  due = clock_now();
  return blocks > 0;
}

static void begin_write(uint64_t sequence) {
  make_block(block, sequence, clock_now());
  header.type = TYPE_WRITE;
  header.sector = (sequence - 1) % blocks * (BLOCK_OCTETS / SECTOR_OCTETS);
  status = UNANSWERED;
  offer(&queue, 0);
  notify(&device, REQUESTS, &queue);
  under_way = true;
}

bool write_disk(void) {
  if (period == 0) return false;
  struct used_element done;
  if (under_way && take_used(&queue, &done)) {
    under_way = false;
    if (status == 0) {
      written++;
    } else {
      print("DISK error=");
      print_number(status);
      print("\n");
    }
    return true;
  }
  uint64_t now = clock_now();
  if (under_way || now < due) return false;
  due = now - due > period * 16 ? now + period : due + period;
  begin_write(written + 1);
  return true;
}
