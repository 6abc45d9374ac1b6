public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Letters: t the horizon, n = r + x, y the time at which a customer leaves.

extension ParetoNBD: TransactionModel {
  /// - Source: Schmittlein, Morrison & Colombo (1987), as an integral: see `ParetoNBDLikelihood`.
  public func logLikelihood(of history: PurchaseHistory) -> Double {
    let x = Double(history.frequency)
    let atRecency = (r + x) * log1p(history.recency / alpha) + s * log1p(history.recency / beta)
    let sums = DropoutSums(self, history)
    return logGammaDifference(r, x) - x * log(alpha) - atRecency + log(sums.left + sums.stays)
  }

  /// The mean rate times the mean time as a customer, r / alpha times the integral of (1 + u / beta)^-s.
  ///
  /// With L = log(1 + t / beta) it is (r / alpha) beta (1 - exp(-(s - 1) L)) / (s - 1), written so that s = 1 is no
  /// special case.
  /// - Returns: at infinite `time` r beta / (alpha (s - 1)) when s > 1, infinity when not.
  /// - Source: Schmittlein, Morrison & Colombo (1987), eq. 17.
  public func expectedTransactions(over time: Double) -> Double {
    guard time > 0 else { return 0 }
    if time == .infinity { return s > 1 ? r / alpha * (beta / (s - 1)) : .infinity }
    let growth = log1p(time / beta)
    let exponent = (1 - s) * growth
    // Far from s = 1 without the growth in two places: the mean levels off to the last digit.
    if abs(exponent) > 1 { return r / alpha * beta * (expm1(exponent) / (1 - s)) }
    return r / alpha * beta * growth * (exponent == 0 ? 1 : expm1(exponent) / exponent)
  }

  /// P(n purchases in t by a customer who stays) P(stays) + the integral of the same over the time of leaving.
  /// - Source: P. S. Fader, B. G. S. Hardie, "Deriving an Expression for P(X(t) = x) Under the Pareto/NBD Model", note
  ///   012, 2006, whose closed form is the difference of two sums; here all terms are positive.
  public func probability(ofTransactions n: Int, over time: Double) -> Double {
    guard n >= 0, time > 0 else { return n == 0 ? 1 : 0 }
    if time == .infinity { return probabilityEver(ofTransactions: Double(n)) }
    if n == 0 {
      let sums = DropoutSums(n: r, s: s, distanceA: alpha, distanceB: beta, silence: time)
      let none = sums.left + sums.stays
      // Where hardly anybody buys, as the complement of those who do.
      return none < 0.5 ? none : 1 - probabilityOfPurchase(over: time)
    }
    return exp(logProbability(ofPurchases: Double(n), over: time))
  }

  /// The logarithm of the same, from logarithms of its terms.
  public func logProbability(ofTransactions n: Int, over time: Double) -> Double {
    guard n > 0, time > 0, time < .infinity else { return log(probability(ofTransactions: n, over: time)) }
    return logProbability(ofPurchases: Double(n), over: time)
  }

  /// log P(X(t) = n) for n > 0 and finite t.
  private func logProbability(ofPurchases count: Double, over time: Double) -> Double {
    let logPaths = logGammaDifference(r, count) - logGamma(count + 1)
    let stays = logPaths - count * log1p(alpha / time) - r * log1p(time / alpha) - s * log1p(time / beta)
    let leaves = PurchasesBeforeLeaving(self, count: count).logIntegral(to: time)
    return logSumExp(stays, logPaths + leaves)
  }

  /// The integral over the moment of the first repeat purchase of its density times the chance to be there still.
  public func probabilityOfPurchase(over time: Double) -> Double {
    guard time > 0 else { return 0 }
    if time == .infinity { return probabilityEverToBuy }
    // The dropout integral with the two processes exchanged: "bought y after the first purchase, had not left by then".
    return min(1, DropoutSums(n: s, s: r, distanceA: beta, distanceB: alpha, silence: time).left)
  }

  /// r / alpha times the integral of exp(-delta u) (1 + u / beta)^-s.
  ///
  /// The closed forms by Tricomi's U (Fader, Hardie & Lee 2005) or incomplete gamma functions are differences; whole s
  /// and s near 1 are no special cases of the integral.
  /// - Returns: for infinite `time`: finite when delta > 0; when delta = 0, as `expectedTransactions`; else infinity.
  public func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double {
    guard time > 0 else { return 0 }
    if discountRate == 0 { return expectedTransactions(over: time) }
    if time == .infinity && discountRate < 0 { return .infinity }
    // Beyond 45 / delta less than 1e-19 is left.
    let end = discountRate > 0 ? min(time, 45 / discountRate) : time
    return r / alpha
      * integralOverTime(
        to: end, scale: beta / max(1, s), steepness: abs(discountRate),
        at: { u in exp(-discountRate * u - s * log1p(u / beta)) })
  }

  /// (1 + t / beta)^-s.
  public func probabilityAlive(at time: Double) -> Double { time > 0 ? exp(-s * log1p(time / beta)) : 1 }

  /// alpha ((1 - q)^(-1/r) - 1): the waiting time of one who stays has a Pareto distribution of the second kind.
  public func timeToNextPurchase(quantile probability: Double) -> Double {
    alpha * expm1(-log1p(-probability) / r)
  }

  /// r / alpha.
  public var meanPurchaseRate: Double { r / alpha }

  /// Mean of the dropout rate over customers, s / beta.
  public var meanDropoutRate: Double { s / beta }
}

extension ParetoNBD: LatentAttritionModel {
  /// P(alive | x, t_x, T), the term of the likelihood that stays as a share of the whole.
  /// - Source: Schmittlein, Morrison & Colombo (1987), eq. 11 to 13.
  public func probabilityAlive(given history: PurchaseHistory) -> Double {
    let sums = DropoutSums(self, history)
    return sums.stays / (sums.left + sums.stays)
  }

  /// log P(alive | x, t_x, T).
  public func logProbabilityAlive(given history: PurchaseHistory) -> Double {
    let sums = DropoutSums(self, history)
    return sums.logStays - log(sums.left + sums.stays)
  }

  /// (r + x, alpha + T, s, beta + T).
  public func livingCustomer(given history: PurchaseHistory) -> ParetoNBD {
    ParetoNBD(
      uncheckedR: r + Double(history.frequency), alpha: alpha + history.age, s: s, beta: beta + history.age)
  }

  /// Posterior mean of lambda: at which rate the customer buys, or bought before leaving.
  public func meanPurchaseRate(given history: PurchaseHistory) -> Double {
    let n = r + Double(history.frequency)
    return DropoutSums(self, history).mean { d in n / (alpha + history.recency + d) }
  }

  /// Posterior mean of mu: s + 1 events of leaving in beta + y for one who left at y, s in beta + T for one who did not.
  public func meanDropoutRate(given history: PurchaseHistory) -> Double {
    let sums = DropoutSums(self, history)
    let alive = sums.stays / (sums.left + sums.stays)
    // 1 / (beta + y) is the mean over both; leavers count one event more.
    let all = sums.mean { d in s / (beta + history.recency + d) }
    return all * (s + 1) / s - alive / (beta + history.age)
  }
}

extension ParetoNBD {
  /// P(X(infinity) >= 1) = r / (r + s) times (beta / alpha)^s 2F1(s, r + s; r + s + 1; 1 - beta / alpha), or the like
  /// with alpha and beta exchanged.
  private var probabilityEverToBuy: Double {
    let all = r + s
    let log2F1 =
      alpha >= beta
      ? s * log(beta / alpha) + logHypergeometric2F1(s, all, all + 1, oneMinusZ: beta / alpha)
      : r * log(alpha / beta) + logHypergeometric2F1(r + 1, all, all + 1, oneMinusZ: alpha / beta)
    return min(1, r / all * exp(log2F1))
  }

  /// P(X(infinity) = n) = (r)_n / n! s B(r + s, n + 1) times a 2F1: the limit of note 012.
  private func probabilityEver(ofTransactions n: Double) -> Double {
    let all = r + s
    let paths = logGammaDifference(r, n) - logGamma(n + 1) + log(s) + logBeta(all, n + 1)
    let log2F1 =
      alpha >= beta
      ? s * log(beta / alpha) + logHypergeometric2F1(s + 1, all, all + n + 1, oneMinusZ: beta / alpha)
      : r * log(alpha / beta) + logHypergeometric2F1(r + n, all, all + n + 1, oneMinusZ: alpha / beta)
    return exp(paths + log2F1)
  }
}
