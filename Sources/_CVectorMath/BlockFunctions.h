// Elementary functions over arrays.
#ifndef LIFETIMEVALUE_BLOCKFUNCTIONS_H
#define LIFETIMEVALUE_BLOCKFUNCTIONS_H

#include "Elementary.h"

// `function` of every element; the last, incomplete group is filled up with `neutral`.
#define MAP(function, neutral)                                         \
  size_t index = 0;                                                    \
  for (; index + LANES <= count; index += LANES) {                     \
    store(function(load(x + index)), result + index);                  \
  }                                                                    \
  if (index < count) {                                                 \
    double rest[LANES];                                                \
    store(broadcast(neutral), rest);                                   \
    for (size_t i = index; i < count; i++) rest[i - index] = x[i];     \
    store(function(load(rest)), rest);                                 \
    for (size_t i = index; i < count; i++) result[i] = rest[i - index]; \
  }

static void exp_block(const double *x, double *result, size_t count) { MAP(vector_exp, 0) }

static void log_block(const double *x, double *result, size_t count) { MAP(vector_log, 1) }

static void log1p_block(const double *x, double *result, size_t count) { MAP(vector_log1p, 0) }

#undef MAP

// Two groups at a time, so that one can proceed while the other waits.
static void polynomial_block(
  const double *coefficients, size_t degree, const double *x, double *result, size_t count) {
  for (size_t index = 0; index < count; index += 2 * LANES) {
    double rest[2 * LANES] = {0};
    size_t size = count - index < 2 * LANES ? count - index : 2 * LANES;
    for (size_t i = 0; i < size; i++) rest[i] = x[index + i];
    lanes x_one = load(rest), x_two = load(rest + LANES);
    lanes one = broadcast(coefficients[degree]), two = one;
    for (size_t power = degree; power-- > 0;) {
      one = one * x_one + coefficients[power];
      two = two * x_two + coefficients[power];
    }
    store(one, rest);
    store(two, rest + LANES);
    for (size_t i = 0; i < size; i++) result[index + i] = rest[i];
  }
}

// log(exp a + exp b) and the share of b.
struct log_sum {
  lanes log, share;
};

KERNEL struct log_sum log_add_exp(lanes a, lanes b) {
  // Equal infinities differ by 0.
  lanes odds = choose(a == b, broadcast(0), b - a);
  lane_bits b_is_larger = odds > 0;
  lanes small = exp_of_nonpositive(-magnitude(odds));
  struct log1p_unit one_plus_small = log1p_of_unit(small);
  lanes larger_share = one_plus_small.inverse, smaller_share = small * one_plus_small.inverse;
  return (struct log_sum){
    choose(b_is_larger, b, a) + one_plus_small.log, choose(b_is_larger, larger_share, smaller_share)};
}

static void log_add_exp_block(const double *a, const double *b, double *result, double *share, size_t count) {
  size_t index = 0;
  for (; index + LANES <= count; index += LANES) {
    struct log_sum sum = log_add_exp(load(a + index), load(b + index));
    store(sum.log, result + index);
    store(sum.share, share + index);
  }
  if (index < count) {
    double rest_a[LANES] = {0}, rest_b[LANES] = {0};
    for (size_t i = index; i < count; i++) {
      rest_a[i - index] = a[i];
      rest_b[i - index] = b[i];
    }
    struct log_sum sum = log_add_exp(load(rest_a), load(rest_b));
    for (size_t i = index; i < count; i++) {
      result[i] = sum.log[i - index];
      share[i] = sum.share[i - index];
    }
  }
}

#endif
