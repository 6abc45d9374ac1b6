import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A customer who buys at each k-th event of a Poisson process, may leave after each purchase, has not bought for some
/// time, and is still there: the living customer of BG/CNBD-k and MBG/CNBD-k.
///
/// Right after the last purchase the rate of events lambda was gamma(n, **rate** alpha). The silence since says that
/// j = 0 ..< k events may have passed, with the chances of `ErlangSilence`; given j, lambda is gamma(n + j, alpha +
/// silence) and the next purchase only k - j events away. The chance to leave after a purchase is beta(a, b), of which a
/// living customer's silence says nothing. All predictions follow exactly; the stages are not forgotten, as the published
/// conditional expectation does, and nothing depends on other customers.
///
/// With N(t) the events in t, M = (N + j) / k rounded down is the number of purchases of one who never leaves, and
/// P(X >= m) = P(M >= m) B(a, b + m - 1) / B(a, b).
///
/// - Source: derived from the model of M. Platzer, T. Reutterer, "Ticking Away the Moments: Timing Regularity Helps to
///   Better Predict Customer Activity", Marketing Science 35(5), 2016, 779-799. Dossier: `Models/BG-CNBD-k.md`.
public struct RegularCustomer: TransactionForecast, Equatable {
  /// Events per purchase.
  public let k: Int
  /// Shape of the gamma mixture of event rates at the last purchase.
  public let n: Double
  /// Rate of the gamma mixture of event rates at the last purchase.
  public let alpha: Double
  /// Time since the last purchase.
  public let silence: Double
  /// First shape of the beta mixture of dropout probabilities.
  public let a: Double
  /// Second shape of the beta mixture of dropout probabilities.
  public let b: Double

  /// alpha + silence: the rate of the gamma mixture now.
  var now: Double { alpha + silence }

  /// P(j stages of the next purchase have passed).
  var stages: [Double] { ErlangSilence(k: k, n: n, alpha: alpha, silence: silence).stages }

  // MARK: Counts

  /// P(X(t) = m): m purchases and no leaving before, or leaving right after the m-th.
  public func probability(ofTransactions m: Int, over time: Double) -> Double {
    min(exp(logProbability(ofTransactions: m, over: time)), 1)
  }

  /// log P(X(t) = m), from logarithms of the terms.
  public func logProbability(ofTransactions m: Int, over time: Double) -> Double {
    guard m >= 0, time > 0 else { return m == 0 ? 0 : -.infinity }
    if m == 0 {
      if time == .infinity { return -.infinity }
      // The silence goes on.
      return ErlangSilence(k: k, n: n, alpha: alpha, silence: silence + time).logSum
        - ErlangSilence(k: k, n: n, alpha: alpha, silence: silence).logSum - n * log1p(time / now)
    }
    let before = logBetaDifference(a, b, Double(m - 1))
    let leave = a / (a + b + Double(m - 1))
    if time == .infinity { return before + log(leave) }
    var terms: [Double] = []
    for (j, chance) in stages.enumerated() where chance > 0 {
      let shape = n + Double(j)
      let exactly = logCountProbability(shape: shape, from: m * k - j, time: time)
      let atLeast = logProbabilityOf(atLeast: m * k - j, shape: shape, time: time)
      terms.append(log(chance) + logSumExp(exactly + log1p(-leave), atLeast + log(leave)))
    }
    return before + logSumExp(terms)
  }

  /// P(N(t) >= count) with a rate of gamma(shape, now), from whichever of t / (now + t) and its complement is the smaller.
  private func probabilityOf(atLeast count: Int, shape: Double, time: Double) -> Double {
    time < now
      ? regularizedIncompleteBeta(time / (now + time), a: Double(count), b: shape)
      : regularizedIncompleteBetaComplement(now / (now + time), a: shape, b: Double(count))
  }

  /// P(N(t) < count).
  private func probabilityBelow(_ count: Int, shape: Double, time: Double) -> Double {
    time < now
      ? regularizedIncompleteBetaComplement(time / (now + time), a: Double(count), b: shape)
      : regularizedIncompleteBeta(now / (now + time), a: shape, b: Double(count))
  }

  /// log P(N(t) >= count).
  private func logProbabilityOf(atLeast count: Int, shape: Double, time: Double) -> Double {
    time < now
      ? logRegularizedIncompleteBeta(time / (now + time), a: Double(count), b: shape)
      : logRegularizedIncompleteBetaComplement(now / (now + time), a: shape, b: Double(count))
  }

  /// log P(first <= N(t) < first + k) with a rate of gamma(shape, now).
  private func logCountProbability(shape: Double, from first: Int, time: Double) -> Double {
    let count = Double(first)
    var term = 1.0
    var sum = 0.0
    let z = time / (now + time)
    for step in 0..<k {
      sum += term
      term *= (shape + count + Double(step)) / (count + Double(step + 1)) * z
    }
    return log(sum) + logGammaDifference(shape, count) - logGamma(count + 1) - shape * log1p(time / now)
      - count * log1p(now / time)
  }

  /// P(N(t) >= k - j) over the stages.
  public func probabilityOfPurchase(over time: Double) -> Double {
    guard time > 0 else { return 0 }
    if time == .infinity { return 1 }
    return min(waiting(stages, time).probability, 1)
  }

  /// P(the next purchase falls within `time`), its complement, and the density there, for one who stays.
  private func waiting(_ stages: [Double], _ time: Double) -> (probability: Double, complement: Double, density: Double)
  {
    var result = (probability: 0.0, complement: 0.0, density: 0.0)
    for (j, chance) in stages.enumerated() where chance > 0 {
      let (shape, count) = (n + Double(j), Double(k - j))
      result.probability += chance * probabilityOf(atLeast: k - j, shape: shape, time: time)
      result.complement += chance * probabilityBelow(k - j, shape: shape, time: time)
      // t f(t) of a beta-prime: z^count (1 - z)^shape / B(count, shape).
      result.density +=
        chance * exp(-count * log1p(now / time) - shape * log1p(time / now) - logBeta(count, shape)) / time
    }
    return result
  }

  /// By Newton's method on the logarithms of P(purchase) or its complement and of time, inside a bracket.
  public func timeToNextPurchase(quantile probability: Double) -> Double {
    guard probability > 0 else { return 0 }
    guard probability < 1 else { return .infinity }
    if k == 1 { return now * expm1(-log1p(-probability) / n) }
    let stages = stages
    var logTime = log(now * Double(k) / (n + 1))
    var (low, high) = (-700.0, 700.0)
    for _ in 0..<200 {
      let time = exp(logTime)
      let here = waiting(stages, time)
      let isLower = probability < 0.5
      // Rising in log t where the lower tail is compared, falling where the upper is.
      let gap = isLower ? log(here.probability / probability) : log(here.complement / (1 - probability))
      if isLower == (gap < 0) { low = max(low, logTime) } else { high = min(high, logTime) }
      let slope = (isLower ? 1 / here.probability : -1 / here.complement) * here.density * time
      var next = logTime - gap / slope
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      let step = abs(next - logTime)
      logTime = next
      if step <= 2e-15 * max(1, abs(logTime)) { break }
    }
    return exp(logTime)
  }

  /// Mean of lambda / k.
  public var meanPurchaseRate: Double {
    var mean = 0.0
    for (j, chance) in stages.enumerated() { mean += chance * (n + Double(j)) }
    return mean / now / Double(k)
  }

  // MARK: Expectations

  /// The sum over m of P(X(t) >= m).
  /// - Returns: for an infinite time (a + b - 1) / (a - 1), infinity for a <= 1.
  public func expectedTransactions(over time: Double) -> Double {
    guard time > 0 else { return 0 }
    if time == .infinity { return a > 1 ? (a + b - 1) / (a - 1) : .infinity }
    return PurchaseSums(self, time: time, discountRate: 0).discountedPurchases()
  }

  /// The integral of exp(-delta u) dE[X(u)].
  public func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double {
    guard time > 0 else { return 0 }
    if discountRate == 0 { return expectedTransactions(over: time) }
    if discountRate > 0 {
      // Beyond 45 / delta less than 1e-19 is left: all horizons from there on are infinite.
      let end = discountRate * time > 45 ? .infinity : time
      return PurchaseSums(self, time: end, discountRate: discountRate).discountedPurchases()
    }
    if time == .infinity { return .infinity }
    // By parts; a negative rate is a curiosity.
    let grown = integrate(over: 0...time, relativeTolerance: 1e-13) { u in
      exp(-discountRate * u) * expectedTransactions(over: u)
    }
    return exp(-discountRate * time) * expectedTransactions(over: time) + discountRate * grown.value
  }

  /// The mean over M of the chance to survive so many chances to leave.
  public func probabilityAlive(at time: Double) -> Double {
    guard time > 0 else { return 1 }
    if time == .infinity { return 0 }
    return min(PurchaseSums(self, time: time, discountRate: 0).survival(), 1)
  }
}
