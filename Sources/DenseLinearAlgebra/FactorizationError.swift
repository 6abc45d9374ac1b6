/// Why a matrix could not be factorised.
public enum FactorizationError: Error, Sendable, Equatable {
  /// The leading minor of this order is not positive, so there is no Cholesky factor.
  case notPositiveDefinite(minor: Int)
  /// An element is NaN or infinite.
  case notFinite
  /// The eigenvalue iteration of LAPACK gave up on this many off-diagonal elements.
  case eigenvaluesNotFound(Int)
}
