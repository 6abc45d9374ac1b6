import CustomerData
import SpecialFunctions

@testable import CustomerModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The Poisson-exponential model: all customers buy at the same rate and leave at the same rate, at any time.
///
/// Pareto/NBD without differences between customers. A toy, real customers differ: it stands here to prove that a model is one
/// file, and `NewcomerTests` takes it through everything.
///
/// - Source: D. C. Schmittlein, D. G. Morrison, R. Colombo, Management Science 33(1), 1987, section 3, before mixing.
struct PoissonExponential: Sendable, Equatable {
  /// The purchase rate, per unit of time.
  let lambda: Double
  /// The dropout rate, per unit of time.
  let mu: Double
}

extension PoissonExponential: ParametricModel {
  static var name: String { "poisson-exponential" }
  static var title: String { "Poisson-exponential" }

  static var parameterDescriptions: [ParameterDescription] {
    [
      ParameterDescription("lambda", "purchase rate", scaleExponent: -1),
      ParameterDescription("mu", "dropout rate", scaleExponent: -1),
    ]
  }

  init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    lambda = parameters[0]
    mu = parameters[1]
  }

  var parameters: [Double] { [lambda, mu] }

  static var limits: [ModelLimit] {
    [
      ModelLimit(direction: [0, -1], meaning: "no dropout is detectable: the dropout rate goes to 0"),
      ModelLimit(direction: [0, 1], meaning: "everybody leaves right after the first purchase"),
    ]
  }

  static func startingPoints(for observations: PurchasePatterns) -> [[Double]] {
    let rate = PurchaseMoments(observations).rate
    return [[2 * rate, 1 / observations.naturalScale], [rate, 0.01 / observations.naturalScale]]
  }
}

// MARK: - Likelihood

extension PoissonExponential: FormulaModel {
  /// x log lambda - (lambda + mu) t_x + log(mu / (lambda + mu) + lambda / (lambda + mu) exp(-(lambda + mu) (T - t_x))).
  static func logLikelihood<Scalar: FormulaScalar>(
    of history: PurchaseHistory, parameters: [Scalar]
  ) -> Scalar {
    let (lambda, mu) = (parameters[0], parameters[1])
    let events = lambda + mu
    let silence = history.age - history.recency
    let gone = log(mu) - log(events)
    let stayed = log(lambda) - log(events) - events * silence
    return Double(history.frequency) * log(lambda) - events * history.recency + logSumExp(gone, stayed)
  }
}

// MARK: - Prediction

extension PoissonExponential: TransactionModel {
  func expectedTransactions(over time: Double) -> Double {
    discountedExpectedTransactions(over: time, discountRate: 0)
  }

  func probability(ofTransactions n: Int, over time: Double) -> Double {
    exp(logProbability(ofTransactions: n, over: time))
  }

  func logProbability(ofTransactions n: Int, over time: Double) -> Double {
    guard n >= 0, time > 0 else { return n == 0 ? 0 : -.infinity }
    let (count, events) = (Double(n), lambda + mu)
    let left = logRegularizedIncompleteGamma(count + 1, events * time)
    let gone = log(mu / events) + count * log(lambda / events) + left
    if time == .infinity { return gone }
    return logSumExp(gone, count * log(lambda * time) - events * time - logGamma(count + 1))
  }

  func probabilityOfPurchase(over time: Double) -> Double {
    time > 0 ? -lambda / (lambda + mu) * expm1(-(lambda + mu) * time) : 0
  }

  func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double {
    let rate = mu + discountRate
    if rate == 0 { return lambda * max(time, 0) }
    return time > 0 ? -lambda * expm1(-rate * time) / rate : 0
  }

  func probabilityAlive(at time: Double) -> Double { exp(-mu * time) }

  func timeToNextPurchase(quantile probability: Double) -> Double { -log1p(-probability) / lambda }

  var meanPurchaseRate: Double { lambda }
}

extension PoissonExponential: LatentAttritionModel {
  func probabilityAlive(given history: PurchaseHistory) -> Double { exp(logProbabilityAlive(given: history)) }

  /// exp(-events silence) relative to the likelihood's sum.
  func logProbabilityAlive(given history: PurchaseHistory) -> Double {
    let events = lambda + mu
    let silent = -events * (history.age - history.recency)
    return silent - logSumExp(log(mu / events), log(lambda / events) + silent)
  }

  func livingCustomer(given history: PurchaseHistory) -> PoissonExponential { self }

  func meanPurchaseRate(given history: PurchaseHistory) -> Double { lambda }
}

// MARK: - Simulation

extension PoissonExponential: Simulatable {
  func simulatePurchaseTimes(age: Double, using generator: inout SeededGenerator) -> [Double] {
    let lifetime = generator.exponential() / mu
    return generator.poissonTimes(rate: lambda, until: min(age, lifetime))
  }
}
