// The processor's prefetch, for which Swift has no word. A plain load would hold up all that comes after it.
#ifndef LIFETIMEVALUE_CPREFETCH_SHIM_H
#define LIFETIMEVALUE_CPREFETCH_SHIM_H

// Begins to bring the cache line at an address, which need not be valid, near, to be written.
static inline void lifetimevalue_prefetch(const void *place) { __builtin_prefetch(place, 1, 3); }

#endif
