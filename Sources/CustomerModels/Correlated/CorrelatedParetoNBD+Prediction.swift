public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// All conditional quantities are weighted sums over the four components of the prior: Bayes' rule is linear in the prior.

extension CorrelatedParetoNBD {
  /// The four independent models of the mixture.
  private var components: [ParetoNBD] {
    let higherAlpha = alpha * exp(Self.kernelExponent(shape: PlainScalar(r)).value)
    let higherBeta = beta * exp(Self.kernelExponent(shape: PlainScalar(s)).value)
    return [(alpha, beta), (higherAlpha, beta), (alpha, higherBeta), (higherAlpha, higherBeta)].map {
      ParetoNBD(uncheckedR: r, alpha: $0.0, s: s, beta: $0.1)
    }
  }

  /// Their weights; they add up to one.
  private var weights: [Double] {
    let m = Self.mixing(PlainScalar(dependence)).value
    return [1 + m, -m, -m, m]
  }

  /// What a component leaves of customers who bought as seen and are still there, relative to the first component: what the
  /// two have in common does not enter, so that no digits are lost for frequent buyers.
  private func stays(_ components: [ParetoNBD], _ history: PurchaseHistory) -> [Double] {
    let (x, age) = (Double(history.frequency), history.age)
    let first = components[0]
    return components.map { component in
      var change = 0.0
      if component.alpha != first.alpha {
        change -= x * log(component.alpha / first.alpha)
        change -= (r + x) * (log1p(age / component.alpha) - log1p(age / first.alpha))
      }
      if component.beta != first.beta { change -= s * (log1p(age / component.beta) - log1p(age / first.beta)) }
      return exp(change)
    }
  }

  /// The likelihoods of the components, relative to what the first leaves of customers who are still there; infinite where
  /// hardly anybody is.
  private func likelihoods(_ components: [ParetoNBD], _ stays: [Double], _ history: PurchaseHistory) -> [Double] {
    zip(components, stays).map { $1 > 0 ? $1 / $0.probabilityAlive(given: history) : 0 }
  }

  /// The weighted sum over components.
  private func mixture(_ terms: [Double]) -> Double { zip(weights, terms).reduce(0) { $0 + $1.0 * $1.1 } }
}

extension CorrelatedParetoNBD: LatentAttritionModel {
  /// What is still there of the mixture as a share of its likelihood.
  public func probabilityAlive(given history: PurchaseHistory) -> Double {
    let components = components
    let stays = stays(components, history)
    let likelihood = mixture(likelihoods(components, stays, history))
    return likelihood.isFinite ? min(max(mixture(stays) / likelihood, 0), 1) : exp(logProbabilityAlive(given: history))
  }

  /// The same as a logarithm, finite where hardly anybody is still there.
  public func logProbabilityAlive(given history: PurchaseHistory) -> Double {
    let components = components
    let stays = stays(components, history)
    let likelihood = mixture(likelihoods(components, stays, history))
    // The difference of whole log-likelihoods loses as many digits as these have before the point.
    if likelihood.isFinite { return min(log(mixture(stays)) - log(likelihood), 0) }
    let first = components[0]
    let x = Double(history.frequency)
    let firstStays =
      logGammaDifference(r, x) - x * log(first.alpha) - (r + x) * log1p(history.age / first.alpha)
      - s * log1p(history.age / first.beta)
    return min(firstStays + log(mixture(stays)) - logLikelihood(of: history), 0)
  }

  /// A mixture of four living Pareto/NBD customers (r + x, alpha + T, s, beta + T).
  public func livingCustomer(given history: PurchaseHistory) -> CorrelatedCustomer {
    let components = components
    let shares = zip(weights, stays(components, history)).map { $0 * $1 }
    let total = shares.reduce(0, +)
    return CorrelatedCustomer(
      components: components.map { $0.livingCustomer(given: history) }, weights: shares.map { $0 / total })
  }

  /// Posterior mean of lambda: the mean over the components, each weighing as much as its likelihood.
  public func meanPurchaseRate(given history: PurchaseHistory) -> Double {
    let components = components
    let terms = components.map { $0.logLikelihood(of: history) }
    let likelihoods = terms.map { exp($0 - terms[0]) }
    let rates = components.map { $0.meanPurchaseRate(given: history) }
    return mixture(zip(likelihoods, rates).map { $0 * $1 }) / mixture(likelihoods)
  }
}

extension CorrelatedParetoNBD: TransactionModel {
  /// A customer right after the first purchase.
  private var newcomer: CorrelatedCustomer { CorrelatedCustomer(components: components, weights: weights) }

  /// E[X(t)].
  public func expectedTransactions(over time: Double) -> Double { newcomer.expectedTransactions(over: time) }

  /// P(X(t) = n).
  public func probability(ofTransactions n: Int, over time: Double) -> Double {
    newcomer.probability(ofTransactions: n, over: time)
  }

  /// log P(X(t) = n).
  public func logProbability(ofTransactions n: Int, over time: Double) -> Double {
    newcomer.logProbability(ofTransactions: n, over: time)
  }

  /// P(X(t) >= 1).
  public func probabilityOfPurchase(over time: Double) -> Double { newcomer.probabilityOfPurchase(over: time) }

  /// The integral of exp(-delta u) dE[X(u)].
  public func discountedExpectedTransactions(over time: Double, discountRate: Double) -> Double {
    newcomer.discountedExpectedTransactions(over: time, discountRate: discountRate)
  }

  /// (1 + t / beta)^-s: the dropout rates alone are those of Pareto/NBD.
  public func probabilityAlive(at time: Double) -> Double { time > 0 ? exp(-s * log1p(time / beta)) : 1 }

  /// alpha ((1 - q)^(-1/r) - 1): the purchase rates alone are those of Pareto/NBD.
  public func timeToNextPurchase(quantile probability: Double) -> Double {
    alpha * expm1(-log1p(-probability) / r)
  }

  /// r / alpha.
  public var meanPurchaseRate: Double { r / alpha }
}

extension CorrelatedParetoNBD: Simulatable {
  /// Repeat purchase times of one new customer within (0, age], ascending: two independent rates, kept with a chance
  /// proportional to what the dependence makes of their density, then as Pareto/NBD.
  public func simulatePurchaseTimes<Generator: RandomNumberGenerator>(
    age: Double, using generator: inout Generator
  ) -> [Double] {
    let m = Self.mixing(PlainScalar(dependence)).value
    let omega = m / (Self.level * Self.level)
    // The product of the two kernels lies between -f (1 - f) and f^2.
    let highest = m > 0 ? 1 + m : 1 - omega * Self.level * (1 - Self.level)
    while true {
      let logRate = generator.logGammaVariate(shape: r)
      let logDropout = generator.logGammaVariate(shape: s)
      let kernels = kernel(logRate, shape: r) * kernel(logDropout, shape: s)
      guard generator.uniform() * highest < 1 + omega * kernels else { continue }
      let rate = exp(logRate) / alpha
      let leaving = exp(log(generator.exponential()) + log(beta) - logDropout)
      guard rate > 0 else { return [] }
      return generator.poissonTimes(rate: rate, until: min(age, leaving))
    }
  }

  /// e^(-A lambda) - f from log(alpha lambda).
  private func kernel(_ logVariate: Double, shape: Double) -> Double {
    let exponent = -log(Self.level) / shape
    // log(e^exponent - 1).
    let logReach = exponent + log(-expm1(-exponent))
    return exp(-exp(logVariate + logReach)) - Self.level
  }
}
