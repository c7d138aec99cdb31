/*
 * The work of the Linux guest, the same as the bare guest's: the service on UDP port 7777, pages dirtied and checked,
 * blocks written to the disk, a report on the console five times a second. Arguments that it knows (fill_mb, dirty_mb,
 * dirty_rate, disk, disk_rate) mean what they mean for the bare guest; others are passed over, so that it can be given
 * the kernel command line.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <linux/fs.h>
#include <time.h>
#include <unistd.h>

#include "../workload/blocks.h"
#include "../workload/pages.h"
#include "../workload/reply.h"

static const uint64_t MILLISECOND = 1000000, SECOND = 1000000000;
static const char *const DISK = "/dev/vda";

static struct pages pages;
static long dirty_rate, disk_rate = 200;
static atomic_ullong answered, written;

static uint64_t clock_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static void sleep_until(uint64_t when) {
  struct timespec time = {(time_t)(when / SECOND), (long)(when % SECOND)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) != 0) continue;
}

/* Lines are written whole: the threads share the console. */
__attribute__((format(printf, 1, 2))) static void report(const char *format, ...) {
  char line[256];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(line, sizeof line, format, values);
  va_end(values);
  if (write(STDOUT_FILENO, line, (size_t)length) != length) exit(1);
}

static void stop(const char *reason) {
  report("ERROR %s\n", reason);
  exit(1);
}

static void begin(void *(*work)(void *)) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, work, NULL) != 0) stop("no memory for a thread");
}

static void *dirty_pages(void *none) {
  enum { BATCH = 64 };
  uint64_t period = dirty_rate > 0 ? SECOND / ((uint64_t)dirty_rate * PAGES_PER_MIB) : 0;
  for (uint64_t due = clock_now();;) {
    for (int i = 0; i < BATCH; i++) dirty_next(&pages);
    if (period == 0) continue;
    due += BATCH * period;
    uint64_t now = clock_now();
    if (now > due + 100 * MILLISECOND) due = now;
    sleep_until(due);
  }
  return none;
}

static void *write_disk(void *none) {
  int disk = open(DISK, O_RDWR | O_DIRECT | O_SYNC);
  uint64_t octets = 0;
  uint8_t *block = aligned_alloc(BLOCK_OCTETS, BLOCK_OCTETS);
  if (disk < 0 || block == NULL || ioctl(disk, BLKGETSIZE64, &octets) != 0) stop("the disk cannot be opened");
  uint64_t blocks = octets / BLOCK_OCTETS, period = SECOND / (uint64_t)disk_rate;
  uint64_t due = clock_now();
  for (uint64_t sequence = 1;; sequence++) {
    make_block(block, sequence, clock_now());
    off_t place = (off_t)((sequence - 1) % blocks * BLOCK_OCTETS);
    while (pwrite(disk, block, BLOCK_OCTETS, place) != BLOCK_OCTETS) {
      report("DISK error=%s\n", strerrorname_np(errno));
      sleep_until(clock_now() + period);
    }
    atomic_store(&written, sequence);
    due += period;
    uint64_t now = clock_now();
    if (now > due + 16 * period) due = now;
    sleep_until(due);
  }
  return none;
}

static void *report_work(void *none) {
  uint64_t due = clock_now();
  for (unsigned long long tick = 1;; tick++) {
    sleep_until(due += 200 * MILLISECOND);
    if (clock_now() > due + SECOND) due = clock_now();
    for (int i = 0; i < 64; i++) check_still(&pages);
    report("TICK %llu up=%llu ms echo=%llu passes=%llu corrupt=%llu\n", tick,
           (unsigned long long)(clock_now() / MILLISECOND), atomic_load(&answered),
           (unsigned long long)pages.passes, (unsigned long long)pages.corrupt);
    unsigned long long last = atomic_load(&written);
    if (last > 0) report("DISK last=%llu\n", last);
  }
  return none;
}

static void answer(int service) {
  static uint8_t request[65536];
  struct sockaddr_in client;
  for (;;) {
    socklen_t address_length = sizeof client;
    ssize_t length = recvfrom(service, request, sizeof request, 0, (struct sockaddr *)&client, &address_length);
    if (length < 0) continue;
    unsigned long long counter = atomic_fetch_add(&answered, 1) + 1;
    write_reply(request, (size_t)length, clock_now(), counter);
    sendto(service, request, (size_t)length, 0, (struct sockaddr *)&client, address_length);
  }
}

int main(int count, char **arguments) {
  long fill_mb = 0, dirty_mb = 0, disk = 0;
  for (int i = 1; i < count; i++) {
    sscanf(arguments[i], "fill_mb=%ld", &fill_mb);
    sscanf(arguments[i], "dirty_mb=%ld", &dirty_mb);
    sscanf(arguments[i], "dirty_rate=%ld", &dirty_rate);
    sscanf(arguments[i], "disk=%ld", &disk);
    sscanf(arguments[i], "disk_rate=%ld", &disk_rate);
  }
  int service = socket(AF_INET, SOCK_DGRAM, 0), queue = 4 << 20;
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(SERVICE_PORT)};
  setsockopt(service, SOL_SOCKET, SO_RCVBUFFORCE, &queue, sizeof queue);
  if (bind(service, (struct sockaddr *)&here, sizeof here) != 0) stop("UDP port 7777 is taken");

  pages.dirtied = (uint64_t)dirty_mb * PAGES_PER_MIB;
  pages.count = (uint64_t)(fill_mb > dirty_mb ? fill_mb : dirty_mb) * PAGES_PER_MIB;
  if (pages.count > 0) {
    size_t octets = pages.count * PAGE_WORDS * sizeof(uint32_t);
    void *memory = mmap(NULL, octets, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) stop("fill_mb or dirty_mb is more than the memory holds");
    pages.words = memory;
    fill_pages(&pages);
  }
  report("READY up=%llu ms\n", (unsigned long long)(clock_now() / MILLISECOND));
  if (pages.dirtied > 0) begin(dirty_pages);
  if (disk != 0 && disk_rate > 0) begin(write_disk);
  begin(report_work);
  answer(service);
}
