import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ways to continue a retention curve without a model of who stays.
public enum RetentionBaseline: String, Sendable, CaseIterable, Codable {
  /// The same share leaves at every renewal: that of all renewals of the cohort so far. This and the next take that of all
  /// cohorts for one without a renewal of its own.
  case constantChurn = "constant-churn"
  /// The share that left at the last renewal goes on leaving.
  case lastChurn = "last-churn"
  /// A straight line through the curve. This and the next two as in Fader & Hardie (2007), fitted by least squares.
  case linear
  /// A parabola through the curve.
  case quadratic
  /// A straight line through the logarithm of the curve.
  case exponential

  /// One sentence for a reader of the table.
  public var meaning: String {
    switch self {
    case .constantChurn: "the share that left per renewal goes on leaving"
    case .lastChurn: "the share that left at the last renewal goes on leaving"
    case .linear: "a straight line through the curve, by least squares"
    case .quadratic: "a parabola through the curve, by least squares"
    case .exponential: "a straight line through the logarithm of the curve, by least squares"
    }
  }

  /// The survivors expected after each of the renewals that follow, at least 0 and at most the cohort; nil where the
  /// curve is too short for the rule, or nobody is left to take a logarithm of.
  ///
  /// - Parameter all: the cohort with the others.
  func projection(of cohort: RetentionTable.Cohort, among all: RetentionTable, periods: Int) -> [Double]? {
    let active = cohort.active
    guard let start = active.first, let last = active.last, start > 0 else { return nil }
    let source = active.count > 1 ? [cohort] : all.cohorts.filter { $0.active.count > 1 }
    let ahead = (1...max(periods, 1)).prefix(max(periods, 0))
    switch self {
    case .constantChurn:
      let due = source.reduce(0) { $0 + $1.active.dropLast().reduce(0, +) }
      let stayed = source.reduce(0) { $0 + $1.active.dropFirst().reduce(0, +) }
      return due > 0 ? ahead.map { last * pow(stayed / due, Double($0)) } : nil
    case .lastChurn:
      let due = source.reduce(0) { $0 + $1.active[$1.active.count - 2] }
      let stayed = source.reduce(0) { $0 + $1.active[$1.active.count - 1] }
      return due > 0 ? ahead.map { last * pow(stayed / due, Double($0)) } : nil
    case .linear, .quadratic:
      let degree = self == .linear ? 1 : 2
      guard let curve = LeastSquaresPolynomial(active, degree: degree) else { return nil }
      return ahead.map { min(max(curve(Double(active.count - 1 + $0)), 0), start) }
    case .exponential:
      guard last > 0, let curve = LeastSquaresPolynomial(active.map { log($0) }, degree: 1) else { return nil }
      return ahead.map { min(exp(curve(Double(active.count - 1 + $0))), start) }
    }
  }
}
