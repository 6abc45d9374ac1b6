import SpecialFunctions

/// Whether a model fits so much better than a special case of it that chance will not do as an explanation.
///
/// Twice the gain in log-likelihood is referred to chi-squared with as many degrees of freedom as the larger model has
/// parameters more. Where the special case lies at the edge of the larger model, a gain is possible on one side only, and
/// the reference is half chi-squared with one degree less, half the full one: for one parameter that is half a point at
/// 0, half chi-squared of one degree.
///
/// A parameter that loses its meaning at the edge (how dropout rates vary, when there is no dropout) makes the second
/// reference an approximation; it is counted as a full degree of freedom, which errs toward the simpler model.
///
/// - Source: S. S. Wilks, Annals of Mathematical Statistics 9, 1938, 60-62; S. G. Self, K.-Y. Liang, "Asymptotic
///   Properties of Maximum Likelihood Estimators and Likelihood Ratio Tests under Nonstandard Conditions", Journal of the
///   American Statistical Association 82, 1987, 605-610, cases 5 and 6.
public struct LikelihoodRatioTest: Sendable, Equatable, Codable {
  /// Twice the gain in log-likelihood, at least 0.
  public let statistic: Double
  /// Parameters that the larger model has more.
  public let degreesOfFreedom: Int
  /// Whether the simpler model lies at the edge of the larger one.
  public let isOnBoundary: Bool
  /// How probable so much gain is when the simpler model holds.
  public let p: Double

  /// - Parameters:
  ///   - restricted: log-likelihood of the simpler model.
  ///   - full: that of the larger one, of the same data.
  ///   - degreesOfFreedom: at least 1.
  ///   - isOnBoundary: see the property.
  public init(restricted: Double, full: Double, degreesOfFreedom: Int, isOnBoundary: Bool = false) {
    precondition(degreesOfFreedom >= 1, "\(degreesOfFreedom) degrees of freedom")
    let statistic = max(0, 2 * (full - restricted))
    self.statistic = statistic
    self.degreesOfFreedom = degreesOfFreedom
    self.isOnBoundary = isOnBoundary
    let whole = chiSquaredUpperTail(statistic, degreesOfFreedom: degreesOfFreedom)
    p = isOnBoundary ? (chiSquaredUpperTail(statistic, degreesOfFreedom: degreesOfFreedom - 1) + whole) / 2 : whole
  }
}
