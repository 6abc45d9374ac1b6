// From a level to its functions.
#include "Levels.h"

bool clv_level_is_available(enum clv_level level) {
  switch (level) {
    case CLV_LEVEL_BASELINE:
      return true;
#if defined(__x86_64__)
    case CLV_LEVEL_AVX2:
      return __builtin_cpu_supports("avx2");
    case CLV_LEVEL_AVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
#endif
    default:
      return false;
  }
}

enum clv_level clv_level_best(void) {
  if (clv_level_is_available(CLV_LEVEL_AVX512)) return CLV_LEVEL_AVX512;
  if (clv_level_is_available(CLV_LEVEL_AVX2)) return CLV_LEVEL_AVX2;
  return CLV_LEVEL_BASELINE;
}

static const struct level_functions *functions(enum clv_level level) {
#if defined(__x86_64__)
  if (level == CLV_LEVEL_AVX512) return &clv_avx512_functions;
  if (level == CLV_LEVEL_AVX2) return &clv_avx2_functions;
#endif
  (void)level;
  return &clv_baseline_functions;
}

void clv_exp(enum clv_level level, const double *x, double *result, size_t count) {
  functions(level)->exp(x, result, count);
}

void clv_log(enum clv_level level, const double *x, double *result, size_t count) {
  functions(level)->log(x, result, count);
}

void clv_log1p(enum clv_level level, const double *x, double *result, size_t count) {
  functions(level)->log1p(x, result, count);
}

void clv_log_add_exp(
  enum clv_level level, const double *a, const double *b, double *result, double *share, size_t count) {
  functions(level)->log_add_exp(a, b, result, share, count);
}

void clv_polynomial(
  enum clv_level level, const double *coefficients, size_t degree, const double *x, double *result, size_t count) {
  functions(level)->polynomial(coefficients, degree, x, result, count);
}

void clv_bgnbd_add(
  enum clv_level level, double r, const struct clv_bgnbd_frequency *frequencies,
  const struct clv_gamma_rate_time *times, const uint32_t *frequency, const uint32_t *recency, const uint32_t *age,
  const double *weight, size_t count, double sums[15]) {
  const struct bgnbd_inputs inputs = {r, frequencies, times, frequency, recency, age, weight};
  functions(level)->bgnbd_add(&inputs, count, sums);
}

void clv_gamma_gamma_add(
  enum clv_level level, double q, double gamma, const struct clv_gamma_gamma_count *counts, const uint32_t *row,
  const double *total, const double *log_mean, const double *weight, size_t count, double sums[10]) {
  const struct gamma_gamma_inputs inputs = {q, gamma, counts, row, total, log_mean, weight};
  functions(level)->gamma_gamma_add(&inputs, count, sums);
}

void clv_bgnbd_add_squares(
  enum clv_level level, double r, const struct clv_bgnbd_frequency *frequencies,
  const struct clv_gamma_rate_time *times, const uint32_t *frequency, const uint32_t *recency, const uint32_t *age,
  const double *weight, size_t count, double sums[10]) {
  const struct bgnbd_inputs inputs = {r, frequencies, times, frequency, recency, age, weight};
  functions(level)->bgnbd_add_squares(&inputs, count, sums);
}

void clv_gamma_gamma_add_squares(
  enum clv_level level, double q, double gamma, const struct clv_gamma_gamma_count *counts, const uint32_t *row,
  const double *total, const double *log_mean, const double *weight, size_t count, double sums[6]) {
  const struct gamma_gamma_inputs inputs = {q, gamma, counts, row, total, log_mean, weight};
  functions(level)->gamma_gamma_add_squares(&inputs, count, sums);
}
