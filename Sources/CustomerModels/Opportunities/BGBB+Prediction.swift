public import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// MARK: New customers

extension BGBB {
  /// How long customers live, in opportunities.
  public var lifetime: SBG { SBG(uncheckedGamma: gamma, delta: delta) }

  /// alpha / (alpha + beta): the chance that a customer who is alive buys, averaged over new customers.
  public var meanPurchaseProbability: Double { alpha / (alpha + beta) }

  /// gamma / (gamma + delta): the chance to leave before an opportunity, averaged over new customers.
  public var meanDropoutProbability: Double { gamma / (gamma + delta) }

  /// P(still a customer at opportunity `opportunities`).
  public func probabilityAlive(at opportunities: Int) -> Double { lifetime.survival(over: opportunities) }

  /// E[X(n)]: expected purchases of a new customer at the next n opportunities; nil for all there will ever be.
  /// - Returns: infinity where the expectation is, for gamma <= 1 and no end.
  /// - Source: Fader, Hardie & Shang (2010), E(X(n)), here without the singularity at gamma = 1.
  public func expectedTransactions(over opportunities: Int?) -> Double {
    meanPurchaseProbability
      * lifetime.expectedRenewals(over: opportunities.map { Double(max($0, 0)) } ?? .infinity)
  }

  /// The sum over opportunities k = 1, 2, ... of E[purchases at k] (1 + d)^-k; nil for all there will ever be.
  /// - Parameter discountRate: d, effective, per opportunity.
  /// - Returns: infinity where the sum is.
  /// - Source: Fader, Hardie & Shang (2010), DERT, as a sum rather than a 2F1.
  public func discountedExpectedTransactions(over opportunities: Int?, discountRate: Double) -> Double {
    if let opportunities, opportunities < 1 { return 0 }
    return meanPurchaseProbability / (1 + discountRate)
      * lifetime.discountedExpectedResidualLifetime(tenure: 0, discountRate: discountRate, over: opportunities)
  }

  /// P(X(n) = x): that a new customer buys at exactly `transactions` of the next n opportunities.
  ///
  /// The sum over the last opportunity before which they were alive; every term follows from the one before, and the
  /// first is known by its logarithm.
  /// - Source: Fader, Hardie & Shang (2010), P(X(n) = x).
  public func probability(ofTransactions transactions: Int, over opportunities: Int) -> Double {
    guard transactions >= 0, transactions <= max(opportunities, 0) else { return 0 }
    if opportunities <= 0 { return 1 }
    let x = Double(transactions)
    let n = Double(opportunities)
    // Times e^scale: the chance to be alive at opportunity i and to have bought x times by then.
    var scale = logBetaDifference(beta, alpha, x) + logBetaDifference(gamma, delta, x)
    var state = 1.0
    var sum = 0.0
    var i = x
    while i < n {
      let decisions = gamma + delta + i
      sum += state * (gamma / decisions)
      state *= (i + 1) / (i + 1 - x) * ((beta + i - x) / (alpha + beta + i)) * ((delta + i) / decisions)
      if state > 1e200 {
        state *= 1e-200
        sum *= 1e-200
        scale += 200 * Self.logTen
      }
      i += 1
    }
    return exp(scale + log(sum + state))
  }

  private static let logTen = log(10.0)

  /// P(X(n) >= 1) for a new customer, without cancellation where it is small; nil for "ever".
  public func probabilityOfPurchase(over opportunities: Int?) -> Double {
    guard let opportunities else {
      // The sum over the opportunity of the first purchase, whose terms fall like k^-(1 + alpha + gamma).
      let sum = SurvivalSum(tailExponent: 1 + alpha + gamma, discountRate: 0) { k in
        logBetaDifference(gamma, delta, k) + logBetaDifference(alpha, beta, k - 1) - log1p((beta + k - 1) / alpha)
      }
      return min(sum.value(terms: nil), 1)
    }
    // Backward: given alive and no purchase after opportunity m.
    var probability = 0.0
    for step in stride(from: opportunities - 1, through: 0, by: -1) {
      let m = Double(step)
      probability =
        (delta + m) / (gamma + delta + m) * (alpha + (beta + m) * probability) / (alpha + beta + m)
    }
    return probability
  }

  /// The opportunity by which a new customer, should they stay, has bought again with this probability: the smallest k
  /// with P(no purchase at k opportunities) at most 1 - `probability`. Nil beyond 2^40.
  public func opportunitiesToNextPurchase(quantile probability: Double) -> Int? {
    let target = log1p(-probability)
    func isReached(by k: Int) -> Bool { logBetaDifference(alpha, beta, Double(k)) <= target }
    var upper = 1
    while !isReached(by: upper) {
      if upper >= 1 << 40 { return nil }
      upper *= 2
    }
    var lower = upper / 2
    while upper - lower > 1 {
      let middle = lower + (upper - lower) / 2
      if isReached(by: middle) { upper = middle } else { lower = middle }
    }
    return upper
  }
}

// MARK: Customers with a history

extension BGBB {
  /// P(alive at opportunity n | x, t_x, n): 1 for a customer who bought at the last one.
  public func probabilityAlive(given history: OpportunityHistory) -> Double {
    var alive = 1.0
    var silence = 1.0
    for step in stride(from: history.opportunities - 1, through: history.recency, by: -1) {
      let m = Double(step)
      let decisions = gamma + delta + m
      let silent =
        (delta + m) / decisions * ((beta + (m - Double(history.frequency))) / (alpha + beta + m))
      alive *= silent
      silence = gamma / decisions + silent * silence
    }
    return alive / silence
  }

  /// P(alive at opportunity n + k | x, t_x, n). The paper's P(alive) is that at n + 1.
  public func probabilityAlive(after opportunities: Int, given history: OpportunityHistory) -> Double {
    probabilityAlive(given: history)
      * lifetime.survival(over: opportunities, tenure: history.opportunities)
  }

  /// A customer with this history who is alive, seen as a new one: (alpha + x, beta + n - x, gamma, delta + n).
  public func livingCustomer(given history: OpportunityHistory) -> BGBB {
    BGBB(
      uncheckedAlpha: alpha + Double(history.frequency),
      beta: beta + Double(history.opportunities - history.frequency), gamma: gamma,
      delta: delta + Double(history.opportunities))
  }

  /// Expected purchases at the next opportunities; nil for all there will ever be. Infinity where a living customer's
  /// are.
  public func expectedTransactions(over opportunities: Int?, given history: OpportunityHistory) -> Double {
    scaled(livingCustomer(given: history).expectedTransactions(over: opportunities), history)
  }

  /// The same, that at opportunity n + k discounted by (1 + d)^-k: DERT where there is no end.
  public func discountedExpectedTransactions(
    over opportunities: Int?, discountRate: Double, given history: OpportunityHistory
  ) -> Double {
    scaled(
      livingCustomer(given: history).discountedExpectedTransactions(
        over: opportunities, discountRate: discountRate), history)
  }

  /// P(the customer buys at exactly `transactions` of the next opportunities).
  public func probability(
    ofTransactions transactions: Int, over opportunities: Int, given history: OpportunityHistory
  ) -> Double {
    let alive = probabilityAlive(given: history)
    let living = livingCustomer(given: history).probability(ofTransactions: transactions, over: opportunities)
    return (transactions == 0 ? 1 - alive : 0) + alive * living
  }

  /// P(at least one purchase at the next opportunities).
  public func probabilityOfPurchase(over opportunities: Int?, given history: OpportunityHistory) -> Double {
    probabilityAlive(given: history) * livingCustomer(given: history).probabilityOfPurchase(over: opportunities)
  }

  /// Posterior mean of p, the customer's chance to buy while alive.
  public func meanPurchaseProbability(given history: OpportunityHistory) -> Double {
    let shifted = BGBB(uncheckedAlpha: alpha + 1, beta: beta, gamma: gamma, delta: delta)
    return meanPurchaseProbability * exp(shifted.logLikelihood(of: history) - logLikelihood(of: history))
  }

  /// Posterior mean of theta, the customer's chance to leave before an opportunity.
  public func meanDropoutProbability(given history: OpportunityHistory) -> Double {
    let shifted = BGBB(uncheckedAlpha: alpha, beta: beta, gamma: gamma + 1, delta: delta)
    return meanDropoutProbability * exp(shifted.logLikelihood(of: history) - logLikelihood(of: history))
  }

  /// P(alive) is never 0, though it may be too small for a double.
  private func scaled(_ expected: Double, _ history: OpportunityHistory) -> Double {
    expected == .infinity ? .infinity : probabilityAlive(given: history) * expected
  }
}

// MARK: - Simulation

extension BGBB {
  /// Which of the next opportunities a new customer takes, drawn.
  public func simulatePurchases<Generator: RandomNumberGenerator>(
    opportunities: Int, using generator: inout Generator
  ) -> [Bool] {
    let purchase = 1 / (1 + exp(-generator.betaLogit(a: alpha, b: beta)))
    let lost = lifetime.simulateChurn(within: opportunities, using: &generator) ?? .max
    return (0..<max(opportunities, 0)).map { $0 + 1 < lost && generator.uniform() < purchase }
  }
}

extension OpportunityHistory {
  /// The history of a customer who took these opportunities.
  public init(_ taken: [Bool]) {
    self.init(
      frequency: taken.count { $0 }, recency: taken.lastIndex(of: true).map { $0 + 1 } ?? 0,
      opportunities: taken.count)
  }
}
