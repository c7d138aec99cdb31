/* The disk writer: numbered blocks of workload/blocks.h, one after the other, round and round. */
#ifndef BARE_DISK_H
#define BARE_DISK_H

#include "machine.h"

/* Opens the block device, to be written `rate` times a second; false when there is none that can be used. */
bool open_disk(uint64_t rate);
/* Takes the end of the last write, begins the next when it is due; says whether it did either. */
bool write_disk(void);
/* The number of the last block that the device said is written; zero before the first. */
uint64_t last_written(void);

#endif
