/// How many subscribers of one or more cohorts were still active, period by period.
public struct RetentionTable: Sendable, Equatable {
  /// Those who subscribed in the same period.
  public struct Cohort: Sendable, Equatable {
    /// Its name; nil where the table has a single cohort without one.
    public var name: String?
    /// Active subscribers after 0, 1, 2, ... renewals: 0 or above, finite, never rising.
    public var active: [Double]

    /// See the properties.
    public init(name: String? = nil, active: [Double]) {
      self.name = name
      self.active = active
    }

    /// Renewals seen.
    public var tenure: Int { active.count - 1 }

    /// Each loss from one period to the next left at that renewal; the rest are active at the last.
    public var patterns: SubscriberPatterns { SubscriberPatterns(histories) }

    fileprivate var histories: [(history: SubscriberHistory, count: Double)] {
      guard let last = active.last else { return [] }
      let left = active.indices.dropFirst().map {
        (history: SubscriberHistory(tenure: $0, churned: true), count: active[$0 - 1] - active[$0])
      }
      return left + [(SubscriberHistory(tenure: tenure, churned: false), last)]
    }
  }

  /// In order of first appearance.
  public var cohorts: [Cohort]

  /// A table of some cohorts.
  public init(cohorts: [Cohort]) { self.cohorts = cohorts }

  /// All cohorts taken as one population.
  public var patterns: SubscriberPatterns { SubscriberPatterns(cohorts.flatMap(\.histories)) }
}
