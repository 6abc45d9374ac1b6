public import CustomerModels

/// Which covariates act on what, and how their coefficients are held together.
public struct CovariateChoice: Sendable, Equatable {
  /// How much large coefficients are held back.
  public enum Penalty: Sendable, Equatable {
    /// lambda of each process: the mean log-likelihood per customer less lambda times each squared coefficient, numbers
    /// standardised, is maximised. 0 where none is given.
    case fixed([CovariateProcess: Double])
    /// One lambda for all processes, chosen by cross-validation: customers are dealt into folds by the seed.
    case crossValidated(folds: Int, seed: UInt64)

    /// None.
    public static var none: Penalty { .fixed([:]) }
  }

  /// The covariates of each process.
  public var covariates: [CovariateProcess: [String]]
  /// Covariates with one coefficient for the purchase and the dropout process together.
  public var equal: [String]
  /// Parameters of the dropout process, each with coefficients of its own; empty for the model's one direction.
  public var dropoutParameters: [String]
  /// The penalty.
  public var penalty: Penalty
  /// What is done about missing values.
  public var missing: MissingCovariates
  /// Reference levels by covariate, where not the most frequent.
  public var references: [String: String]

  /// No covariates, until some are named.
  public init(
    covariates: [CovariateProcess: [String]] = [:], equal: [String] = [], dropoutParameters: [String] = [],
    penalty: Penalty = .none, missing: MissingCovariates = .error, references: [String: String] = [:]
  ) {
    self.covariates = covariates
    self.equal = equal
    self.dropoutParameters = dropoutParameters
    self.penalty = penalty
    self.missing = missing
    self.references = references
  }

  /// Every covariate once, in order of processes.
  public var names: [String] { names(of: CovariateProcess.allCases) }

  /// Every covariate of some processes once.
  public func names(of processes: [CovariateProcess]) -> [String] {
    var seen: Set<String> = []
    return processes.flatMap { covariates[$0] ?? [] }.filter { seen.insert($0).inserted }
  }

  /// The lambda of a process; 0 where it is yet to be chosen.
  public func lambda(_ process: CovariateProcess) -> Double {
    if case .fixed(let lambdas) = penalty { return lambdas[process] ?? 0 }
    return 0
  }
}
