import CustomerData
import CustomerModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A transaction model with closed forms for everything: purchase rates are Gamma(r, alpha), nobody leaves while
/// watched, and P(alive) is exp(-forgetting (T - t_x)). The living customer is Gamma(r + x, alpha + T).
struct ForgottenCustomer: LatentAttritionModel {
  static let name = "forgotten"
  static let title = "Forgotten customer"
  static let parameterDescriptions = [
    ParameterDescription("r", "shape"), ParameterDescription("alpha", "rate", scaleExponent: 1),
    ParameterDescription("forgetting", "per unit of silence", scaleExponent: -1),
  ]
  static let limits: [ModelLimit] = []
  static func likelihood(of observations: PurchasePatterns) -> NoLikelihood<Self> { NoLikelihood() }
  static func startingPoints(for observations: PurchasePatterns) -> [[Double]] { [] }

  var r: Double
  var alpha: Double
  var forgetting: Double

  init(r: Double, alpha: Double, forgetting: Double) {
    self.r = r
    self.alpha = alpha
    self.forgetting = forgetting
  }
  init(parameters: [Double]) throws(ParameterError) {
    self.init(r: parameters[0], alpha: parameters[1], forgetting: parameters[2])
  }
  var parameters: [Double] { [r, alpha, forgetting] }

  func probabilityAlive(given history: PurchaseHistory) -> Double {
    exp(-forgetting * (history.age - history.recency))
  }
  func livingCustomer(given history: PurchaseHistory) -> Self {
    Self(r: r + Double(history.frequency), alpha: alpha + history.age, forgetting: forgetting)
  }
  func meanPurchaseRate(given history: PurchaseHistory) -> Double { livingCustomer(given: history).meanPurchaseRate }

  var meanPurchaseRate: Double { r / alpha }
  func logLikelihood(of history: PurchaseHistory) -> Double { .nan }
  func expectedTransactions(over time: Double) -> Double { r / alpha * time }
  func probability(ofTransactions n: Int, over time: Double) -> Double {
    let x = Double(n)
    let p = time / (alpha + time)
    return exp(lgamma(r + x) - lgamma(r) - lgamma(x + 1) + r * log1p(-p) + (n == 0 ? 0 : x * log(p)))
  }
  func probabilityOfPurchase(over time: Double) -> Double { 1 - pow(alpha / (alpha + time), r) }
  func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double {
    if discountRate == 0 { return expectedTransactions(over: time) }
    if time == .infinity { return discountRate > 0 ? r / alpha / discountRate : .infinity }
    return r / alpha * -expm1(-discountRate * time) / discountRate
  }
  func probabilityAlive(at time: Double) -> Double { 1 }
  func timeToNextPurchase(quantile probability: Double) -> Double {
    alpha * (pow(1 - probability, -1 / r) - 1)
  }
}

/// A spending model whose mean exists only where p x + q is above 1: E = p (gamma + x m) / (p x + q - 1).
struct ShrunkSpend: SpendingModel {
  static let name = "shrunk"
  static let title = "Shrunk spend"
  static let parameterDescriptions = [
    ParameterDescription("p", "p"), ParameterDescription("q", "q"),
    ParameterDescription("gamma", "gamma", scaleExponent: 1),
  ]
  static let limits: [ModelLimit] = []
  static func likelihood(of observations: SpendPatterns) -> NoLikelihood<Self> { NoLikelihood() }
  static func startingPoints(for observations: SpendPatterns) -> [[Double]] { [] }

  var p: Double
  var q: Double
  var gamma: Double

  init(p: Double, q: Double, gamma: Double) {
    self.p = p
    self.q = q
    self.gamma = gamma
  }
  init(parameters: [Double]) throws(ParameterError) {
    self.init(p: parameters[0], q: parameters[1], gamma: parameters[2])
  }
  var parameters: [Double] { [p, q, gamma] }

  func logLikelihood(ofMean mean: Double, count: Int) -> Double { .nan }
  var expectedSpend: Double? { expectedSpend(givenMean: 0, count: 0) }
  func expectedSpend(givenMean mean: Double, count: Int) -> Double? {
    let x = Double(count)
    return p * x + q > 1 ? p * (gamma + x * mean) / (p * x + q - 1) : nil
  }
}

/// Predictions need no likelihood.
struct NoLikelihood<Model: ParametricModel>: ModelLikelihood, LikelihoodEvaluator {
  func evaluator(at model: Model) -> Self { self }
  func evaluate(_ observation: Int, into jet: inout LikelihoodJet) {}
  func accumulate(_ observations: Range<Int>, into sum: inout LikelihoodJet) {}
}

extension CustomerSummary {
  /// A summary without dates.
  static func rows(
    _ rows: [(x: Int32, tx: Double, T: Double, count: Int32, mean: Double, total: Double)], unit: TimeUnit = .week
  ) -> CustomerSummary {
    var summary = CustomerSummary(unit: unit)
    for (index, row) in rows.enumerated() {
      summary.identifiers.append("customer \(index + 1)")
      summary.frequencies.append(row.x)
      summary.recencies.append(row.tx)
      summary.ages.append(row.T)
      summary.spendCounts.append(row.count)
      summary.spendMeans.append(row.mean)
      summary.totalSpends.append(row.total)
    }
    return summary
  }
}

extension [Double] {
  /// Whether no entry exists.
  var allMissing: Bool { allSatisfy { $0.isNaN } }
}
