// How sums over patterns are cut, and so the order in which they are added.
#ifndef LIFETIMEVALUE_PATTERNBLOCKS_H
#define LIFETIMEVALUE_PATTERNBLOCKS_H

#include "Lanes.h"

enum {
  // Patterns of one pass of the loop: two groups of lanes.
  STEP = 2 * LANES,
  // Patterns whose lanes are added up before the next ones start: keeps rounding errors of long sums small.
  BLOCK = 1024,
};

// Adds weight g g', the lower triangle by rows.
KERNEL void add_squares(const lanes *gradient, int order, lanes weight, lanes *sums) {
  for (int row = 0; row < order; row++) {
    lanes scaled = weight * gradient[row];
    for (int column = 0; column <= row; column++) *sums++ += scaled * gradient[column];
  }
}

#endif
