import CustomerData
public import CustomerModels
import Parallelism

/// The penalty of coefficients, chosen by how well fits to some customers foretell the others.
public struct PenaltySelection: Sendable, Codable, Equatable {
  /// One lambda that was tried.
  public struct Trial: Sendable, Codable, Equatable {
    /// The weight of the squared coefficients.
    public var lambda: Double
    /// The log-likelihood of all customers, each under the fit to the folds without them; nil where a fit failed.
    public var logLikelihood: Double?
  }

  /// What was tried, from the largest.
  public var trials: [Trial]
  /// Into how many parts the customers were dealt.
  public var folds: Int
  /// What decided who comes to which part.
  public var seed: UInt64

  /// The lambda with the highest log-likelihood, of equals the largest.
  public var best: Double {
    var best = trials.first
    for trial in trials where (trial.logLikelihood ?? -.infinity) > (best?.logLikelihood ?? -.infinity) { best = trial }
    return best?.lambda ?? 0
  }

  /// Half decades from 1 down to 1e-5, and none.
  public static let candidates = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001, 0.00003, 0.00001, 0]

  /// The fold of each of some customers: a hash of seed and position, the same on every machine.
  public static func folds(_ customers: Int, of folds: Int, seed: UInt64) -> [Int] {
    (0..<customers).map { customer in
      var state = seed &+ UInt64(customer) &* 0x9E37_79B9_7F4A_7C15
      // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
      state = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      state = (state ^ state >> 27) &* 0x94D0_49BB_1331_11EB
      return Int((state ^ state >> 31) % UInt64(folds))
    }
  }

  /// Tries every candidate.
  ///
  /// - Parameters:
  ///   - split: the observations of the customers outside a fold, and of those in it.
  ///   - design: its penalties are replaced.
  public init<Model: ParametricModel>(
    _ model: Model.Type, design: CovariateDesign, folds: Int, seed: UInt64, options: MaximumLikelihood.Options,
    split: (Int) -> (training: CellObservations<Model.Observations>, validation: CellObservations<Model.Observations>)
  ) {
    var sums: [Double?] = Self.candidates.map { _ in 0 }
    for fold in 0..<folds {
      let (training, validation) = split(fold)
      guard validation.observations.count > 0 else { continue }
      var start: CovariateFit<Model>?
      for (index, lambda) in Self.candidates.enumerated() {
        var penalised = design
        for coefficient in penalised.coefficients.indices { penalised.coefficients[coefficient].penalty = lambda }
        guard
          let fit = try? MaximumLikelihood.fit(model, to: training, design: penalised, start: start, options: options),
          let sum = sums[index],
          let value = MaximumLikelihood.logLikelihood(
            of: validation, design: penalised, under: fit, threads: options.threads), value.isFinite
        else {
          sums[index] = nil
          continue
        }
        sums[index] = sum + value
        start = fit
      }
    }
    trials = zip(Self.candidates, sums).map { Trial(lambda: $0, logLikelihood: $1) }
    self.folds = folds
    self.seed = seed
  }
}
