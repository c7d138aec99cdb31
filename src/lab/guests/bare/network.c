/*
 * Answers go to the MAC address that asked, so the guest keeps no neighbours and knows no router.
 * Checksums of what comes in are not looked at: a tap delivers what was sent.
 */
#include "network.h"
#include "../workload/reply.h"
#include "virtio.h"

enum { FEATURE_MAC = 1 << 5, RECEIVE = 0, SEND = 1, BUFFER_OCTETS = 2048, VIRTIO_HEADER = 12 };
enum { ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_ARP = 0x0806, PROTOCOL_ICMP = 1, PROTOCOL_UDP = 17 };
/* Where things lie in a frame. */
enum {
  ETHERNET_SOURCE = 6,
  ETHERTYPE = 12,
  ETHERNET_OCTETS = 14,
  ARP_OPERATION = 20,
  ARP_SENDER = 22,
  ARP_SENDER_ADDRESS = 28,
  ARP_TARGET = 32,
  ARP_TARGET_ADDRESS = 38,
  ARP_END = 42,
  IP_LENGTH = 16,
  IP_FRAGMENT = 20,
  IP_LIFETIME = 22,
  IP_PROTOCOL = 23,
  IP_CHECKSUM = 24,
  IP_SOURCE = 26,
  IP_DESTINATION = 30,
  IP_OCTETS = 20,
  PAYLOAD = ETHERNET_OCTETS + IP_OCTETS,
  UDP_OCTETS = 8
};

static struct device device;
static struct queue receive_queue, send_queue;
static uint8_t receive_buffers[QUEUE_MOST][BUFFER_OCTETS], send_buffers[QUEUE_MOST][BUFFER_OCTETS];
static uint16_t free_senders[QUEUE_MOST], free_count;
static uint8_t own_mac[6], own_address[4];
static uint64_t answered;

uint64_t requests_answered(void) {
  return answered;
}

bool open_network(const uint8_t address[4]) {
  memcpy(own_address, address, 4);
  if (!open_device(&device, VIRTIO_NETWORK, FEATURE_MAC)) return false;
  if (!open_queue(&device, RECEIVE, &receive_queue) || !open_queue(&device, SEND, &send_queue)) return false;
  for (uint32_t i = 0; i < 6; i++) own_mac[i] = configuration_octet(&device, i);
  for (uint16_t i = 0; i < receive_queue.size; i++) {
    receive_queue.descriptors[i] =
        (struct descriptor){(uint64_t)receive_buffers[i], BUFFER_OCTETS, DESCRIPTOR_WRITE, 0};
    offer(&receive_queue, i);
  }
  for (uint16_t i = 0; i < send_queue.size; i++) free_senders[free_count++] = i;
  start_device(&device);
  notify(&device, RECEIVE, &receive_queue);
  return true;
}

/* A frame of 14 to 2036 octets; dropped when all buffers are under way. */
static void send_frame(const uint8_t *frame, uint32_t length) {
  struct used_element done;
  while (take_used(&send_queue, &done)) free_senders[free_count++] = (uint16_t)done.id;
  if (free_count == 0) return;
  uint16_t buffer = free_senders[--free_count];
  memset(send_buffers[buffer], 0, VIRTIO_HEADER);
  memcpy(send_buffers[buffer] + VIRTIO_HEADER, frame, length);
  send_queue.descriptors[buffer] = (struct descriptor){(uint64_t)send_buffers[buffer], VIRTIO_HEADER + length, 0, 0};
  offer(&send_queue, buffer);
  notify(&device, SEND, &send_queue);
}

static uint16_t get_u16(const uint8_t *at) {
  return (uint16_t)(at[0] << 8 | at[1]);
}

static void put_u16(uint8_t *at, uint16_t value) {
  at[0] = (uint8_t)(value >> 8);
  at[1] = (uint8_t)value;
}

/* Adds octets to the sum of the internet checksum. */
static uint32_t add_up(uint32_t sum, const uint8_t *octets, uint32_t length) {
  for (uint32_t i = 0; i + 1 < length; i += 2) sum += get_u16(octets + i);
  return length & 1 ? sum + (uint32_t)(octets[length - 1] << 8) : sum;
}

static uint16_t checksum(uint32_t sum) {
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

static void turn_ethernet(uint8_t *frame) {
  memcpy(frame, frame + ETHERNET_SOURCE, 6);
  memcpy(frame + ETHERNET_SOURCE, own_mac, 6);
}

static void answer_arp(uint8_t *frame, uint32_t length) {
  if (length < ARP_END || get_u16(frame + ARP_OPERATION) != 1) return;
  if (memcmp(frame + ARP_TARGET_ADDRESS, own_address, 4) != 0) return;
  turn_ethernet(frame);
  put_u16(frame + ARP_OPERATION, 2);
  memcpy(frame + ARP_TARGET, frame + ARP_SENDER, 10);
  memcpy(frame + ARP_SENDER, own_mac, 6);
  memcpy(frame + ARP_SENDER_ADDRESS, own_address, 4);
  send_frame(frame, ARP_END);
}

static void turn_packet(uint8_t *frame) {
  turn_ethernet(frame);
  memcpy(frame + IP_DESTINATION, frame + IP_SOURCE, 4);
  memcpy(frame + IP_SOURCE, own_address, 4);
  frame[IP_LIFETIME] = 64;
  put_u16(frame + IP_CHECKSUM, 0);
  put_u16(frame + IP_CHECKSUM, checksum(add_up(0, frame + ETHERNET_OCTETS, IP_OCTETS)));
}

static void answer_icmp(uint8_t *frame, uint32_t octets) {
  uint8_t *icmp = frame + PAYLOAD;
  if (octets < 8 || icmp[0] != 8 || icmp[1] != 0) return;
  turn_packet(frame);
  icmp[0] = 0;
  put_u16(icmp + 2, 0);
  put_u16(icmp + 2, checksum(add_up(0, icmp, octets)));
  send_frame(frame, PAYLOAD + octets);
}

static void answer_udp(uint8_t *frame, uint32_t octets) {
  uint8_t *udp = frame + PAYLOAD;
  if (octets < UDP_OCTETS || get_u16(udp + 2) != SERVICE_PORT || get_u16(udp + 4) != octets) return;
  uint16_t port = get_u16(udp);
  turn_packet(frame);
  put_u16(udp, SERVICE_PORT);
  put_u16(udp + 2, port);
  answered++;
  write_reply(udp + UDP_OCTETS, octets - UDP_OCTETS, clock_now(), answered);
  put_u16(udp + 6, 0);
  uint32_t pseudo_header = add_up(PROTOCOL_UDP + octets, frame + IP_SOURCE, 8);
  uint16_t sum = checksum(add_up(pseudo_header, udp, octets));
  put_u16(udp + 6, sum == 0 ? 0xffff : sum);
  send_frame(frame, PAYLOAD + octets);
}

/* Packets with options and fragments are dropped. */
static void answer_packet(uint8_t *frame, uint32_t length) {
  if (length < PAYLOAD || frame[ETHERNET_OCTETS] != 0x45) return;
  uint32_t octets = get_u16(frame + IP_LENGTH);
  if (octets < IP_OCTETS || ETHERNET_OCTETS + octets > length || (get_u16(frame + IP_FRAGMENT) & 0x3fff) != 0) return;
  if (memcmp(frame + IP_DESTINATION, own_address, 4) != 0) return;
  if (frame[IP_PROTOCOL] == PROTOCOL_ICMP) answer_icmp(frame, octets - IP_OCTETS);
  if (frame[IP_PROTOCOL] == PROTOCOL_UDP) answer_udp(frame, octets - IP_OCTETS);
}

bool serve_network(void) {
  struct used_element received;
  bool any = false;
  while (take_used(&receive_queue, &received)) {
    any = true;
    uint8_t *frame = receive_buffers[received.id] + VIRTIO_HEADER;
    uint32_t length = received.length - VIRTIO_HEADER;
    if (length >= ETHERNET_OCTETS && get_u16(frame + ETHERTYPE) == ETHERTYPE_ARP) answer_arp(frame, length);
    if (length >= ETHERNET_OCTETS && get_u16(frame + ETHERTYPE) == ETHERTYPE_IPV4) answer_packet(frame, length);
    offer(&receive_queue, (uint16_t)received.id);
  }
  if (any) notify(&device, RECEIVE, &receive_queue);
  return any;
}
