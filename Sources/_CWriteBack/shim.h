// A call of Linux that Swift's Glibc module leaves out, because the header declares it for GNU sources only.
#ifndef LIFETIMEVALUE_CWRITEBACK_SHIM_H
#define LIFETIMEVALUE_CWRITEBACK_SHIM_H

#include <sys/types.h>

#if defined(__linux__) && defined(__LP64__)
int sync_file_range(int descriptor, off_t offset, off_t count, unsigned int flags);
#endif

// Starts to write a range of a file to the disk and does not wait for it; does nothing where there is no such call.
static inline void lifetimevalue_start_write_back(int descriptor, long long offset, long long count) {
#if defined(__linux__) && defined(__LP64__)
  // SYNC_FILE_RANGE_WRITE. Only a hint: an error of the disk shows at the next fsync too.
  (void)sync_file_range(descriptor, (off_t)offset, (off_t)count, 2);
#endif
}

#endif
