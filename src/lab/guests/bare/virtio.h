/* Virtio devices behind memory-mapped registers (version 2), polled: no interrupt is asked for. */
#ifndef BARE_VIRTIO_H
#define BARE_VIRTIO_H

#include "machine.h"

enum { QUEUE_MOST = 256, VIRTIO_NETWORK = 1, VIRTIO_BLOCK = 2 };
enum { DESCRIPTOR_NEXT = 1, DESCRIPTOR_WRITE = 2 };

struct descriptor {
  uint64_t address;
  uint32_t length;
  uint16_t flags, next;
};
struct used_element {
  uint32_t id, length;
};

struct queue {
  struct descriptor descriptors[QUEUE_MOST];
  struct {
    uint16_t flags;
    volatile uint16_t index;
    uint16_t ring[QUEUE_MOST], event;
  } available __attribute__((aligned(4)));
  struct {
    volatile uint16_t flags, index;
    struct used_element ring[QUEUE_MOST];
    uint16_t event;
  } used __attribute__((aligned(4)));
  uint16_t size;
  uint16_t seen; /* of `used.index` */
} __attribute__((aligned(4096)));

struct device {
  volatile uint32_t *registers;
};

/* Finds the first device of a kind and agrees with it on version 1 and on `features` (bits 0 to 31). */
bool open_device(struct device *device, uint32_t kind, uint32_t features);
/* Sets a queue up; its size is the device's, at most QUEUE_MOST. */
bool open_queue(struct device *device, uint32_t number, struct queue *queue);
/* Tells the device that all queues are set up. */
void start_device(struct device *device);
/* The configuration of the device, as octets and as words. */
uint8_t configuration_octet(struct device *device, uint32_t offset);
uint64_t configuration_u64(struct device *device, uint32_t offset);
/* Hands over the chain that begins with a descriptor. */
void offer(struct queue *queue, uint16_t descriptor);
/* Tells the device that something was handed over, unless it said that it looks by itself. */
void notify(struct device *device, uint32_t number, struct queue *queue);
/* The next chain that the device is done with; false when there is none. */
bool take_used(struct queue *queue, struct used_element *element);

#endif
