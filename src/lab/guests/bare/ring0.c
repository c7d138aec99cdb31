/* What ring 0 sets up before it hands over: descriptors of interrupts, the task state, the timer. */
#include "machine.h"

enum { KERNEL_CODE = 0x10, TASK_STATE = 0x30, TIMER_VECTOR = 0x41, UNDEFINED_VECTOR = 6, EXCEPTIONS = 32 };

struct gate {
  uint16_t offset_low, selector;
  uint8_t stack, type;
  uint16_t offset_middle;
  uint32_t offset_high, reserved;
};
struct table_pointer {
  uint16_t limit;
  uint64_t base;
} __attribute__((packed));

static struct gate gates[256];
/* 104 octets, then a bit for each of 65536 ports, all zero: ring 3 may use every port. KVM may lose the level in the
 * flags, so the bitmap is what counts. */
static uint32_t task_state[26 + 2049];

extern uint64_t gdt[];
extern uint8_t interrupt_stack_top[], exception_entries[];
void enter_timer(void), enter_spurious(void), enter_undefined(void);

static void set_gate(int vector, const void *entry) {
  uint64_t address = (uint64_t)entry;
  gates[vector] = (struct gate){.offset_low = (uint16_t)address,
                                .selector = KERNEL_CODE,
                                .type = 0xee,
                                .offset_middle = (uint16_t)(address >> 16),
                                .offset_high = (uint32_t)(address >> 32)};
}

static void load_task_state(void) {
  uint64_t base = (uint64_t)task_state, limit = sizeof task_state - 1;
  uint64_t stack = (uint64_t)interrupt_stack_top;
  task_state[1] = (uint32_t)stack;
  task_state[2] = (uint32_t)(stack >> 32);
  task_state[25] = 104 << 16; /* where the bitmap begins */
  gdt[6] = limit | (base & 0xffffff) << 16 | 0x89ull << 40 | (base >> 24 & 0xff) << 56;
  gdt[7] = base >> 32;
  __asm__ volatile("ltr %w0" : : "r"(TASK_STATE));
}

void prepare_ring0(void) {
  out8(0x21, 0xff); /* the old interrupt controllers stay silent */
  out8(0xa1, 0xff);
  for (int vector = 0; vector < 256; vector++) set_gate(vector, enter_spurious);
  for (int vector = 0; vector < EXCEPTIONS; vector++) set_gate(vector, exception_entries + 16 * vector);
  set_gate(UNDEFINED_VECTOR, enter_undefined);
  set_gate(TIMER_VECTOR, enter_timer);
  struct table_pointer pointer = {sizeof gates - 1, (uint64_t)gates};
  __asm__ volatile("lidt %0" : : "m"(pointer));
  load_task_state();

  LOCAL_APIC[APIC_SPURIOUS] = 0x1ff;
  LOCAL_APIC[APIC_TIMER_DIVIDE] = 0xb; /* by one */
  LOCAL_APIC[APIC_TIMER] = 0x20000 | TIMER_VECTOR;
  LOCAL_APIC[APIC_TIMER_FIRST] = TIMER_NANOSECONDS;
}

/* `frame`: vector, error code, then what the processor pushed: instruction, code segment, flags, stack. */
void report_exception(const uint64_t *frame) {
  uint64_t address;
  __asm__ volatile("mov %%cr2, %0" : "=r"(address));
  print("EXCEPTION ");
  print_number(frame[0]);
  print(" error=");
  print_hexadecimal(frame[1]);
  print(" rip=");
  print_hexadecimal(frame[2]);
  print(" cs=");
  print_hexadecimal(frame[3]);
  print(" rsp=");
  print_hexadecimal(frame[5]);
  print(" cr2=");
  print_hexadecimal(address);
  print("\n");
}
