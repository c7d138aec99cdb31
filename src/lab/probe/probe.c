/*
 * The client that feels a move: sends a numbered request at a fixed pace to a guest's UDP service, notes when each was
 * sent and answered and what the answer said, and judges it all at the end.
 *
 *   probe ADDRESS PORT INTERVAL_US SECONDS ROWS PATIENCE_MS
 *
 * It ends after SECONDS, or when its standard input ends or says anything; then waits a second for what is still under
 * way, and until PATIENCE_MS have passed if something is. At last it writes a line of CSV for each request to ROWS, and
 * prints one JSON object. Times are of CLOCK_MONOTONIC, which all processes of a machine share: nanoseconds in the rows,
 * milliseconds in the object.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../guests/workload/reply.h"

enum { REQUEST_OCTETS = 64, LATE_MS = 100 };
static const uint64_t SECOND = 1000000000, LINGER = 1000000000;

/* What is known of one request; times are zero until they happen. */
struct row {
  uint64_t sent, answered, guest_clock, guest_counter;
  uint32_t copies;
  bool refused;
};

static struct row *rows;
static uint64_t limit, count, under_way, highest_counter, counter_back;

static uint64_t clock_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static uint64_t get_u64(const uint8_t *at) {
  uint64_t value = 0;
  for (int i = 0; i < 8; i++) value = value << 8 | at[i];
  return value;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* Octets 0 to 7 of a request are its number, 8 to 15 the time at which it was sent. */
static void send_request(int service) {
  uint8_t request[REQUEST_OCTETS] = {0};
  struct row *row = &rows[count];
  row->sent = clock_now();
  put_u64(request, count);
  put_u64(request + 8, row->sent);
  row->refused = send(service, request, sizeof request, MSG_DONTWAIT) != sizeof request;
  if (!row->refused) under_way++;
  count++;
}

/* An older state of the guest would answer with a counter that another answer has already had. Answers may overtake
 * each other on the way, so only a counter that went back although the request is newer counts. */
static void note_counter(uint64_t number, uint64_t counter) {
  static uint64_t number_of_highest;
  if (number > number_of_highest && counter <= highest_counter) counter_back++;
  if (counter > highest_counter) {
    highest_counter = counter;
    number_of_highest = number;
  }
}

static void take_answers(int service) {
  uint8_t answer[REQUEST_OCTETS];
  while (recv(service, answer, sizeof answer, MSG_DONTWAIT) == REQUEST_OCTETS) {
    uint64_t now = clock_now(), number = get_u64(answer);
    if (number >= count || get_u64(answer + 8) != rows[number].sent) continue;
    struct row *row = &rows[number];
    if (row->copies++ > 0) continue;
    under_way--;
    row->answered = now;
    row->guest_clock = get_u64(answer + REPLY_CLOCK_AT);
    row->guest_counter = get_u64(answer + REPLY_COUNTER_AT);
    note_counter(number, row->guest_counter);
  }
}

/* Waits for answers or for the time; false when whoever started the probe wants it to end. */
static bool wait_until(int service, uint64_t when, bool listen) {
  uint64_t now = clock_now(), left = when > now ? when - now : 0;
  struct timespec time = {(time_t)(left / SECOND), (long)(left % SECOND)};
  struct pollfd events[2] = {{.fd = service, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  if (ppoll(events, listen ? 2 : 1, &time, NULL) <= 0) return true;
  if (events[0].revents != 0) take_answers(service);
  return !listen || events[1].revents == 0;
}

/* Answers that are in the queue already count however late it is: the processor may have been with others. */
static void linger(int service, uint64_t patience) {
  uint64_t end = clock_now(), least = end + LINGER, most = end + patience;
  do wait_until(service, clock_now() < least ? least : most, false);
  while (clock_now() < least || (under_way > 0 && clock_now() < most));
}

static void run(int service, uint64_t interval, uint64_t seconds) {
  uint64_t next = clock_now(), end = next + seconds * SECOND;
  bool wanted = true;
  while (wanted && count < limit && next < end) {
    if (clock_now() >= next) {
      send_request(service);
      next += interval;
    }
    wanted = wait_until(service, next, true);
  }
}

static int by_value(const void *one, const void *other) {
  uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
  return (a > b) - (a < b);
}

static double milliseconds(uint64_t nanoseconds) {
  return (double)nanoseconds / 1e6;
}

static void write_rows(const char *path) {
  FILE *file = fopen(path, "w");
  if (file == NULL) fail(path);
  fprintf(file, "number,sent,answered,guest_counter,guest_clock,answers\n");
  for (uint64_t i = 0; i < count; i++) {
    fprintf(file, "%lu,%lu,", i, rows[i].sent);
    if (rows[i].copies == 0) fprintf(file, ",,,0\n");
    else fprintf(file, "%lu,%lu,%lu,%u\n", rows[i].answered, rows[i].guest_counter, rows[i].guest_clock, rows[i].copies);
  }
  if (fclose(file) != 0) fail(path);
}

static void print_figures(void) {
  uint64_t *trips = calloc(count + 1, sizeof *trips), *arrivals = calloc(count + 1, sizeof *arrivals);
  uint64_t answered = 0, duplicated = 0, refused = 0, late = 0, late_to_send = 0;
  if (trips == NULL || arrivals == NULL) fail("memory");
  for (uint64_t i = 0; i < count; i++) {
    if (rows[i].refused) refused++;
    if (i > 0 && rows[i].sent - rows[i - 1].sent > late_to_send) late_to_send = rows[i].sent - rows[i - 1].sent;
    if (rows[i].copies == 0) continue;
    arrivals[answered] = rows[i].answered;
    trips[answered++] = rows[i].answered - rows[i].sent;
    duplicated += rows[i].copies - 1;
    if (rows[i].answered - rows[i].sent > (uint64_t)LATE_MS * 1000000) late++;
  }
  qsort(trips, answered, sizeof *trips, by_value);
  qsort(arrivals, answered, sizeof *arrivals, by_value);
  uint64_t gap = 0, gap_from = 0;
  for (uint64_t i = 1; i < answered; i++) {
    if (arrivals[i] - arrivals[i - 1] <= gap) continue;
    gap = arrivals[i] - arrivals[i - 1];
    gap_from = arrivals[i - 1];
  }
  printf("{\"sent\":%lu,\"answered\":%lu,\"lost\":%lu,\"late\":%lu,\"duplicated\":%lu,\"refused\":%lu,", count, answered,
         count - answered, late, duplicated, refused);
  printf("\"counterBack\":%lu,\"gapMs\":%.3f,\"gapFromMs\":%.3f,", counter_back, milliseconds(gap),
         milliseconds(gap_from));
  printf("\"firstSentMs\":%.3f,\"longestPauseMs\":%.3f,", count > 0 ? milliseconds(rows[0].sent) : 0,
         milliseconds(late_to_send));
  printf("\"roundTripMs\":{\"least\":%.3f,\"median\":%.3f,\"p99\":%.3f,\"most\":%.3f}}\n",
         answered > 0 ? milliseconds(trips[0]) : 0, milliseconds(trips[answered / 2]),
         milliseconds(trips[answered * 99 / 100]), answered > 0 ? milliseconds(trips[answered - 1]) : 0);
}

int main(int argument_count, char **arguments) {
  if (argument_count != 7) {
    fprintf(stderr, "usage: probe ADDRESS PORT INTERVAL_US SECONDS ROWS PATIENCE_MS\n");
    return 2;
  }
  struct sockaddr_in guest = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[2]))};
  uint64_t interval = strtoull(arguments[3], NULL, 10) * 1000, seconds = strtoull(arguments[4], NULL, 10);
  if (inet_pton(AF_INET, arguments[1], &guest.sin_addr) != 1 || interval == 0) {
    fprintf(stderr, "probe: no IPv4 address or no interval\n");
    return 2;
  }
  limit = seconds * SECOND / interval + 1;
  rows = calloc(limit, sizeof *rows);
  int service = socket(AF_INET, SOCK_DGRAM, 0), queue = 8 << 20;
  if (rows == NULL || service < 0) fail("probe");
  /* What only root may do, helps: a queue that holds what comes after a pause, and not to wait for a processor. */
  if (setsockopt(service, SOL_SOCKET, SO_RCVBUFFORCE, &queue, sizeof queue) != 0)
    setsockopt(service, SOL_SOCKET, SO_RCVBUF, &queue, sizeof queue);
  struct sched_param urgent = {.sched_priority = 10};
  sched_setscheduler(0, SCHED_FIFO, &urgent);
  mlockall(MCL_CURRENT);
  if (connect(service, (struct sockaddr *)&guest, sizeof guest) != 0) fail("connect");
  run(service, interval, seconds);
  linger(service, strtoull(arguments[6], NULL, 10) * 1000000);
  write_rows(arguments[5]);
  print_figures();
  return 0;
}
