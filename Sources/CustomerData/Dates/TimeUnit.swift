/// The unit in which a model measures time. Inside, time is counted in whole days; a unit only scales.
public enum TimeUnit: String, Sendable, CaseIterable, Codable {
  case day, week, month, year

  /// Days in one unit: 1, 7, 365.25/12 and 365.25.
  public var days: Double {
    switch self {
    case .day: 1
    case .week: 7
    case .month: 365.25 / 12
    case .year: 365.25
    }
  }
}
