/* The processor and the serial port, as C sees them. */
#ifndef BARE_MACHINE_H
#define BARE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline void out8(uint16_t port, uint8_t value) {
  __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint64_t time_stamp(void) {
  uint32_t low, high;
  __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
  return low | (uint64_t)high << 32;
}

/* Keeps the compiler from moving accesses of memory that a device shares. The processor keeps their order, */
static inline void compiler_barrier(void) {
  __asm__ volatile("" : : : "memory");
}

/* but for a write and a later read, which this keeps apart. */
static inline void full_barrier(void) {
  __asm__ volatile("mfence" : : : "memory");
}

#define LOCAL_APIC ((volatile uint32_t *)0xfee00000)
enum {
  APIC_SPURIOUS = 0xf0 / 4,
  APIC_TIMER = 0x320 / 4,
  APIC_TIMER_FIRST = 0x380 / 4,
  APIC_TIMER_NOW = 0x390 / 4,
  APIC_TIMER_DIVIDE = 0x3e0 / 4,
  /* The timer counts nanoseconds in QEMU and in KVM; it wakes the guest once a millisecond. */
  TIMER_NANOSECONDS = 1000000
};

/* Halts until the next interrupt, at most a millisecond. */
void wait_for_interrupt(void);

void *memcpy(void *to, const void *from, size_t length);
void *memset(void *to, int value, size_t length);
int memcmp(const void *one, const void *other, size_t length);

void print(const char *text);
void print_number(uint64_t value);
void print_hexadecimal(uint64_t value);

/* The clock: nanoseconds since start_clock, never set, going on where it was after a move. */
void start_clock(void);
uint64_t clock_now(void);

/* The number that the kernel command line gives for `name=`; `otherwise` when it gives none. */
uint64_t option(const char *name, uint64_t otherwise);
/* The address that it gives for `name=` in dotted form; false, and nothing written, when it gives none. */
bool option_address(const char *name, uint8_t address[4]);
/* The octets of usable memory from `start` on, by the map that the machine gave. */
uint64_t memory_from(uint64_t start);

#endif
