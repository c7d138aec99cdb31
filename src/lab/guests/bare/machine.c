/* Serial port, clock, and what the machine says at the start: command line and memory map. */
#include "machine.h"

enum { SERIAL_PORT = 0x3f8 };

void *memcpy(void *to, const void *from, size_t length) {
  void *result = to;
  __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
  return result;
}

void *memset(void *to, int value, size_t length) {
  void *result = to;
  __asm__ volatile("rep stosb" : "+D"(to), "+c"(length) : "a"(value) : "memory");
  return result;
}

int memcmp(const void *one, const void *other, size_t length) {
  const uint8_t *a = one, *b = other;
  for (size_t i = 0; i < length; i++)
    if (a[i] != b[i]) return a[i] - b[i];
  return 0;
}

void print(const char *text) {
  while (*text) out8(SERIAL_PORT, (uint8_t)*text++);
}

void print_number(uint64_t value) {
  char digits[21];
  char *first = digits + sizeof digits - 1;
  *first = 0;
  do *--first = (char)('0' + value % 10);
  while (value /= 10);
  print(first);
}

void print_hexadecimal(uint64_t value) {
  for (int shift = 60; shift >= 0; shift -= 4) out8(SERIAL_PORT, (uint8_t) "0123456789abcdef"[value >> shift & 15]);
}

static uint64_t clock_start, cycles_per_millisecond;

/* Counts cycles during ten milliseconds of the timer, which is already running. */
void start_clock(void) {
  enum { MILLISECONDS = 10 };
  uint32_t last = LOCAL_APIC[APIC_TIMER_NOW];
  uint64_t passed = 0, before = time_stamp();
  clock_start = before;
  while (passed < (uint64_t)MILLISECONDS * TIMER_NANOSECONDS) {
    uint32_t now = LOCAL_APIC[APIC_TIMER_NOW];
    passed += now <= last ? last - now : last + TIMER_NANOSECONDS - now;
    last = now;
  }
  cycles_per_millisecond = (time_stamp() - before) * 1000000 / passed;
}

uint64_t clock_now(void) {
  uint64_t cycles = time_stamp() - clock_start;
  uint64_t milliseconds = cycles / cycles_per_millisecond;
  return milliseconds * 1000000 + cycles % cycles_per_millisecond * 1000000 / cycles_per_millisecond;
}

/* The start of the PVH start info, as far as it is used here. */
struct start_info {
  uint32_t magic, version, flags, modules;
  uint64_t module_list, command_line, acpi, memory_map;
  uint32_t memory_map_entries;
};
struct memory_entry {
  uint64_t address, size;
  uint32_t type, reserved;
};
extern uint32_t start_info;

static const struct start_info *information(void) {
  return (const struct start_info *)(uint64_t)start_info;
}

/* What follows `name=` at the start of a word of the command line; null when it is not there. */
static const char *option_text(const char *name) {
  const char *text = (const char *)information()->command_line;
  if (text == NULL) return NULL;
  for (bool word = true; *text; word = *text++ == ' ') {
    size_t length = 0;
    while (name[length] && text[length] == name[length]) length++;
    if (word && name[length] == 0 && text[length] == '=') return text + length + 1;
  }
  return NULL;
}

static uint64_t read_number(const char **text) {
  uint64_t value = 0;
  while (**text >= '0' && **text <= '9') value = value * 10 + (uint64_t)(*(*text)++ - '0');
  return value;
}

uint64_t option(const char *name, uint64_t otherwise) {
  const char *text = option_text(name);
  return text == NULL ? otherwise : read_number(&text);
}

bool option_address(const char *name, uint8_t address[4]) {
  const char *text = option_text(name);
  if (text == NULL) return false;
  for (int i = 0; i < 4; i++) {
    address[i] = (uint8_t)read_number(&text);
    if (*text == '.') text++;
  }
  return true;
}

uint64_t memory_from(uint64_t start) {
  const struct memory_entry *entries = (const struct memory_entry *)information()->memory_map;
  for (uint32_t i = 0; i < information()->memory_map_entries; i++) {
    uint64_t end = entries[i].address + entries[i].size;
    if (entries[i].type == 1 && entries[i].address <= start && start < end) return end - start;
  }
  return 0;
}
