// Eight doubles side by side: the unit in which all kernels work, whatever the registers of the processor hold.
//
// Clang's vector extension splits them into four SSE2 or NEON registers, two AVX2 registers or one AVX-512 register.
#ifndef LIFETIMEVALUE_LANES_H
#define LIFETIMEVALUE_LANES_H

#include <stddef.h>
#include <stdint.h>

// Lanes are arguments of inlined functions only, so how they would be passed to others does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

enum { LANES = 8 };

typedef double lanes __attribute__((vector_size(64)));
typedef int64_t lane_bits __attribute__((vector_size(64)));
typedef uint64_t lane_words __attribute__((vector_size(64)));

typedef double unaligned_lanes __attribute__((vector_size(64), aligned(8)));
typedef double unaligned_row __attribute__((vector_size(32), aligned(8)));

// Inlined into each level, and compiled with its instructions.
#define KERNEL static inline __attribute__((always_inline))

KERNEL lanes broadcast(double x) { return (lanes){x, x, x, x, x, x, x, x}; }

KERNEL lanes load(const double *from) { return *(const unaligned_lanes *)from; }

KERNEL void store(lanes x, double *to) { *(unaligned_lanes *)to = x; }

// `yes` where the mask is set: masks are what comparisons of lanes give.
KERNEL lanes choose(lane_bits mask, lanes yes, lanes no) {
  return (lanes)((mask & (lane_bits)yes) | (~mask & (lane_bits)no));
}

KERNEL lanes magnitude(lanes x) { return (lanes)((lane_bits)x & INT64_MAX); }

// In one fixed order.
KERNEL double sum(lanes x) { return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7])); }

// Four columns of a table at eight of its rows.
struct columns {
  lanes a, b, c, d;
};

// Gathers rows of `stride` doubles, of which the first four are wanted. Whole rows are loaded and transposed: a
// gather instruction would load every number on its own, and SSE2 and NEON have none.
KERNEL struct columns gather(const double *table, size_t stride, const uint32_t *row) {
#define ROW(i) *(const unaligned_row *)(table + stride * row[i])
#define PAIR(i, j) __builtin_shufflevector(ROW(i), ROW(j), 0, 1, 2, 3, 4, 5, 6, 7)
  lanes r02 = PAIR(0, 2), r13 = PAIR(1, 3), r46 = PAIR(4, 6), r57 = PAIR(5, 7);
#undef PAIR
#undef ROW
  lanes ac0123 = __builtin_shufflevector(r02, r13, 0, 8, 2, 10, 4, 12, 6, 14);
  lanes bd0123 = __builtin_shufflevector(r02, r13, 1, 9, 3, 11, 5, 13, 7, 15);
  lanes ac4567 = __builtin_shufflevector(r46, r57, 0, 8, 2, 10, 4, 12, 6, 14);
  lanes bd4567 = __builtin_shufflevector(r46, r57, 1, 9, 3, 11, 5, 13, 7, 15);
  return (struct columns){
    .a = __builtin_shufflevector(ac0123, ac4567, 0, 1, 4, 5, 8, 9, 12, 13),
    .b = __builtin_shufflevector(bd0123, bd4567, 0, 1, 4, 5, 8, 9, 12, 13),
    .c = __builtin_shufflevector(ac0123, ac4567, 2, 3, 6, 7, 10, 11, 14, 15),
    .d = __builtin_shufflevector(bd0123, bd4567, 2, 3, 6, 7, 10, 11, 14, 15),
  };
}

#endif
