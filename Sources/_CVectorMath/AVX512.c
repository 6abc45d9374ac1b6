#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq"))), apply_to = function)
#define LEVEL clv_avx512_functions
#include "Level.h"
#pragma clang attribute pop
#endif
