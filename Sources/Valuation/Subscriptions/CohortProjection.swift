public import CustomerData
public import CustomerModels
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The curve of a cohort continued: how many of its subscribers will be left.
public struct CohortProjection: Sendable, Equatable {
  /// One period to come.
  public struct Period: Sendable, Equatable {
    /// Renewals since the start of the cohort.
    public let period: Int
    /// Subscribers expected to be active.
    public let active: Double
    /// Where their number will lie with a probability of 95 %; nil where the fit has no standard errors.
    public let interval: ClosedRange<Double>?
    /// The share that renews at this renewal.
    public let retention: Double
    /// The share of new subscribers that gets so far.
    public let survival: Double
  }

  /// The cohort's name, where it has one.
  public let cohort: String?
  /// The periods to come, the next one first.
  public let periods: [Period]

  /// Continues a curve from its last period.
  ///
  /// The interval holds what is not known of the parameters (by the delta method) and what is not known of the
  /// subscribers even so: each of those left stays with the same probability S(m + k) / S(m), on their own. Both
  /// variances are added on the logistic scale of that share, so that the interval stays between none and all.
  ///
  /// - Parameters:
  ///   - cohort: survivors so far; at least one period.
  ///   - model: how long subscribers stay.
  ///   - logCovariance: of the logarithms of the model's parameters; nil where it does not exist.
  ///   - periods: how many to continue it for.
  public init(
    of cohort: RetentionTable.Cohort, model: some ContractModel, logCovariance: [[Double]]?, periods count: Int
  ) {
    let last = cohort.active.last ?? 0
    let tenure = max(cohort.tenure, 0)
    self.cohort = cohort.name
    periods = (1...max(count, 1)).prefix(max(count, 0)).map { ahead in
      let share = model.survival(over: ahead, tenure: tenure)
      return Period(
        period: tenure + ahead, active: last * share,
        interval: logCovariance.flatMap { covariance in
          let variance = model.logSurvivalVariance(over: ahead, tenure: tenure, covariance)
          guard let shares = CohortProjection.interval(share, of: last, logVariance: variance) else { return nil }
          return last * shares.lowerBound...last * shares.upperBound
        }, retention: model.retention(at: tenure + ahead), survival: model.survival(over: tenure + ahead))
    }
  }

  /// - Parameter logVariance: of the logarithm of the share.
  /// - Returns: nil where the variance does not exist.
  private static func interval(
    _ share: Double, of subscribers: Double, logVariance: Double
  ) -> ClosedRange<Double>? {
    guard !logVariance.isNaN else { return nil }
    guard share > 0, share < 1, subscribers > 0 else { return share...share }
    // d logit(p) = d p / (p (1 - p)), d p = p d ln(p).
    let variance = logVariance / ((1 - share) * (1 - share)) + 1 / (subscribers * share * (1 - share))
    let half = normalQuantile975 * variance.squareRoot()
    let logit = log(share) - log1p(-share)
    return 1 / (1 + exp(half - logit))...1 / (1 + exp(-half - logit))
  }
}

extension ContractModel {
  /// Variance of ln S(m + k) / S(m), by the delta method.
  fileprivate func logSurvivalVariance(over periods: Int, tenure: Int, _ logCovariance: [[Double]]) -> Double {
    let later = logSurvivalGradient(at: tenure + periods)
    let now = logSurvivalGradient(at: tenure)
    let slope = zip(later, now).map { $0 - $1 }
    var variance = 0.0
    for (i, row) in logCovariance.enumerated() {
      for (j, entry) in row.enumerated() { variance += slope[i] * entry * slope[j] }
    }
    return variance.isNaN ? variance : max(variance, 0)
  }

  /// d ln S(t) / d log(parameter): ln S(t) is the log-likelihood of one who is active after t renewals.
  private func logSurvivalGradient(at renewals: Int) -> [Double] {
    var jet = LikelihoodJet(parameterCount: parameters.count)
    let active = SubscriberPatterns([SubscriberHistory(tenure: renewals, churned: false)])
    Self.likelihood(of: active).evaluator(at: self).evaluate(0, into: &jet)
    return jet.gradient
  }
}
