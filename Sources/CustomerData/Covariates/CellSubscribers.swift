extension SubscriptionTable {
  /// Whom covariates describe: the rows of subscribers, or the cohorts.
  public var memberCount: Int {
    switch content {
    case .cohorts(let table): table.cohorts.count
    case .subscribers(let histories, _, _): histories.count
    }
  }

  /// Their ids, or the names of the cohorts; none where they have none.
  public var memberIdentifiers: CustomerIdentifiers {
    switch content {
    case .subscribers(_, let identifiers, _): return identifiers
    case .cohorts(let table):
      var names = CustomerIdentifiers()
      for name in table.cohorts.compactMap(\.name) { names.append(name) }
      return names.count == table.cohorts.count ? names : CustomerIdentifiers()
    }
  }

  /// The subscribers of each, rounded; a cohort given in shares counts as one.
  public var memberMultiplicities: [Int] {
    switch content {
    case .cohorts(let table): table.cohorts.map { max(1, Int(($0.active.first ?? 1).rounded())) }
    case .subscribers(_, _, let counts): counts
    }
  }
}

extension CovariateCells {
  /// The distinct histories of each cell's subscribers, cell by cell, and where each cell's end.
  ///
  /// - Parameter rows: the members of the table that count, ascending; nil for all.
  package func subscriberPatterns(
    of table: SubscriptionTable, rows: [Int]? = nil
  ) -> (patterns: SubscriberPatterns, ends: [Int]) {
    let rows = rows ?? Array(0..<table.memberCount)
    switch table.content {
    case .subscribers(let histories, _, let counts):
      let groups = grouped(rows, multiplicities: counts) { row in
        (UInt64(histories[row].tenure), histories[row].churned ? 1 : 0, 0)
      }
      return (
        SubscriberPatterns(
          tenures: groups.firstRows.map { histories[$0].tenure },
          churned: groups.firstRows.map { histories[$0].churned }, weights: groups.weights), groups.ends
      )
    case .cohorts(let retention):
      var ofCell = [[(history: SubscriberHistory, count: Double)]](repeating: [], count: firstRows.count)
      for row in rows { ofCell[Int(cellOfRow[row])] += retention.cohorts[row].histories }
      var all = SubscriberPatterns(tenures: [], churned: [], weights: [])
      var ends: [Int] = []
      for histories in ofCell {
        let own = SubscriberPatterns(histories)
        all.tenures += own.tenures
        all.churned += own.churned
        all.weights += own.weights
        ends.append(all.count)
      }
      return (all, ends)
    }
  }
}
