public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The gamma-Gompertz / negative binomial model (GGompertz/NBD, also G/G/NBD).
///
/// While a customer is alive, they buy at random times with rate lambda. Their lifetime is Gompertz: the chance to leave
/// in the next moment is b eta e^(b t) and grows with age. lambda varies over customers as a gamma with shape r and
/// **rate** alpha, eta as a gamma with shape s and **rate** beta, independently. The mixture over eta may leave with a
/// falling, a rising or, at beta = 1, an even hazard.
///
/// A living customer of age T has eta as gamma(s, beta + e^(b T) - 1) and an older clock; on a clock that starts anew,
/// eta e^(b T) is gamma(s, 1 + (beta - 1) e^(-b T)). So they are a GGompertz/NBD customer again:
/// (r + x, alpha + T, b, s, 1 + (beta - 1) e^(-b T)).
///
/// - Source: A. C. Bemmaor, N. Glady, "Modeling Purchasing Behavior with Sudden 'Death': A Flexible Customer Lifetime
///   Model", Management Science 58(5), 2012, 1012-1021; the conditional expectation as corrected by J. Adler, comment
///   on that paper, 2022. Dossier: `Models/GGompertz-NBD.md`.
public struct GGompertzNBD: Sendable, Equatable {
  /// Shape of the gamma mixture of purchase rates.
  public let r: Double
  /// Rate of the gamma mixture of purchase rates, in time units: the mean rate is r / alpha.
  public let alpha: Double
  /// Growth of the Gompertz hazard with age, per time unit.
  public let b: Double
  /// Shape of the gamma mixture of Gompertz lifetimes.
  public let s: Double
  /// Rate of the gamma mixture of Gompertz lifetimes, a pure number: the mean hazard at age 0 is b s / beta.
  public let beta: Double

  /// - Throws: `ParameterError` when a parameter is not positive and finite.
  public init(r: Double, alpha: Double, b: Double, s: Double, beta: Double) throws(ParameterError) {
    try self.init(parameters: [r, alpha, b, s, beta])
  }

  /// For parameters derived from checked ones.
  private init(uncheckedR r: Double, alpha: Double, b: Double, s: Double, beta: Double) {
    self.r = r
    self.alpha = alpha
    self.b = b
    self.s = s
    self.beta = beta
  }
}

extension GGompertzNBD: ParametricModel {
  /// The name on the command line and in files.
  public static var name: String { "ggompertz-nbd" }
  /// The name in prose.
  public static var title: String { "GGompertz/NBD" }

  /// The parameters, in order.
  public static var parameterDescriptions: [ParameterDescription] {
    NBD.parameterDescriptions + [
      ParameterDescription("b", "growth of a customer's chance to leave with age", scaleExponent: -1),
      ParameterDescription("s", "shape of the gamma mixture of lifetimes (small: customers differ much)"),
      ParameterDescription(
        "beta", "rate of the gamma mixture of lifetimes (a rate parameter: large beta, late leavers)"),
    ]
  }

  /// - Throws: `ParameterError` when there are too few, too many, or one is not positive and finite.
  public init(parameters: [Double]) throws(ParameterError) {
    try ParameterError.check(parameters, of: Self.parameterDescriptions, model: Self.name)
    self.init(
      uncheckedR: parameters[0], alpha: parameters[1], b: parameters[2], s: parameters[3], beta: parameters[4])
  }

  /// The parameters, in order.
  public var parameters: [Double] { [r, alpha, b, s, beta] }

  /// Pareto/NBD, where b goes to 0 and beta with it.
  public static var specialCases: [SpecialCase] { [SpecialCase(ParetoNBD.name, .onBoundary)] }

  /// How covariates move its parameters.
  public static var covariateDirections: [CovariateDirection] {
    [
      CovariateDirection(.purchase, [0, -1, 0, 0, 0], meaning: "the mean purchase rate r / alpha"),
      CovariateDirection(.dropout, [0, 0, 0, 0, -1], meaning: "the mean hazard b s / beta of a new customer"),
    ]
  }

  /// Log-parameters are (log r, log alpha, log b, log s, log beta); sums of these directions are limits too.
  public static var limits: [ModelLimit] {
    let noDropout =
      "no dropout is detectable: lifetimes go to infinity, and the NBD model, in which nobody leaves, fits as well"
    let even =
      "all customers leave at the same rate b s, whatever their age: no difference between their loyalties is detectable"
    return [
      ModelLimit(
        direction: [0, 0, -1, 0, -1],
        meaning:
          "customers do not age, and the Pareto/NBD model with s and the rate beta / b fits as well"
      ),
      ModelLimit(direction: [0, 0, 0, -1, 0], meaning: noDropout),
      ModelLimit(direction: [0, 0, 0, 0, 1], meaning: noDropout),
      ModelLimit(direction: [0, 0, -1, 0, 0], meaning: noDropout),
      ModelLimit(
        direction: [1, 1, 0, 0, 0],
        meaning:
          "all customers buy at the same rate r / alpha: no difference between their purchase rates is detectable"),
      ModelLimit(
        direction: [0, 0, 0, 1, 1],
        meaning:
          "all customers have the same distribution of lifetimes: no difference between their loyalties is detectable"
      ),
      ModelLimit(direction: [0, 0, 1, -1, 0], meaning: even),
      ModelLimit(direction: [0, 0, -1, 1, 0], meaning: even),
      ModelLimit(direction: [-1, 0, 0, 0, 0], meaning: "the purchase rate goes to 0: nobody bought a second time"),
      ModelLimit(direction: [0, 1, 0, 0, 0], meaning: "the purchase rate goes to 0: nobody bought a second time"),
    ]
  }

  /// The moments estimate with an even hazard, then hazards that rise, fall, and hardly matter.
  /// - Parameter observations: with a mean age of about 1.
  public static func startingPoints(for observations: PurchasePatterns) -> [[Double]] {
    let moments = PurchaseMoments(observations)
    let r = moments.shape
    let alpha = r / moments.rate
    return [
      [r, alpha, 1, 0.7, 1], [1.5 * r, alpha, 6, 0.7, 20], [r, alpha, 0.02, 0.6, 0.005],
      [r, alpha, 1, 0.02, 2], [10, 10 / moments.rate, 3, 1, 5],
    ]
  }
}

// MARK: - Likelihood

extension GGompertzNBD: FormulaModel {
  /// With n = r + x and the clocks of rate and lifetime set at the last purchase, the density of the purchases, the
  /// chance to live so long, and the chance of the silence since.
  /// ```
  /// log (r)_x - x log alpha - n log(1 + t_x / alpha) - s log(1 + (e^(b t_x) - 1) / beta)
  ///   + log Q(n, alpha + t_x, b, s, 1 + (beta - 1) e^(-b t_x); T - t_x)
  /// ```
  /// - Source: Bemmaor & Glady (2012), rearranged so that the integral is a probability.
  public static func logLikelihood<Scalar: FormulaScalar>(
    of history: PurchaseHistory, parameters: [Scalar]
  ) -> Scalar {
    let (r, alpha, b, s, beta) = (parameters[0], parameters[1], parameters[2], parameters[3], parameters[4])
    let x = Double(history.frequency)
    let tx = history.recency
    var (rate, result) = (beta, Scalar(0))
    if tx > 0 {
      let age = b * -tx
      rate = beta * exp(age) - expm1(age)
      let survival: Scalar
      if age.value > -300 {
        survival = log1p(expm1(b * tx) / beta)
      } else {
        survival = log(rate / beta) - age
      }
      result = (r + x) * log1p(tx / alpha) * -1 - s * survival
    }
    let silence = logSilence([r + x, alpha + tx, b, s, rate], over: history.age - tx)
    return result + silence + (logGammaDifference(r, x) - x * log(alpha))
  }

  /// log Q as a function of n, alpha, b, s and beta.
  private static func logSilence<Scalar: FormulaScalar>(_ arguments: [Scalar], over silence: Double) -> Scalar {
    let values = arguments.map(\.value)
    let silence = GompertzSilence(
      n: values[0], alpha: values[1], b: values[2], s: values[3], beta: values[4], over: silence,
      derivatives: Scalar.carriesDerivatives)
    var result = Scalar(silence.logValue)
    guard Scalar.carriesDerivatives else { return result }
    for row in 0..<5 {
      result.addSlope(silence.first[row], of: arguments[row])
      for column in 0..<row {
        result.addCurvature(silence.second[row * (row + 1) / 2 + column], of: arguments[row], arguments[column])
      }
      result.addCurvature(silence.second[row * (row + 3) / 2], of: arguments[row])
    }
    return result
  }

  /// The silence since the last purchase, of a customer who was alive then.
  private func silence(_ history: PurchaseHistory, extraPurchases: Double = 0) -> GompertzSilence {
    GompertzSilence(
      n: r + Double(history.frequency) + extraPurchases, alpha: alpha + history.recency, b: b, s: s,
      beta: shiftedGompertzRate(b: b, beta: beta, time: history.recency), over: history.age - history.recency)
  }
}

// MARK: - Prediction

extension GGompertzNBD: LatentAttritionModel {
  /// P(alive | x, t_x, T): of the chance to be silent since the last purchase, the share of those who are there.
  /// - Source: Bemmaor & Glady (2012).
  public func probabilityAlive(given history: PurchaseHistory) -> Double {
    exp(logProbabilityAlive(given: history))
  }

  /// log P(alive | x, t_x, T).
  public func logProbabilityAlive(given history: PurchaseHistory) -> Double {
    let silence = silence(history)
    return min(silence.logAlive - silence.logValue, 0)
  }

  /// (r + x, alpha + T, b, s, 1 + (beta - 1) e^(-b T)).
  public func livingCustomer(given history: PurchaseHistory) -> GGompertzNBD {
    GGompertzNBD(
      uncheckedR: r + Double(history.frequency), alpha: alpha + history.age, b: b, s: s,
      beta: shiftedGompertzRate(b: b, beta: beta, time: history.age))
  }

  /// Posterior mean of lambda: n / (alpha + t_x) Q(n + 1) / Q(n).
  public func meanPurchaseRate(given history: PurchaseHistory) -> Double {
    let n = r + Double(history.frequency)
    let ratio = silence(history, extraPurchases: 1).logValue - silence(history).logValue
    return n / (alpha + history.recency) * exp(ratio)
  }
}

extension GGompertzNBD: TransactionModel {
  /// r / alpha times the expected lifetime within `time`: the integral of S. Finite for an infinite time too.
  /// - Source: Bemmaor & Glady (2012); given a history, with the parameters of the living customer, it is the expectation
  ///   that Adler (2022) corrects.
  public func expectedTransactions(over time: Double) -> Double {
    discountedExpectedTransactions(over: time, discountRate: 0)
  }

  /// P(X(t) = n) = P(NBD(t) = n) S(t) + the integral of P(NBD(u) = n) f(u).
  /// - Numerics: panels from the right, until what is left is negligible; relative error below 1e-12.
  public func probability(ofTransactions n: Int, over time: Double) -> Double {
    min(exp(logProbability(ofTransactions: n, over: time)), 1)
  }

  /// log P(X(t) = n): sums are relative to the largest that P(NBD(u) = n) becomes within the time.
  public func logProbability(ofTransactions n: Int, over time: Double) -> Double {
    guard n >= 0, time > 0 else { return n == 0 ? 0 : -.infinity }
    if n == 0 { return GompertzSilence(n: r, alpha: alpha, b: b, s: s, beta: beta, over: time).logValue }
    let count = Double(n)
    let logHazard = log(b) + log(s) - log(beta)
    func logShape(_ u: Double) -> Double { -r * log1p(u / alpha) - count * log1p(alpha / u) }
    var right = lastRelevantTime(before: time)
    let largest = logShape(min(right, count * alpha / r))
    var sum = right == time ? exp(logShape(time) - largest + logProbabilityAlive(at: time)) : 0
    let panels = GompertzPanels(power: 0, alpha: alpha, b: b, s: s + 1, beta: beta)
    let rule = PanelRule.rule
    while right > 0 {
      let left = leftEnd(of: right, count: count, panels: panels)
      let width = right - left
      var panel = 0.0
      for index in 0..<16 {
        let u = left + width * rule.nodes[index]
        let growth = logGompertzGrowth(b: b, beta: beta, time: u)
        panel += rule.weights[index] * exp(logShape(u) - largest + logHazard + b * u - (s + 1) * growth)
      }
      sum += width * panel
      right = left
      // P(NBD(u) = n) grows up to u = n alpha / r, and at most all have left by then.
      if right * r < count * alpha, right > 0,
        logShape(right) - largest + log(-expm1(logProbabilityAlive(at: right))) < log(sum) - 45
      {
        break
      }
    }
    return logGammaDifference(r, count) - logGamma(count + 1) + largest + log(sum)
  }

  /// The integral of (r / alpha) (1 + u / alpha)^-(r + 1) S(u): the first purchase falls at u, and one is there.
  public func probabilityOfPurchase(over time: Double) -> Double {
    min(r / alpha * integral(to: time, power: r + 1, discountRate: 0), 1)
  }

  /// r / alpha times the integral of exp(-delta u) S(u).
  /// - Returns: infinity over an infinite time where -delta is at least b s, the rate at which the last customers leave.
  public func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double {
    if time == .infinity && discountRate <= -b * s { return .infinity }
    return r / alpha * integral(to: time, power: 0, discountRate: discountRate)
  }

  /// S(t).
  public func probabilityAlive(at time: Double) -> Double {
    guard time > 0 else { return 1 }
    return time == .infinity ? 0 : exp(logProbabilityAlive(at: time))
  }

  /// alpha ((1 - q)^(-1/r) - 1): the waiting time has a Pareto distribution of the second kind.
  public func timeToNextPurchase(quantile probability: Double) -> Double {
    alpha * expm1(-log1p(-probability) / r)
  }

  /// r / alpha.
  public var meanPurchaseRate: Double { r / alpha }
}

extension GGompertzNBD {
  private func logProbabilityAlive(at time: Double) -> Double {
    -s * logGompertzGrowth(b: b, beta: beta, time: time)
  }

  /// The integral over (0, time] of (1 + u / alpha)^-power exp(-delta u) S(u).
  private func integral(to time: Double, power: Double, discountRate: Double) -> Double {
    let panels = GompertzPanels(power: power, alpha: alpha, b: b, s: s, beta: beta, rate: discountRate)
    let rule = PanelRule.rule
    let slowest = discountRate + b * s
    var sum = 0.0
    var left = 0.0
    while left < time {
      let right = panels.end(of: left, before: time)
      let width = right - left
      var panel = 0.0
      for index in 0..<16 {
        let u = left + width * rule.nodes[index]
        panel += rule.weights[index] * exp(panels.logWeight(at: u, s: s) - discountRate * u)
      }
      sum += width * panel
      left = right
      // From here on the integrand falls at least at the slower of its present rate and its last.
      let rate = min(slowest, discountRate + b * s / shiftedGompertzRate(b: b, beta: beta, time: left))
      if rate > 0, exp(panels.logWeight(at: left, s: s) - discountRate * left) < 1e-19 * rate * sum { break }
    }
    return sum
  }

  /// `time`, or the age at which nobody whom a double can count is left.
  private func lastRelevantTime(before time: Double) -> Double {
    // (1 + (e^(b t) - 1) / beta)^-s = e^-800.
    let growth = 800 / s
    let age = growth < 600 ? log1p(beta * expm1(growth)) / b : (growth + log(beta)) / b
    return min(time, max(age, 1 / b))
  }

  /// Where a panel that ends at `right` begins, for (u / (alpha + u))^count (1 + u / alpha)^-r f(u).
  private func leftEnd(of right: Double, count: Double, panels: GompertzPanels) -> Double {
    // The power of u is a polynomial while it is low; else a panel spans few of its e-folds.
    let slope = abs(count * alpha - r * right) / (right * (alpha + right))
    var width = min(0.6 * (alpha + right), 7 / slope)
    if count > 24 { width = min(width, 0.6 * right, 3 * right / (2 * count).squareRoot()) }
    // The factors of the lifetime limit a panel by its left end.
    while true {
      let left = max(right - width, 0)
      let longest = panels.end(of: left, before: .infinity) - left
      if left + 1.01 * longest >= right { return left < 1e-3 * width ? 0 : left }
      width = longest
    }
  }
}

// MARK: - Simulation

extension GGompertzNBD: Simulatable {
  /// Repeat purchase times of one new customer within (0, age], ascending: Poisson times until the end of a lifetime.
  public func simulatePurchaseTimes<Generator: RandomNumberGenerator>(
    age: Double, using generator: inout Generator
  ) -> [Double] {
    let rate = exp(generator.logGammaVariate(shape: r)) / alpha
    // eta (e^(b t) - 1) is exponential, eta a gamma variate over beta.
    let logGrowth = log(generator.exponential()) + log(beta) - generator.logGammaVariate(shape: s)
    let lifetime = log(onePlusExp: logGrowth) / b
    guard rate > 0 else { return [] }
    return generator.poissonTimes(rate: rate, until: min(age, lifetime))
  }
}
