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

KERNEL void gamma_gamma_group(const struct gamma_gamma_inputs *in, size_t first, struct gamma_gamma_sums *sums) {
  struct columns at = gather((const double *)in->counts, sizeof *in->counts / sizeof(double), in->row + first);
  lanes n = at.a, inverse_n = at.b;
  lanes total = load(in->total + first), weight = load(in->weight + first);
  lanes inverse = 1 / (in->gamma + total);
  lanes observed = total * inverse, rest = in->gamma * inverse;
  lanes k = (in->q * total - n * in->gamma) * inverse;
  lanes observed_log = n * log_of_share(k * inverse_n, observed, at.c);
  lanes rest_log = in->q * log_of_share(k * (-1 / in->q), rest, at.d);

  sums->value += weight * (observed_log + rest_log - load(in->log_mean + first));
  sums->observed_log += weight * observed_log;
  sums->rest_log += weight * rest_log;
  sums->k += weight * k;
  sums->rest += weight * (n * rest);
  sums->observed += weight * observed;
  sums->curvature += weight * ((n + in->q) * (observed * rest));

  for (size_t i = first; i < first + LANES; i += 2) {
    sums->even += in->weight[i] * load(&in->counts[in->row[i]].value);
    sums->odd += in->weight[i + 1] * load(&in->counts[in->row[i + 1]].value);
  }
}

KERNEL void gamma_gamma_step(const struct gamma_gamma_inputs *in, size_t first, struct gamma_gamma_sums *sums) {
  gamma_gamma_group(in, first, sums);
  gamma_gamma_group(in, first + LANES, sums);
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

static void gamma_gamma_add(const struct gamma_gamma_inputs *in, size_t count, double sums[10]) {
  for (size_t start = 0; start < count; start += BLOCK) {
    size_t end = start + BLOCK < count ? start + BLOCK : count;
    struct gamma_gamma_sums lane = {0};
    size_t index = start;
    for (; index + STEP <= end; index += STEP) gamma_gamma_step(in, index, &lane);
    if (index < end) {
      uint32_t row[STEP];
      double total[STEP], log_mean[STEP], weight[STEP];
      for (size_t i = 0; i < STEP; i++) {
        // Beyond the end the last pattern again, without weight.
        size_t pattern = index + i < end ? index + i : end - 1;
        row[i] = in->row[pattern];
        total[i] = in->total[pattern];
        log_mean[i] = in->log_mean[pattern];
        weight[i] = index + i < end ? in->weight[pattern] : 0;
      }
      struct gamma_gamma_inputs rest = *in;
      rest.row = row;
      rest.total = total;
      rest.log_mean = log_mean;
      rest.weight = weight;
      gamma_gamma_step(&rest, 0, &lane);
    }
    gamma_gamma_finish(&lane, in->q, sums);
  }
}

#endif
