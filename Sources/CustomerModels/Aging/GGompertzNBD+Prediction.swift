public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

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
  /// The silence since the last purchase, of a customer who was alive then.
  private func silence(_ history: PurchaseHistory, extraPurchases: Double = 0) -> GompertzSilence {
    GompertzSilence(
      n: r + Double(history.frequency) + extraPurchases, alpha: alpha + history.recency, b: b, s: s,
      beta: shiftedGompertzRate(b: b, beta: beta, time: history.recency), over: history.age - history.recency)
  }

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
