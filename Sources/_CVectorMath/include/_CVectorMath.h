// Elementary functions over arrays of doubles, and the likelihood sums that are evaluated millions of times.
//
// Every function is compiled for several instruction sets from one source; the caller names the level. All levels do
// the same operations on the same eight lanes in the same order, without fused multiply-add, so their results are the
// same to the last bit. Pointers need no alignment. Nothing here keeps state.
#ifndef LIFETIMEVALUE_CVECTORMATH_H
#define LIFETIMEVALUE_CVECTORMATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// An instruction set the functions are compiled for.
enum __attribute__((enum_extensibility(closed), swift_name("VectorLevel"))) clv_level {
  /// What every processor of the architecture has: SSE2 on x86-64, NEON on arm64.
  CLV_LEVEL_BASELINE __attribute__((swift_name("baseline"))) = 0,
  /// AVX2, four lanes.
  CLV_LEVEL_AVX2 __attribute__((swift_name("avx2"))) = 1,
  /// AVX-512 F and DQ, eight lanes.
  CLV_LEVEL_AVX512 __attribute__((swift_name("avx512"))) = 2,
};

/// Whether this processor and operating system can run a level.
bool clv_level_is_available(enum clv_level level) __attribute__((swift_name("getter:VectorLevel.isAvailable(self:)")));

/// The widest level this processor and operating system can run.
enum clv_level clv_level_best(void) __attribute__((swift_name("getter:VectorLevel.best()")));

// MARK: Functions over blocks
//
// `result` may be the argument itself, not overlap it otherwise. Error below 1 ulp; zeros, subnormals, infinities and
// NaN as in C's math library, except that no exception flag is promised.

/// exp(x).
void clv_exp(enum clv_level level, const double *x, double *result, size_t count);

/// log(x).
void clv_log(enum clv_level level, const double *x, double *result, size_t count);

/// log(1 + x).
void clv_log1p(enum clv_level level, const double *x, double *result, size_t count);

/// log(exp a + exp b), and the share of exp b in that sum, 1 / (1 + exp(a - b)).
/// - Numerics: a share below exp(-700) is 0.
void clv_log_add_exp(
  enum clv_level level, const double *a, const double *b, double *result, double *share, size_t count);

/// The polynomial with these coefficients, that of degree 0 first, by Horner's rule.
void clv_polynomial(
  enum clv_level level, const double *coefficients, size_t degree, const double *x, double *result, size_t count);

// MARK: BG/NBD

/// What the BG/NBD likelihood needs to know about one x.
struct clv_bgnbd_frequency {
  double x;
  /// log a / (b + x - 1); -infinity at x = 0.
  double log_leave;
  /// b / (b + x - 1) and (x - 1) / (b + x - 1); 0 at x = 0.
  double share_of_b, share_of_x;
  /// Part that depends on x alone of the value and of its derivatives
  /// in log r, log a, log b, (log r)^2, (log a)^2, log b log a, (log b)^2.
  double value, r, a, b, rr, aa, ba, bb;
};

/// What a gamma mixture of rates, rate parameter alpha, needs to know about one time u.
struct __attribute__((swift_name("GammaRateTerms"))) clv_gamma_rate_time {
  /// log(1 + u / alpha).
  double log_growth __attribute__((swift_name("logGrowth")));
  /// u / (alpha + u) and alpha / (alpha + u).
  double elapsed, remaining;
  /// Their product.
  double curvature;
};

/// Adds weighted BG/NBD log-likelihoods with gradient and Hessian in log (r, alpha, a, b).
/// - Parameters:
///   - frequency, recency, age: rows of `frequencies` and `times` for each pattern.
///   - sums: value, 4 first derivatives, 10 second derivatives (lower triangle by rows).
void clv_bgnbd_add(
  enum clv_level level, double r, const struct clv_bgnbd_frequency *frequencies,
  const struct clv_gamma_rate_time *times, const uint32_t *frequency, const uint32_t *recency, const uint32_t *age,
  const double *weight, size_t count, double sums[15]);

/// Adds weighted products of the first derivatives of each pattern, the lower triangle by rows; arguments as above.
void clv_bgnbd_add_squares(
  enum clv_level level, double r, const struct clv_bgnbd_frequency *frequencies,
  const struct clv_gamma_rate_time *times, const uint32_t *frequency, const uint32_t *recency, const uint32_t *age,
  const double *weight, size_t count, double sums[10]);

// MARK: Gamma-Gamma

/// What the Gamma-Gamma likelihood needs to know about one x; n = p x.
struct clv_gamma_gamma_count {
  double n, inverse_n;
  /// log(1 + q / n) and log(1 + n / q).
  double log_all_by_n, log_all_by_q;
  /// Part that depends on x alone of the value and of its derivatives
  /// in log p, log q, (log p)^2 less log p, log q log p, (log q)^2 less log q.
  double value, p, q, pp, qp, qq;
  /// Fill the row up to three times four doubles.
  double unused[2];
};

/// Adds weighted Gamma-Gamma log-likelihoods with gradient and Hessian in log (p, q, gamma).
/// - Parameters:
///   - row: row of `counts` for each pattern.
///   - total, log_mean: z = x m and log m of each pattern.
///   - sums: value, 3 first derivatives, 6 second derivatives (lower triangle by rows).
void clv_gamma_gamma_add(
  enum clv_level level, double q, double gamma, const struct clv_gamma_gamma_count *counts, const uint32_t *row,
  const double *total, const double *log_mean, const double *weight, size_t count, double sums[10]);

/// Adds weighted products of the first derivatives of each pattern, the lower triangle by rows; arguments as above.
void clv_gamma_gamma_add_squares(
  enum clv_level level, double q, double gamma, const struct clv_gamma_gamma_count *counts, const uint32_t *row,
  const double *total, const double *log_mean, const double *weight, size_t count, double sums[6]);

#endif
