import Synchronization

/// How far a fit has come.
public struct FitProgress: Sendable, Equatable {
  /// Name of the model.
  public var model: String
  /// Newton steps on the whole table, from all starting points.
  public var steps = 0
  /// Passes over the whole table: value, gradient and Hessian once each.
  public var passes = 0
  /// The highest mean log-likelihood per customer so far; of the data divided by their natural scale.
  public var meanLogLikelihood = -Double.infinity

  /// A fit that begins.
  public init(model: String) { self.model = model }
}

/// Counts what the climbs of a fit do, on whatever threads, and tells.
final class FitObserver: Sendable {
  private let state: Mutex<FitProgress>
  private let report: @Sendable (FitProgress) -> Void

  init(model: String, report: @escaping @Sendable (FitProgress) -> Void) {
    state = Mutex(FitProgress(model: model))
    self.report = report
  }

  /// A pass has been made, which found this value.
  func pass(_ value: Double) {
    tell { progress in
      progress.passes += 1
      if value > progress.meanLogLikelihood { progress.meanLogLikelihood = value }
    }
  }

  /// A step has been made.
  func step() { tell { $0.steps += 1 } }

  private func tell(_ change: (inout FitProgress) -> Void) {
    state.withLock { progress in
      change(&progress)
      report(progress)
    }
  }
}
