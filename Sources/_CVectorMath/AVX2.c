#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define LEVEL clv_avx2_functions
#include "Level.h"
#pragma clang attribute pop
#endif
