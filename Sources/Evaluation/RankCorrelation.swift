/// Spearman's rank correlation: the correlation of average ranks.
enum RankCorrelation {
  /// - Parameters: two columns of average ranks, as `RankedOutcomes` has them.
  /// - Returns: between -1 and 1; nil when one side is constant or there are fewer than two pairs.
  static func spearman(ofRanks left: [Double], _ right: [Double]) -> Double? {
    precondition(left.count == right.count, "\(left.count) and \(right.count) ranks")
    // Average ranks keep the sum of 1...n, so both means are (n + 1) / 2.
    let mean = Double(left.count + 1) / 2
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
}
