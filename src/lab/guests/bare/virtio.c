/* Virtio 1.x over memory-mapped registers, section 4.2 of its specification. */
#include "virtio.h"

enum { FIRST_SLOT = 0xfeb00000, SLOT_OCTETS = 0x200, SLOTS = 32, MAGIC = 0x74726976 };
enum {
  REGISTER_MAGIC = 0x00,
  REGISTER_VERSION = 0x04,
  REGISTER_KIND = 0x08,
  REGISTER_FEATURES_SELECT = 0x24,
  REGISTER_FEATURES = 0x20,
  REGISTER_QUEUE_SELECT = 0x30,
  REGISTER_QUEUE_MOST = 0x34,
  REGISTER_QUEUE_SIZE = 0x38,
  REGISTER_QUEUE_READY = 0x44,
  REGISTER_NOTIFY = 0x50,
  REGISTER_STATUS = 0x70,
  REGISTER_QUEUE_DESCRIPTORS = 0x80,
  REGISTER_QUEUE_AVAILABLE = 0x90,
  REGISTER_QUEUE_USED = 0xa0,
  REGISTER_CONFIGURATION = 0x100
};
enum { STATUS_SEEN = 1, STATUS_DRIVER = 2, STATUS_STARTED = 4, STATUS_FEATURES = 8 };
enum { FEATURE_VERSION_1 = 1 /* bit 32 */, NO_INTERRUPT = 1, NO_NOTIFY = 1 };

static uint32_t get(struct device *device, uint32_t offset) {
  return device->registers[offset / 4];
}

static void set(struct device *device, uint32_t offset, uint32_t value) {
  device->registers[offset / 4] = value;
}

static void set_address(struct device *device, uint32_t offset, const volatile void *address) {
  set(device, offset, (uint32_t)(uint64_t)address);
  set(device, offset + 4, (uint32_t)((uint64_t)address >> 32));
}

static bool find_device(struct device *device, uint32_t kind) {
  for (uint64_t slot = 0; slot < SLOTS; slot++) {
    device->registers = (volatile uint32_t *)(FIRST_SLOT + slot * SLOT_OCTETS);
    if (get(device, REGISTER_MAGIC) == MAGIC && get(device, REGISTER_KIND) == kind) return true;
  }
  return false;
}

bool open_device(struct device *device, uint32_t kind, uint32_t features) {
  if (!find_device(device, kind) || get(device, REGISTER_VERSION) != 2) return false;
  set(device, REGISTER_STATUS, 0);
  set(device, REGISTER_STATUS, STATUS_SEEN | STATUS_DRIVER);
  set(device, REGISTER_FEATURES_SELECT, 0);
  set(device, REGISTER_FEATURES, features);
  set(device, REGISTER_FEATURES_SELECT, 1);
  set(device, REGISTER_FEATURES, FEATURE_VERSION_1);
  set(device, REGISTER_STATUS, STATUS_SEEN | STATUS_DRIVER | STATUS_FEATURES);
  return (get(device, REGISTER_STATUS) & STATUS_FEATURES) != 0;
}

bool open_queue(struct device *device, uint32_t number, struct queue *queue) {
  set(device, REGISTER_QUEUE_SELECT, number);
  uint32_t most = get(device, REGISTER_QUEUE_MOST);
  if (most == 0) return false;
  queue->size = most < QUEUE_MOST ? (uint16_t)most : QUEUE_MOST;
  queue->available.flags = NO_INTERRUPT;
  set(device, REGISTER_QUEUE_SIZE, queue->size);
  set_address(device, REGISTER_QUEUE_DESCRIPTORS, queue->descriptors);
  set_address(device, REGISTER_QUEUE_AVAILABLE, &queue->available);
  set_address(device, REGISTER_QUEUE_USED, &queue->used);
  set(device, REGISTER_QUEUE_READY, 1);
  return true;
}

void start_device(struct device *device) {
  set(device, REGISTER_STATUS, STATUS_SEEN | STATUS_DRIVER | STATUS_FEATURES | STATUS_STARTED);
}

uint8_t configuration_octet(struct device *device, uint32_t offset) {
  return ((volatile uint8_t *)device->registers)[REGISTER_CONFIGURATION + offset];
}

uint64_t configuration_u64(struct device *device, uint32_t offset) {
  uint32_t low = get(device, REGISTER_CONFIGURATION + offset);
  return low | (uint64_t)get(device, REGISTER_CONFIGURATION + offset + 4) << 32;
}

void offer(struct queue *queue, uint16_t descriptor) {
  queue->available.ring[queue->available.index % queue->size] = descriptor;
  compiler_barrier();
  queue->available.index++;
}

void notify(struct device *device, uint32_t number, struct queue *queue) {
  full_barrier();
  if (!(queue->used.flags & NO_NOTIFY)) set(device, REGISTER_NOTIFY, number);
}

bool take_used(struct queue *queue, struct used_element *element) {
  if (queue->seen == queue->used.index) return false;
  compiler_barrier();
  *element = queue->used.ring[queue->seen % queue->size];
  queue->seen++;
  return true;
}
