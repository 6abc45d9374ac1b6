// One table of functions for each level.
#ifndef LIFETIMEVALUE_LEVELS_H
#define LIFETIMEVALUE_LEVELS_H

#include "PatternInputs.h"

struct level_functions {
  void (*exp)(const double *x, double *result, size_t count);
  void (*log)(const double *x, double *result, size_t count);
  void (*log1p)(const double *x, double *result, size_t count);
  void (*log_add_exp)(const double *a, const double *b, double *result, double *share, size_t count);
  void (*bgnbd_add)(const struct bgnbd_inputs *inputs, size_t count, double *sums);
  void (*gamma_gamma_add)(const struct gamma_gamma_inputs *inputs, size_t count, double *sums);
  void (*bgnbd_add_squares)(const struct bgnbd_inputs *inputs, size_t count, double *sums);
  void (*gamma_gamma_add_squares)(const struct gamma_gamma_inputs *inputs, size_t count, double *sums);
  void (*polynomial)(const double *coefficients, size_t degree, const double *x, double *result, size_t count);
};

extern const struct level_functions clv_baseline_functions;
#if defined(__x86_64__)
extern const struct level_functions clv_avx2_functions, clv_avx512_functions;
#endif

#endif
