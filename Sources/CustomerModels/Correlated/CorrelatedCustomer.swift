import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is to be expected of a customer whose rates are a mixture of four Pareto/NBD priors, some of negative weight.
///
/// Every expectation is the weighted sum of those of the components.
public struct CorrelatedCustomer: TransactionForecast, Equatable {
  /// Pareto/NBD models with the same r and s.
  let components: [ParetoNBD]
  /// They add up to one.
  let weights: [Double]

  /// The weighted sum of a quantity.
  private func mean(_ quantity: (ParetoNBD) -> Double) -> Double {
    var sum = 0.0
    for (weight, component) in zip(weights, components) where weight != 0 { sum += weight * quantity(component) }
    return sum
  }

  /// E[X(t)]; over an infinite time infinite for s <= 1.
  public func expectedTransactions(over time: Double) -> Double {
    if time == .infinity, components[0].s <= 1 { return .infinity }
    return mean { $0.expectedTransactions(over: time) }
  }

  /// P(X(t) = n).
  public func probability(ofTransactions n: Int, over time: Double) -> Double {
    min(max(mean { $0.probability(ofTransactions: n, over: time) }, 0), 1)
  }

  /// log P(X(t) = n), relative to the largest component.
  public func logProbability(ofTransactions n: Int, over time: Double) -> Double {
    let terms = components.map { $0.logProbability(ofTransactions: n, over: time) }
    let largest = terms.max()!
    guard largest > -.infinity else { return largest }
    return largest + log(zip(weights, terms).reduce(0) { $0 + $1.0 * exp($1.1 - largest) })
  }

  /// P(X(t) >= 1).
  public func probabilityOfPurchase(over time: Double) -> Double {
    min(max(mean { $0.probabilityOfPurchase(over: time) }, 0), 1)
  }

  /// The integral of exp(-delta u) dE[X(u)].
  public func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double {
    if time == .infinity, discountRate < 0 || (discountRate == 0 && components[0].s <= 1) { return .infinity }
    return mean { $0.discountedExpectedTransactions(over: time, discountRate: discountRate) }
  }

  /// P(still a customer at `time`).
  public func probabilityAlive(at time: Double) -> Double {
    guard time > 0 else { return 1 }
    return min(max(mean { $0.probabilityAlive(at: time) }, 0), 1)
  }

  /// Mean of lambda.
  public var meanPurchaseRate: Double { mean { $0.meanPurchaseRate } }

  /// Where the chance to have waited longer is 1 - probability, by Newton's method in log time inside a bracket.
  public func timeToNextPurchase(quantile probability: Double) -> Double {
    guard probability > 0 else { return 0 }
    guard probability < 1 else { return .infinity }
    let waits = components.map { $0.timeToNextPurchase(quantile: probability) }
    let shape = components[0].r
    var logTime = log(waits[0])
    var (low, high) = (-745.0, 709.0)
    for _ in 0..<200 {
      let time = exp(logTime)
      // 1 - q = the mean of (1 + t / alpha)^-r; its complement where that is the smaller.
      let gap =
        probability < 0.5
        ? mean { -expm1(-shape * log1p(time / $0.alpha)) } - probability
        : (1 - probability) - mean { exp(-shape * log1p(time / $0.alpha)) }
      if gap < 0 { low = max(low, logTime) } else { high = min(high, logTime) }
      let slope = mean { shape * time / ($0.alpha + time) * exp(-shape * log1p(time / $0.alpha)) }
      var next = logTime - gap / slope
      if !(next > low && next < high) { next = 0.5 * (low + high) }
      let step = abs(next - logTime)
      logTime = next
      if step <= 4e-16 * max(1, abs(logTime)) { break }
    }
    return exp(logTime)
  }
}
