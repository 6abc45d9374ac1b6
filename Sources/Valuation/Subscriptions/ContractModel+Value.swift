public import CustomerModels

// What subscribers are worth: expected periods, discounted, times the profit of one.
//
// Source: P. S. Fader, B. G. S. Hardie, "Customer-Base Valuation in a Contractual Setting: The Perils of Ignoring
// Heterogeneity", Marketing Science 29(1), 2010, 85-93: E(CLV) and E(RLV), there with payment in advance.

extension ContractModel {
  /// The value of a subscriber who is about to start, the first period included: profit x DEL(d).
  ///
  /// - Parameters:
  ///   - terms: price, margin, time of payment, discount rate.
  ///   - periods: those counted; nil for all.
  /// - Returns: in currency, as worth at the start. Infinity where the sum has no end.
  public func lifetimeValue(_ terms: SubscriptionTerms, over periods: Int? = nil) -> Double {
    value(terms, discountedExpectedLifetime(discountRate: terms.discountRate, over: periods))
  }

  /// The value of the renewals still to come of a subscriber who renewed `tenure` times: profit x DERL(d).
  ///
  /// Seen from just before the next renewal, which counts in full where it is paid in advance. The period that runs out
  /// then belongs to the past, whenever it is paid for.
  ///
  /// - Parameters:
  ///   - tenure: renewals so far.
  ///   - terms: price, margin, time of payment, discount rate.
  ///   - periods: renewals counted; nil for all.
  /// - Returns: in currency. Infinity where the sum has no end.
  public func residualLifetimeValue(tenure: Int, _ terms: SubscriptionTerms, over periods: Int? = nil) -> Double {
    value(
      terms,
      discountedExpectedResidualLifetime(tenure: tenure, discountRate: terms.discountRate, over: periods))
  }

  /// Nothing times an endless sum is nothing.
  private func value(_ terms: SubscriptionTerms, _ periods: Double) -> Double {
    terms.profitPerPeriod == 0 ? 0 : terms.profitPerPeriod * periods
  }
}
