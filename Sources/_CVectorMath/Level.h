// The functions of one level. A file that includes this gets its own copy of every kernel, compiled for the
// instruction set that is in force there, and names the table of its functions LEVEL.
#include "Levels.h"

#pragma STDC FP_CONTRACT OFF

#include "BGNBD.h"
#include "BlockFunctions.h"
#include "GammaGamma.h"

const struct level_functions LEVEL = {
  .exp = exp_block,
  .log = log_block,
  .log1p = log1p_block,
  .log_add_exp = log_add_exp_block,
  .bgnbd_add = bgnbd_add,
  .gamma_gamma_add = gamma_gamma_add,
  .bgnbd_add_squares = bgnbd_add_squares,
  .gamma_gamma_add_squares = gamma_gamma_add_squares,
  .polynomial = polynomial_block,
};
