/// What in a customer's behaviour a covariate may act on.
public enum CovariateProcess: String, Sendable, Codable, CaseIterable, Hashable {
  /// How often a customer buys.
  case purchase
  /// When a customer leaves.
  case dropout
  /// How much a customer spends per purchase.
  case spend
}

/// How covariates move the log-parameters of a model: those of a customer are eta_0 + sum over covariates of
/// coefficient x value x loadings.
public struct CovariateDirection: Sendable, Hashable {
  /// What is moved.
  public let process: CovariateProcess
  /// One entry per parameter: (0, -1, 0, 0) divides alpha, the rate of a gamma mixture, by exp(coefficient x value).
  public let loadings: [Double]
  /// What exp(coefficient) multiplies: `the mean purchase rate`.
  public let meaning: String

  /// See the properties.
  public init(_ process: CovariateProcess, _ loadings: [Double], meaning: String) {
    self.process = process
    self.loadings = loadings
    self.meaning = meaning
  }

  /// One direction for each parameter that is moved, so that each gets coefficients of its own.
  public func separated(parameters names: [String]) -> [(parameter: String, direction: CovariateDirection)] {
    loadings.indices.filter { loadings[$0] != 0 }.map { index in
      var single = Array(repeating: 0.0, count: loadings.count)
      single[index] = loadings[index]
      return (names[index], CovariateDirection(process, single, meaning: names[index]))
    }
  }
}
