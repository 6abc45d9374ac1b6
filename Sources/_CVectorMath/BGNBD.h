// Weighted sums of the BG/NBD log-likelihood and its derivatives; the formula stands in BGNBD+Likelihood.swift.
//
// Letters as there: A still a customer, D left right after the last purchase; G, E, M, C are the log growth, elapsed
// and remaining shares, and curvature of a time. Factors that all patterns share wait for the end.
#ifndef LIFETIMEVALUE_BGNBD_H
#define LIFETIMEVALUE_BGNBD_H

#include "Elementary.h"
#include "PatternBlocks.h"
#include "PatternInputs.h"

struct bgnbd_sums {
  lanes value, growth, elapsed, remaining, curvature, left, left_b, left_bx;
  // Weighted with P(left) P(alive): products of the differences of D' and A'.
  lanes both, gap, slope, gap_gap, gap_slope, slope_slope, b, b_gap, b_slope, b_b;
  // Parts that depend on x alone, a row of eight each; two chains of additions.
  lanes even, odd;
};

// Eight patterns up to their share of leavers, the part with a long chain of dependent steps.
struct bgnbd_group {
  struct columns frequency, recency, age;
  lanes n, gap, left, alive, both, value;
};

KERNEL struct bgnbd_group bgnbd_group(const struct bgnbd_inputs *in, size_t first) {
  struct bgnbd_group group;
  group.frequency =
    gather((const double *)in->frequencies, sizeof *in->frequencies / sizeof(double), in->frequency + first);
  group.recency = gather((const double *)in->times, sizeof *in->times / sizeof(double), in->recency + first);
  group.age = gather((const double *)in->times, sizeof *in->times / sizeof(double), in->age + first);
  lanes log_leave = group.frequency.b;
  group.n = in->r + group.frequency.a;
  group.gap = group.age.a - group.recency.a;
  lanes log_odds = log_leave + group.n * group.gap;
  lane_bits left_more = log_odds > 0;
  lanes small = exp_of_nonpositive(-magnitude(log_odds));
  struct log1p_unit one_plus_small = log1p_of_unit(small);
  lanes more = one_plus_small.inverse, less = small * one_plus_small.inverse;
  group.left = choose(left_more, more, less);
  group.alive = choose(left_more, less, more);
  group.both = more * less;
  group.value =
    choose(left_more, log_leave - group.n * group.recency.a, -group.n * group.age.a) + one_plus_small.log;
  return group;
}

KERNEL void bgnbd_accumulate(
  const struct bgnbd_inputs *in, size_t first, const struct bgnbd_group *group, struct bgnbd_sums *sums) {
  struct columns at = group->frequency, recency = group->recency, age = group->age;
  lanes share_of_b = at.c, share_of_x = at.d;
  lanes weight = load(in->weight + first);
  lanes left = weight * group->left, alive = weight * group->alive, both = weight * group->both;

  sums->value += weight * group->value;
  sums->growth += alive * age.a + left * recency.a;
  sums->elapsed += alive * age.b + left * recency.b;
  sums->remaining += at.a * (alive * age.c + left * recency.c);
  sums->curvature += group->n * (alive * age.d + left * recency.d);
  lanes left_b = left * share_of_b;
  sums->left += left;
  sums->left_b += left_b;
  sums->left_bx += left_b * share_of_x;

  lanes slope = group->n * (age.b - recency.b);
  lanes both_gap = both * group->gap, both_slope = both * slope, both_b = both * share_of_b;
  sums->both += both;
  sums->gap += both_gap;
  sums->slope += both_slope;
  sums->gap_gap += both_gap * group->gap;
  sums->gap_slope += both_gap * slope;
  sums->slope_slope += both_slope * slope;
  sums->b += both_b;
  sums->b_gap += both_b * group->gap;
  sums->b_slope += both_b * slope;
  sums->b_b += both_b * share_of_b;

  for (size_t i = first; i < first + LANES; i += 2) {
    sums->even += in->weight[i] * load(&in->frequencies[in->frequency[i]].value);
    sums->odd += in->weight[i + 1] * load(&in->frequencies[in->frequency[i + 1]].value);
  }
}

KERNEL void bgnbd_step(const struct bgnbd_inputs *in, size_t first, struct bgnbd_sums *sums) {
  // Two groups at a time, so that one can proceed while the other waits.
  struct bgnbd_group one = bgnbd_group(in, first), two = bgnbd_group(in, first + LANES);
  bgnbd_accumulate(in, first, &one, sums);
  bgnbd_accumulate(in, first + LANES, &two, sums);
}

KERNEL void bgnbd_finish(const struct bgnbd_sums *lane, double r, double sums[15]) {
  lanes of_x = lane->even + lane->odd;
  double growth = r * sum(lane->growth), elapsed = r * sum(lane->elapsed);
  double both_b = sum(lane->b);
  const double block[15] = {
    sum(lane->value) + of_x[0],
    of_x[1] - growth,
    elapsed - sum(lane->remaining),
    of_x[2] + sum(lane->left),
    of_x[3] - sum(lane->left_b),
    of_x[4] - growth + r * r * sum(lane->gap_gap),
    elapsed - r * sum(lane->gap_slope),
    sum(lane->slope_slope) - sum(lane->curvature),
    r * sum(lane->gap),
    -sum(lane->slope),
    of_x[5] + sum(lane->both),
    -r * sum(lane->b_gap),
    sum(lane->b_slope),
    of_x[6] - both_b,
    of_x[7] + (sum(lane->b_b) - sum(lane->left_bx)),
  };
  for (int i = 0; i < 15; i++) sums[i] += block[i];
}

// The patterns of an incomplete step.
struct bgnbd_rest {
  uint32_t frequency[STEP], recency[STEP], age[STEP];
  double weight[STEP];
};

// A whole step of the patterns from `first` on; beyond the end stands the last one again, without weight.
KERNEL struct bgnbd_inputs bgnbd_filled(
  const struct bgnbd_inputs *in, size_t first, size_t end, struct bgnbd_rest *rest) {
  for (size_t i = 0; i < STEP; i++) {
    size_t pattern = first + i < end ? first + i : end - 1;
    rest->frequency[i] = in->frequency[pattern];
    rest->recency[i] = in->recency[pattern];
    rest->age[i] = in->age[pattern];
    rest->weight[i] = first + i < end ? in->weight[pattern] : 0;
  }
  struct bgnbd_inputs filled = *in;
  filled.frequency = rest->frequency;
  filled.recency = rest->recency;
  filled.age = rest->age;
  filled.weight = rest->weight;
  return filled;
}

static void bgnbd_add(const struct bgnbd_inputs *in, size_t count, double sums[15]) {
  for (size_t start = 0; start < count; start += BLOCK) {
    size_t end = start + BLOCK < count ? start + BLOCK : count;
    struct bgnbd_sums lane = {0};
    size_t index = start;
    for (; index + STEP <= end; index += STEP) bgnbd_step(in, index, &lane);
    if (index < end) {
      struct bgnbd_rest rest;
      struct bgnbd_inputs filled = bgnbd_filled(in, index, end, &rest);
      bgnbd_step(&filled, 0, &lane);
    }
    bgnbd_finish(&lane, in->r, sums);
  }
}

// The squared gradients of eight patterns.
KERNEL void bgnbd_square(const struct bgnbd_inputs *in, size_t first, lanes sums[10]) {
  struct bgnbd_group group = bgnbd_group(in, first);
  struct columns of_x =
    gather((const double *)in->frequencies + 4, sizeof *in->frequencies / sizeof(double), in->frequency + first);
  struct columns recency = group.recency, age = group.age;
  lanes elapsed = group.alive * age.b + group.left * recency.b, remaining = group.alive * age.c + group.left * recency.c;
  const lanes gradient[4] = {
    of_x.b - in->r * (group.alive * age.a + group.left * recency.a),
    in->r * elapsed - group.frequency.a * remaining,
    of_x.c + group.left,
    of_x.d - group.left * group.frequency.c,
  };
  add_squares(gradient, 4, load(in->weight + first), sums);
}

static void bgnbd_add_squares(const struct bgnbd_inputs *in, size_t count, double sums[10]) {
  for (size_t start = 0; start < count; start += BLOCK) {
    size_t end = start + BLOCK < count ? start + BLOCK : count;
    lanes lane[10] = {0};
    size_t index = start;
    for (; index + LANES <= end; index += LANES) bgnbd_square(in, index, lane);
    if (index < end) {
      struct bgnbd_rest rest;
      struct bgnbd_inputs filled = bgnbd_filled(in, index, end, &rest);
      bgnbd_square(&filled, 0, lane);
    }
    for (int i = 0; i < 10; i++) sums[i] += sum(lane[i]);
  }
}

#endif
