public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Letters: t the horizon, tau = t / alpha, z = t / (alpha + t), p the chance to leave after a repeat purchase.

extension BGNBD: TransactionModel {
  /// - Source: Fader, Hardie & Lee (2005), eq. 6.
  public func logLikelihood(of history: PurchaseHistory) -> Double {
    let x = Double(history.frequency)
    let n = r + x
    let shared = logGammaDifference(r, x) - x * log(alpha) + logBetaDifference(a, b, x)
    let logOdds = logOddsOfHavingLeft(history)
    // The larger of the two terms, and log(1 + their ratio).
    let larger =
      logOdds > 0
      ? log(a) - log(b + (x - 1)) - n * log1p(history.recency / alpha) : -n * log1p(history.age / alpha)
    return shared + larger + log1p(exp(-abs(logOdds)))
  }

  /// E[X(t)] = E[(1 - (1 + p tau)^-r) / p] over p: the purchases of a customer with chance p, integrated over rates.
  ///
  /// The textbook form (Fader, Hardie & Lee 2005, eq. 9) divides by a - 1 and cancels near a = 1; here all terms are
  /// positive.
  /// - Returns: (a + b - 1) / (a - 1) at infinite `time` when a > 1, infinity when not.
  /// - Numerics: a sum over the number of purchases while it is short, `BetaQuadrature` otherwise; relative error
  ///   below 1e-12.
  public func expectedTransactions(over time: Double) -> Double {
    guard time > 0 else { return 0 }
    if time == .infinity { return a > 1 ? (a + b - 1) / (a - 1) : .infinity }
    let growth = time / alpha
    if hasShortSum(growth) {
      var sum = PurchaseCountSum(r: r, a: a, b: b)
      return sum.expected([growth])[0]
    }
    return BetaQuadrature(a: a, b: b, scale: 1 / (growth * max(1, r))).expectation { p in
      -expm1(-r * log1p(p * growth)) / p
    }
  }

  /// The same of many customers: neighbours who differ in alpha alone are summed side by side.
  public static func expectedTransactions(of customers: [BGNBD], over time: Double) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(customers.count)
    var sum: PurchaseCountSum?
    while result.count < customers.count {
      let first = customers[result.count]
      if sum == nil || sum!.r != first.r || sum!.a != first.a || sum!.b != first.b {
        sum = PurchaseCountSum(r: first.r, a: first.a, b: first.b)
      }
      let growths = customers[result.count...].prefix(PurchaseCountSum.Lanes.scalarCount).prefix {
        $0.r == first.r && $0.a == first.a && $0.b == first.b && time > 0 && $0.hasShortSum(time / $0.alpha)
      }.map { time / $0.alpha }
      if growths.isEmpty {
        result.append(first.expectedTransactions(over: time))
      } else {
        let sums = sum!.expected(growths[...])
        for lane in growths.indices { result.append(sums[lane]) }
      }
    }
    return result
  }

  /// P(n purchases, still a customer) + P(left right after the nth).
  ///
  /// The second needs P(at least n purchases of a customer who never leaves), which is P(n of them) times
  /// 2F1(r + n, 1; n + 1; z): positive terms instead of 1 minus a sum.
  /// - Source: Fader, Hardie & Lee (2005), eq. 8.
  public func probability(ofTransactions n: Int, over time: Double) -> Double {
    guard n >= 0, time > 0 else { return n == 0 ? 1 : 0 }
    guard n > 0 else { return exp(-r * log1p(time / alpha)) }
    let count = Double(n)
    let survived = exp(logBetaDifference(a, b, count - 1))
    let leaves = a / (a + b + (count - 1))
    if time == .infinity { return survived * leaves }
    let growth = time / alpha
    let logExactly = logProbabilityForever(count, growth: growth)
    let atLeast = min(1, exp(logExactly + logHypergeometric2F1(r + count, 1, count + 1, growth: growth)))
    return survived * ((1 - leaves) * exp(logExactly) + leaves * atLeast)
  }

  /// The logarithm of the same, from logarithms of its factors.
  public func logProbability(ofTransactions n: Int, over time: Double) -> Double {
    guard n >= 0, time > 0, time < .infinity else { return log(probability(ofTransactions: n, over: time)) }
    if n == 0 { return -r * log1p(time / alpha) }
    let count = Double(n)
    let growth = time / alpha
    let stays = log(b + (count - 1)) - log(a + b + (count - 1))
    let leaves = log(a) - log(a + b + (count - 1))
    let exactly = logProbabilityForever(count, growth: growth)
    let atLeast = min(0, exactly + logHypergeometric2F1(r + count, 1, count + 1, growth: growth))
    return logBetaDifference(a, b, count - 1) + logSumExp(stays + exactly, leaves + atLeast)
  }

  /// 1 - (1 + t / alpha)^-r: the first repeat purchase comes before the first chance to leave.
  public func probabilityOfPurchase(over time: Double) -> Double {
    time > 0 ? -expm1(-r * log1p(time / alpha)) : 0
  }

  /// E[(1 + p tau)^-r] over p.
  public func probabilityAlive(at time: Double) -> Double {
    guard time > 0 else { return 1 }
    if time == .infinity { return 0 }
    let growth = time / alpha
    return isNearLimit
      ? BetaQuadrature(a: a, b: b, scale: 1 / (growth * max(1, r))).chanceAlive(growth, shape: r)
      : chanceAlive(growth, shape: r)
  }

  /// alpha ((1 - q)^(-1/r) - 1): the waiting time has a Pareto distribution of the second kind.
  public func timeToNextPurchase(quantile probability: Double) -> Double {
    alpha * expm1(-log1p(-probability) / r)
  }

  /// r / alpha.
  public var meanPurchaseRate: Double { r / alpha }

  /// Mean over customers of the chance to leave after a repeat purchase.
  public var meanDropoutProbability: Double { a / (a + b) }
}

extension BGNBD: LatentAttritionModel {
  /// P(alive | x, t_x, T): 1 without a repeat purchase, since one leaves only right after one.
  /// - Source: Fader, Hardie & Lee, "Computing P(alive) Using the BG/NBD Model", note 021, 2008, as a logistic
  ///   function, which neither overflows nor underflows.
  public func probabilityAlive(given history: PurchaseHistory) -> Double {
    1 / (1 + exp(logOddsOfHavingLeft(history)))
  }

  /// -log(1 + odds of having left).
  public func logProbabilityAlive(given history: PurchaseHistory) -> Double {
    let logOdds = logOddsOfHavingLeft(history)
    return -max(logOdds, 0) - log1p(exp(-abs(logOdds)))
  }

  /// (r + x, alpha + T, a, b + x).
  public func livingCustomer(given history: PurchaseHistory) -> BGNBD {
    let x = Double(history.frequency)
    return BGNBD(uncheckedR: r + x, alpha: alpha + history.age, a: a, b: b + x)
  }

  /// Posterior mean of lambda: at which rate the customer buys, or bought before leaving at t_x.
  public func meanPurchaseRate(given history: PurchaseHistory) -> Double {
    let alive = probabilityAlive(given: history)
    let n = r + Double(history.frequency)
    return alive * (n / (alpha + history.age)) + (1 - alive) * (n / (alpha + history.recency))
  }

  /// Posterior mean of p, the chance to leave after a repeat purchase: beta(a, b + x) for a living customer,
  /// beta(a + 1, b + x - 1) for one who has left.
  public func meanDropoutProbability(given history: PurchaseHistory) -> Double {
    (a + (1 - probabilityAlive(given: history))) / (a + b + Double(history.frequency))
  }

  /// log of P(left) / P(alive); -infinity without a repeat purchase.
  private func logOddsOfHavingLeft(_ history: PurchaseHistory) -> Double {
    guard history.frequency > 0 else { return -.infinity }
    let x = Double(history.frequency)
    let silence = (history.age - history.recency) / (alpha + history.recency)
    return log(a) - log(b + (x - 1)) + (r + x) * log1p(silence)
  }
}

extension BGNBD {
  /// log P(n purchases of a customer who never leaves), n > 0.
  private func logProbabilityForever(_ n: Double, growth: Double) -> Double {
    // (r)_n / n! = 1 / (n B(r, n)).
    -logBeta(r, n) - log(n) - r * log1p(growth) - n * log1p(1 / growth)
  }

  /// Whether expected transactions are a sum of few terms.
  private func hasShortSum(_ growth: Double) -> Bool { PurchaseCountSum.length(r: r, growth: growth) < 1000 }

  /// Whether parameters are so large, as fits at a limit of the model have them, that 2F1 loses digits: its exponents
  /// are of their size.
  var isNearLimit: Bool { max(r, a, b) > 1e8 }

  /// E[(1 + p tau)^-s] over p.
  func chanceAlive(_ growth: Double, shape: Double) -> Double {
    let form = HypergeometricForm(shape: shape, a: a, b: b)
    return exp(
      logHypergeometric2F1(form.first, form.second, form.third, growth: growth) - form.power * log1p(growth))
  }
}

extension BetaQuadrature {
  /// E[(1 + p tau)^-s] over p.
  func chanceAlive(_ growth: Double, shape: Double) -> Double {
    expectation { p in exp(-shape * log1p(p * growth)) }
  }
}

/// log 2F1(a, b; c; growth / (1 + growth)), from whichever of the argument and its complement is the smaller.
private func logHypergeometric2F1(_ a: Double, _ b: Double, _ c: Double, growth: Double) -> Double {
  growth < 1
    ? logHypergeometric2F1(a, b, c, growth / (1 + growth)) : logHypergeometric2F1(a, b, c, oneMinusZ: 1 / (1 + growth))
}
