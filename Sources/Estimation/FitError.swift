public import CustomerData
public import Optimizers

/// Why there is no fit.
public enum FitError: Error, Sendable, Equatable {
  /// No model can be fitted to these observations: a single customer, nobody who bought twice, no amounts.
  case notFittable(FitObstacle)
  /// No summit, limit or flat direction was reached within the allowed steps from any starting point. The report tells
  /// how far the best attempt came, and its messages what to try.
  case notConverged(OptimizationReport)
}
