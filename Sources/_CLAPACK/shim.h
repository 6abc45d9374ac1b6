// The BLAS and LAPACK routines this package calls, and no others; and how the threads of OpenBLAS are ended.
//
// cblas for the matrix products of the information and of covariates; the Fortran symbols of LAPACK
// (trailing underscore, everything by reference, column-major) for factorisations, because the C
// wrapper LAPACKE is a package of its own on Debian.
#ifndef LIFETIMEVALUE_CLAPACK_SHIM_H
#define LIFETIMEVALUE_CLAPACK_SHIM_H

#include <cblas.h>

// Cholesky factor of a symmetric positive definite matrix; `info` > 0: the leading minor of that order is not.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
// Solution of A X = B from the Cholesky factor.
void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
             const int *ldb, int *info);
// Inverse from the Cholesky factor.
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);
// Eigenvalues (ascending) and eigenvectors of a symmetric matrix, divide and conquer.
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info);

// OpenBLAS starts a worker thread per processor as it is loaded; each looks for work for some 25 ms before it sleeps.
// The two functions are its own: weak, because another BLAS has neither and OpenBLAS without threads lacks the second.
// Darwin would need them at link time.
#ifdef __linux__
void openblas_set_num_threads(int count) __attribute__((weak));
int blas_thread_shutdown_(void) __attribute__((weak));
#endif

// Ends the worker threads. The count goes first: with more than one thread allowed the next call would make them anew.
static inline void lifetimevalue_end_blas_threads(void) {
#ifdef __linux__
  if (openblas_set_num_threads && blas_thread_shutdown_) {
    openblas_set_num_threads(1);
    blas_thread_shutdown_();
  }
#endif
}

#endif
