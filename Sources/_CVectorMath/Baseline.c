// What every processor of the architecture runs; on others than x86-64 the only level.
#define LEVEL clv_baseline_functions
#include "Level.h"
