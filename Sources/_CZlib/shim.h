// zlib, for reading and writing .gz.
#ifndef LIFETIMEVALUE_CZLIB_SHIM_H
#define LIFETIMEVALUE_CZLIB_SHIM_H
#include <zlib.h>
#endif
