// exp, log and log1p of eight lanes.
//
// Goals, in order: below 1 ulp; no branch and no table, so that eight lanes cost what one does; the same bits on every
// processor, hence no fused multiply-add.
// Polynomials are minimax fits in the stated interval, found by Remez' exchange with 60 digits; the stated error is
// relative to the function they serve. They are evaluated in pairs (Estrin) to keep chains of dependent steps short.
#ifndef LIFETIMEVALUE_ELEMENTARY_H
#define LIFETIMEVALUE_ELEMENTARY_H

#include "Lanes.h"

#define INFINITE __builtin_inf()
#define NOT_A_NUMBER __builtin_nan("")

// log 2 in two parts; multiples of the first up to 2^11 are exact.
#define LOG_2_HIGH 0x1.62e42feep-1
#define LOG_2_LOW 0x1.a39ef35793c76p-33

// Adding 3 * 2^51 rounds to an integer and leaves it in the low bits.
#define ROUNDER 0x1.8p52

// 2^k for -1022 <= k <= 1023.
KERNEL lanes power_of_two(lane_bits k) { return (lanes)((k + 1023) << 52); }

// exp(x) = 2^k y with |x - k log 2| <= log(2) / 2, for |x| < 2^20.
struct scaled {
  lanes y;
  lane_bits k;
};

KERNEL struct scaled exp_reduced(lanes x) {
  lanes shifted = x * 0x1.71547652b82fep+0 + ROUNDER;
  lanes n = shifted - ROUNDER;
  lanes high = x - n * LOG_2_HIGH;
  lanes low = n * LOG_2_LOW;
  lanes r = high - low;
  lanes rest = (high - r) - low;
  // exp r = 1 + r + r^2 q(r); error 3.4e-18.
  lanes r2 = r * r, r4 = r2 * r2;
  lanes q = (0x1.000000000000cp-1 + r * 0x1.5555555555561p-3) + r2 * (0x1.555555554ffeap-5 + r * 0x1.111111110d60bp-7)
    + r4 * ((0x1.6c16c185b7130p-10 + r * 0x1.a01a01baf233ap-13)
            + r2 * (0x1.a0199667d3e3cp-16 + r * 0x1.71dddfa82516cp-19))
    + r4 * r4 * (0x1.28b072c5a627fp-22 + r * 0x1.af85c08317b59p-26);
  return (struct scaled){1 + (r + (r2 * q + rest)), (lane_bits)shifted - (lane_bits)broadcast(ROUNDER)};
}

KERNEL lanes vector_exp(lanes x) {
  // Beyond these bounds the result is infinite or 0; a NaN passes through both comparisons.
  x = choose(x < -746, broadcast(-746), x);
  x = choose(x > 710, broadcast(710), x);
  struct scaled e = exp_reduced(x);
  // In two steps, because neither 2^1024 nor 2^-1075 is a normal double. The shift is that of an unsigned number:
  // SSE2 and AVX2 have no other of 64 bits.
  lane_bits half = (lane_bits)((lane_words)(e.k + 2048) >> 1) - 1024;
  return e.y * power_of_two(half) * power_of_two(e.k - half);
}

// exp(x) for x <= 0, and 0 below -700: subnormal numbers are slow and change no sum.
KERNEL lanes exp_of_nonpositive(lanes x) {
  lane_bits vanishes = x < -700;
  struct scaled e = exp_reduced(choose(vanishes, broadcast(-700), x));
  return (lanes)((lane_bits)(e.y * power_of_two(e.k)) & ~vanishes);
}

// log(1 + s), and 1 / (1 + s), for 0 <= s <= 1.
struct log1p_unit {
  lanes log, inverse;
};

KERNEL struct log1p_unit log1p_of_unit(lanes s) {
  // One division serves 1 / (1 + s) and z = s / (2 + s).
  lanes one = 1 + s, two = 2 + s;
  lanes both = 1 / (one * two);
  lanes z = s * (one * both);
  // log(1 + s) = 2 artanh z = 2 z + z R with R = w P(w), w = z^2, and 2 z = s - z s; error 2.7e-18.
  lanes w = z * z, w2 = w * w, w4 = w2 * w2;
  lanes p = (0x1.5555555555535p-1 + w * 0x1.99999999a0840p-2) + w2 * (0x1.2492492085776p-2 + w * 0x1.c71c741f8c633p-3)
    + w4 * ((0x1.745cb39b65755p-3 + w * 0x1.3b1de324c02a2p-3)
            + w2 * (0x1.1067689055db1p-3 + w * 0x1.efdd83d705920p-4))
    + w4 * w4 * (0x1.559c4cb8ce161p-4 + w * 0x1.5c8a5a6f893e6p-3);
  return (struct log1p_unit){s - z * (s - w * p), two * both};
}

// log(u + c) for a sum that was rounded to u; |c| at most half an ulp of u.
KERNEL lanes log_of_sum(lanes u, lanes c) {
  lane_bits subnormal = u < 0x1p-1022;
  lanes normal = choose(subnormal, u * 0x1p54, u);
  // 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt 2.
  const int64_t root_half = 0x3fe6a09e667f3bcd;
  lane_bits shifted = (lane_bits)normal + (0x3ff0000000000000 - root_half);
  lane_bits biased = (lane_bits)((lane_words)shifted >> 52);
  lanes fraction = (lanes)((shifted & 0x000fffffffffffff) + root_half) - 1;
  // A mantissa of 2^52 holds an integer.
  lanes k = (lanes)(biased | 0x4330000000000000) - choose(subnormal, broadcast(0x1p52 + 1077), broadcast(0x1p52 + 1023));
  // c goes where its size is that of the fraction: times 2^(1 - k), which is 0 for the largest k, and 1/2.
  lanes shift = 0.5 * c * (lanes)((2047 - biased) << 52);
  lanes f = fraction + shift;
  lanes rest = (fraction - f) + shift;
  // log(1 + f) = f - h + s (h + R) with h = f^2 / 2, s = f / (2 + f), R = w P(w), w = s^2; error 2.5e-18.
  lanes s = f / (2 + f);
  lanes h = 0.5 * f * f;
  lanes w = s * s, w2 = w * w;
  lanes p = (0x1.5555555555592p-1 + w * 0x1.999999997fd77p-2)
    + w2 * ((0x1.24924941f4f96p-2 + w * 0x1.c71c5206091bdp-3)
            + w2 * ((0x1.74663fa1fe251p-3 + w * 0x1.39a1a6f9ba30ep-3) + w2 * 0x1.2f063478611fbp-3));
  lanes log = k * LOG_2_HIGH - ((h - (s * (h + w * p) + (k * LOG_2_LOW + rest))) - f);
  // The logarithm of 0 is -infinity; those of infinity and of NaN are what they are.
  lanes pole = choose(u == 0, broadcast(-INFINITE), choose(u < 0, broadcast(NOT_A_NUMBER), u));
  return choose((u > 0) & (u < INFINITE), log, pole);
}

KERNEL lanes vector_log(lanes x) { return log_of_sum(x, broadcast(0)); }

// What is left of 1 + x when it is rounded to u.
KERNEL lanes lost_from_one_plus(lanes x, lanes u) {
  lanes seen = u - 1;
  return (1 - (u - seen)) + (x - seen);
}

KERNEL lanes vector_log1p(lanes x) {
  lanes u = 1 + x;
  // Next to 0 the result is x itself, the sign of a zero included.
  return choose(magnitude(x) < 0x1p-54, x, log_of_sum(u, lost_from_one_plus(x, u)));
}

#endif
