/// Spearman's rank correlation: the correlation of average ranks.
enum RankCorrelation {
  /// - Returns: between -1 and 1; nil when one side is constant or there are fewer than two pairs.
  /// - Complexity: O(n log n).
  static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
    precondition(first.count == second.count, "\(first.count) and \(second.count) values")
    let left = averageRanks(first)
    let right = averageRanks(second)
    // Average ranks keep the sum of 1...n, so both means are (n + 1) / 2.
    let mean = Double(first.count + 1) / 2
    var product = 0.0
    var leftSquare = 0.0
    var rightSquare = 0.0
    for index in left.indices {
      let u = left[index] - mean
      let v = right[index] - mean
      product += u * v
      leftSquare += u * u
      rightSquare += v * v
    }
    guard leftSquare > 0, rightSquare > 0 else { return nil }
    return max(-1, min(1, product / (leftSquare * rightSquare).squareRoot()))
  }

  /// Ranks from 1 upward; equal values share the mean of their ranks.
  static func averageRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] != values[$1] ? values[$0] < values[$1] : $0 < $1 }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      let rank = Double(start + 1 + end) / 2
      for position in start..<end { ranks[order[position]] = rank }
      start = end
    }
    return ranks
  }
}
