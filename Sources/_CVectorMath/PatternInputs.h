// The arguments of the likelihood sums, bundled on their way to a level.
#ifndef LIFETIMEVALUE_PATTERNINPUTS_H
#define LIFETIMEVALUE_PATTERNINPUTS_H

#include "_CVectorMath.h"

struct bgnbd_inputs {
  double r;
  const struct clv_bgnbd_frequency *frequencies;
  const struct clv_gamma_rate_time *times;
  const uint32_t *frequency, *recency, *age;
  const double *weight;
};

struct gamma_gamma_inputs {
  double q, gamma;
  const struct clv_gamma_gamma_count *counts;
  const uint32_t *row;
  const double *total, *log_mean, *weight;
};

#endif
