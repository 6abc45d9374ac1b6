extension CovariateCells {
  /// The distinct purchase histories of each cell, cell by cell, and where each cell's end.
  ///
  /// - Parameter rows: the customers that count, ascending; nil for all.
  package func purchasePatterns(
    of summary: CustomerSummary, rows: [Int]? = nil
  ) -> (patterns: PurchasePatterns, ends: [Int]) {
    let groups = grouped(rows ?? Array(0..<summary.count), multiplicities: summary.multiplicities) { row in
      (
        UInt64(UInt32(bitPattern: summary.frequencies[row])), (summary.recencies[row] + 0).bitPattern,
        (summary.ages[row] + 0).bitPattern
      )
    }
    let sums = summary.logInterpurchaseSums
    let patterns = PurchasePatterns(
      frequencies: groups.firstRows.map { Int(summary.frequencies[$0]) },
      recencies: groups.firstRows.map { summary.recencies[$0] + 0 },
      ages: groups.firstRows.map { summary.ages[$0] + 0 }, weights: groups.weights,
      logInterpurchaseSums: sums.isEmpty ? [] : groups.means { sums[$0] }, unit: summary.unit)
    return (patterns, groups.ends)
  }

  /// The distinct spends of each cell's customers with a repeat purchase of known positive value, as `SpendPatterns`.
  package func spendPatterns(
    of summary: CustomerSummary, rows: [Int]? = nil
  ) -> (patterns: SpendPatterns, ends: [Int]) {
    let valued = (rows ?? Array(0..<summary.count)).filter { row in
      summary.hasSpend && summary.spendCounts[row] > 0 && summary.spendMeans[row] > 0
        && summary.spendMeans[row].isFinite
    }
    let groups = grouped(valued, multiplicities: summary.multiplicities) { row in
      (UInt64(UInt32(bitPattern: summary.spendCounts[row])), summary.spendMeans[row].bitPattern, 0)
    }
    let patterns = SpendPatterns(
      counts: groups.firstRows.map { Int(summary.spendCounts[$0]) },
      means: groups.firstRows.map { summary.spendMeans[$0] }, weights: groups.weights)
    return (patterns, groups.ends)
  }

  struct Groups {
    var firstRows: [Int]
    var weights: [Double]
    var ends: [Int]
    /// Each row that counts with its group and its customers.
    var members: [(row: Int, group: Int, customers: Double)]

    /// The mean of a number over the customers of each group.
    func means(_ number: (Int) -> Double) -> [Double] {
      var sums = [Double](repeating: 0, count: firstRows.count)
      for member in members { sums[member.group] += member.customers * number(member.row) }
      return zip(sums, weights).map { $0 / $1 }
    }
  }

  /// Rows of one cell with the same key, cell by cell, those of a cell in order of first appearance.
  /// - Parameter multiplicities: customers of each row; empty for one each.
  func grouped(
    _ rows: [Int], multiplicities: [Int], key: (Int) -> (UInt64, UInt64, UInt64)
  ) -> Groups {
    var distinct = DistinctRows()
    var first: [Int] = []
    var weights: [Double] = []
    var members: [(row: Int, group: Int, customers: Double)] = []
    members.reserveCapacity(rows.count)
    for row in rows {
      let own = key(row)
      let cell = cellOfRow[row]
      let number = distinct.number(hash: DistinctRows.hash(own.0 | UInt64(cell) << 32, own.1, own.2)) {
        cellOfRow[first[$0]] == cell && key(first[$0]) == own
      }
      let customers = multiplicities.isEmpty ? 1 : Double(multiplicities[row])
      if number == first.count {
        first.append(row)
        weights.append(0)
      }
      weights[number] += customers
      members.append((row, number, customers))
    }
    // From order of appearance to cell by cell.
    var ends = [Int](repeating: 0, count: firstRows.count)
    for row in first { ends[Int(cellOfRow[row])] += 1 }
    for cell in ends.indices.dropFirst() { ends[cell] += ends[cell - 1] }
    var next = [0] + ends.dropLast()
    var place = [Int](repeating: 0, count: first.count)
    for (number, row) in first.enumerated() {
      let cell = Int(cellOfRow[row])
      place[number] = next[cell]
      next[cell] += 1
    }
    var sorted = Groups(
      firstRows: first, weights: weights, ends: ends, members: members.map { ($0.row, place[$0.group], $0.customers) })
    for (number, position) in place.enumerated() {
      sorted.firstRows[position] = first[number]
      sorted.weights[position] = weights[number]
    }
    return sorted
  }
}
