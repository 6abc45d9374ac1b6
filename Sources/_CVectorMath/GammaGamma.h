// Weighted sums of the Gamma-Gamma log-likelihood and its derivatives; the formula stands in
// GammaGamma+Likelihood.swift, with the same letters.
#ifndef LIFETIMEVALUE_GAMMAGAMMA_H
#define LIFETIMEVALUE_GAMMAGAMMA_H

#include "Elementary.h"
#include "PatternBlocks.h"
#include "PatternInputs.h"

struct gamma_gamma_sums {
  lanes value, observed_log, rest_log, k, rest, observed, curvature;
  // Parts that depend on x alone, a row of eight each; two chains of additions.
  lanes even, odd;
};

// log(1 + y), where 1 + y is also `share` times a number with logarithm `log_scale`: the sum loses the digits of a
// small share, the product does not. Both for the cost of one logarithm.
KERNEL lanes log_of_share(lanes y, lanes share, lanes log_scale) {
  lane_bits near = y > -0.5;
  lanes u = 1 + y, none = broadcast(0);
  lanes log = log_of_sum(choose(near, u, share), choose(near, lost_from_one_plus(y, u), none));
  return log + choose(near, none, log_scale);
}

// Eight patterns.
struct gamma_gamma_group {
  lanes n, observed, rest, k, observed_log, rest_log;
};

KERNEL struct gamma_gamma_group gamma_gamma_group(const struct gamma_gamma_inputs *in, size_t first) {
  struct columns at = gather((const double *)in->counts, sizeof *in->counts / sizeof(double), in->row + first);
  lanes total = load(in->total + first);
  lanes inverse = 1 / (in->gamma + total);
  struct gamma_gamma_group group = {.n = at.a, .observed = total * inverse, .rest = in->gamma * inverse};
  group.k = (in->q * total - group.n * in->gamma) * inverse;
  group.observed_log = group.n * log_of_share(group.k * at.b, group.observed, at.c);
  group.rest_log = in->q * log_of_share(group.k * (-1 / in->q), group.rest, at.d);
  return group;
}

KERNEL void gamma_gamma_accumulate(const struct gamma_gamma_inputs *in, size_t first, struct gamma_gamma_sums *sums) {
  struct gamma_gamma_group group = gamma_gamma_group(in, first);
  lanes weight = load(in->weight + first);
  sums->value += weight * (group.observed_log + group.rest_log - load(in->log_mean + first));
  sums->observed_log += weight * group.observed_log;
  sums->rest_log += weight * group.rest_log;
  sums->k += weight * group.k;
  sums->rest += weight * (group.n * group.rest);
  sums->observed += weight * group.observed;
  sums->curvature += weight * ((group.n + in->q) * (group.observed * group.rest));

  for (size_t i = first; i < first + LANES; i += 2) {
    sums->even += in->weight[i] * load(&in->counts[in->row[i]].value);
    sums->odd += in->weight[i + 1] * load(&in->counts[in->row[i + 1]].value);
  }
}

KERNEL void gamma_gamma_step(const struct gamma_gamma_inputs *in, size_t first, struct gamma_gamma_sums *sums) {
  gamma_gamma_accumulate(in, first, sums);
  gamma_gamma_accumulate(in, first + LANES, sums);
}

KERNEL void gamma_gamma_finish(const struct gamma_gamma_sums *lane, double q, double sums[10]) {
  lanes of_x = lane->even + lane->odd;
  double gradient_p = of_x[1] + sum(lane->observed_log), gradient_q = of_x[2] + sum(lane->rest_log);
  const double block[10] = {
    of_x[0] + sum(lane->value),
    gradient_p,
    gradient_q,
    sum(lane->k),
    gradient_p + of_x[3],
    of_x[4],
    gradient_q + of_x[5],
    -sum(lane->rest),
    q * sum(lane->observed),
    -sum(lane->curvature),
  };
  for (int i = 0; i < 10; i++) sums[i] += block[i];
}

// The patterns of an incomplete step.
struct gamma_gamma_rest {
  uint32_t row[STEP];
  double total[STEP], log_mean[STEP], weight[STEP];
};

// A whole step of the patterns from `first` on; beyond the end stands the last one again, without weight.
KERNEL struct gamma_gamma_inputs gamma_gamma_filled(
  const struct gamma_gamma_inputs *in, size_t first, size_t end, struct gamma_gamma_rest *rest) {
  for (size_t i = 0; i < STEP; i++) {
    size_t pattern = first + i < end ? first + i : end - 1;
    rest->row[i] = in->row[pattern];
    rest->total[i] = in->total[pattern];
    rest->log_mean[i] = in->log_mean[pattern];
    rest->weight[i] = first + i < end ? in->weight[pattern] : 0;
  }
  struct gamma_gamma_inputs filled = *in;
  filled.row = rest->row;
  filled.total = rest->total;
  filled.log_mean = rest->log_mean;
  filled.weight = rest->weight;
  return filled;
}

static void gamma_gamma_add(const struct gamma_gamma_inputs *in, size_t count, double sums[10]) {
  for (size_t start = 0; start < count; start += BLOCK) {
    size_t end = start + BLOCK < count ? start + BLOCK : count;
    struct gamma_gamma_sums lane = {0};
    size_t index = start;
    for (; index + STEP <= end; index += STEP) gamma_gamma_step(in, index, &lane);
    if (index < end) {
      struct gamma_gamma_rest rest;
      struct gamma_gamma_inputs filled = gamma_gamma_filled(in, index, end, &rest);
      gamma_gamma_step(&filled, 0, &lane);
    }
    gamma_gamma_finish(&lane, in->q, sums);
  }
}

// The squared gradients of eight patterns.
KERNEL void gamma_gamma_square(const struct gamma_gamma_inputs *in, size_t first, lanes sums[6]) {
  struct gamma_gamma_group group = gamma_gamma_group(in, first);
  struct columns of_x = gather((const double *)in->counts + 4, sizeof *in->counts / sizeof(double), in->row + first);
  const lanes gradient[3] = {of_x.b + group.observed_log, of_x.c + group.rest_log, group.k};
  add_squares(gradient, 3, load(in->weight + first), sums);
}

static void gamma_gamma_add_squares(const struct gamma_gamma_inputs *in, size_t count, double sums[6]) {
  for (size_t start = 0; start < count; start += BLOCK) {
    size_t end = start + BLOCK < count ? start + BLOCK : count;
    lanes lane[6] = {0};
    size_t index = start;
    for (; index + LANES <= end; index += LANES) gamma_gamma_square(in, index, lane);
    if (index < end) {
      struct gamma_gamma_rest rest;
      struct gamma_gamma_inputs filled = gamma_gamma_filled(in, index, end, &rest);
      gamma_gamma_square(&filled, 0, lane);
    }
    for (int i = 0; i < 6; i++) sums[i] += sum(lane[i]);
  }
}

#endif
