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

    var histories: [(history: SubscriberHistory, count: Double)] {
      guard let last = active.last else { return [] }
      let left = active.indices.dropFirst().map {
        (history: SubscriberHistory(tenure: $0, churned: true), count: active[$0 - 1] - active[$0])
      }
      return left + [(SubscriberHistory(tenure: tenure, churned: false), last)]
    }
  }

  /// The column that names cohorts.
  public static let cohortColumn = "cohort"

  /// In order of first appearance, none of them empty.
  public var cohorts: [Cohort]

  /// A table of some cohorts.
  public init(cohorts: [Cohort]) { self.cohorts = cohorts }

  /// All cohorts taken as one population.
  public var patterns: SubscriberPatterns { SubscriberPatterns(cohorts.flatMap(\.histories)) }
}

extension RetentionTable {
  /// The table as it was when a cohort had been through so many renewals at most.
  public func observed(renewals: Int) -> RetentionTable {
    RetentionTable(
      cohorts: cohorts.map { Cohort(name: $0.name, active: Array($0.active.prefix(max(renewals, 0) + 1))) })
  }

  /// The table as it was so many periods ago: each cohort without its last ones, cohorts that had not started left out.
  public func observed(periodsAgo periods: Int) -> RetentionTable {
    RetentionTable(
      cohorts: cohorts.compactMap { cohort in
        let active = cohort.active.dropLast(max(periods, 0))
        return active.isEmpty ? nil : Cohort(name: cohort.name, active: Array(active))
      })
  }
}

extension RetentionTable.Cohort {
  /// The curve of subscribers who all started together: those who stay have been through the same renewals, and nobody
  /// has been through more. Nil for others.
  public init?(_ subscribers: SubscriberPatterns) {
    let longest = subscribers.tenures.max() ?? 0
    guard subscribers.count > 0,
      zip(subscribers.tenures, subscribers.churned).allSatisfy({ $1 || $0 == longest })
    else { return nil }
    var lost = [Double](repeating: 0, count: longest + 1)
    for pattern in 0..<subscribers.count where subscribers.churned[pattern] {
      lost[subscribers.tenures[pattern]] += subscribers.weights[pattern]
    }
    var left = subscribers.totalWeight
    self.init(
      active: lost.map {
        left -= $0
        return left
      })
  }
}
