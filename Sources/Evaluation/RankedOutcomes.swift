/// Outcomes in descending order of their predictions, equal predictions taken as one group.
///
/// Within a group no order is better than another, so each of its members counts as the group's mean: a measure then
/// depends neither on the order of customers nor on luck at a cut.
struct RankedOutcomes {
  /// Customers with the same prediction.
  struct Group: Equatable {
    var prediction: Double
    var count: Double
    var outcomeSum: Double
  }

  /// Groups, highest prediction first.
  let groups: [Group]
  /// Customers.
  let count: Double
  /// Sum of all outcomes.
  let outcomeSum: Double
  /// The rank of each customer's prediction from 1 upward, the lowest first; equal ones share the mean of their ranks.
  let ranks: [Double]

  /// - Precondition: one outcome per prediction; no NaN.
  init(predictions: [Double], outcomes: [Double]) {
    precondition(predictions.count == outcomes.count, "\(predictions.count) predictions, \(outcomes.count) outcomes")
    // Outcomes break ties only to fix the order in which they are added up.
    let order = predictions.indices.map { (prediction: predictions[$0], outcome: outcomes[$0], customer: $0) }
      .sorted { $0.prediction != $1.prediction ? $0.prediction > $1.prediction : $0.outcome < $1.outcome }
    var groups: [Group] = []
    var ranks = [Double](repeating: 0, count: order.count)
    var start = 0
    while start < order.count {
      var group = Group(prediction: order[start].prediction, count: 0, outcomeSum: 0)
      var end = start
      while end < order.count && order[end].prediction == group.prediction {
        group.outcomeSum += order[end].outcome
        end += 1
      }
      group.count = Double(end - start)
      // From the other end, since the highest prediction has the highest rank.
      let rank = Double(order.count - start + order.count - end + 1) / 2
      for position in start..<end { ranks[order[position].customer] = rank }
      groups.append(group)
      start = end
    }
    self.groups = groups
    self.ranks = ranks
    count = Double(predictions.count)
    outcomeSum = groups.reduce(0) { $0 + $1.outcomeSum }
  }

  /// Twice the area between the curve "share of outcomes held by the first share of customers" and the diagonal:
  /// 0 for a random order, at most 1. Nil when the outcomes do not add up to a number above 0.
  var concentration: Double? {
    guard outcomeSum > 0, outcomeSum.isFinite else { return nil }
    var held = 0.0
    var area = 0.0
    for group in groups {
      area += group.count * (held + group.outcomeSum / 2)
      held += group.outcomeSum
    }
    return 2 * area / (count * outcomeSum) - 1
  }

  /// Share of all outcomes that fell to the given share of customers with the highest predictions; a group at the cut
  /// counts in part. Nil when the outcomes do not add up to a number above 0.
  func share(ofTop fraction: Double) -> Double? {
    guard outcomeSum > 0, outcomeSum.isFinite else { return nil }
    var room = fraction * count
    var held = 0.0
    for group in groups {
      let taken = min(room, group.count)
      held += group.outcomeSum * (taken / group.count)
      room -= taken
      if room <= 0 { break }
    }
    return held / outcomeSum
  }

  /// The customers cut into `binCount` equal parts by prediction, lowest first: mean prediction and mean outcome of
  /// each; a group at a cut counts in part on both sides. Empty without customers.
  func bins(_ binCount: Int) -> [(prediction: Double, outcome: Double)] {
    guard count > 0 else { return [] }
    let size = count / Double(binCount)
    var sums = Array(repeating: (prediction: 0.0, outcome: 0.0), count: binCount)
    var start = 0.0
    for group in groups.reversed() {
      let end = start + group.count
      let first = min(binCount - 1, Int(start / size))
      let last = min(binCount - 1, Int(end / size))
      for bin in first...last {
        let upper = bin == binCount - 1 ? count : Double(bin + 1) * size
        let overlap = max(0, min(end, upper) - max(start, Double(bin) * size))
        sums[bin].prediction += overlap * group.prediction
        sums[bin].outcome += group.outcomeSum * (overlap / group.count)
      }
      start = end
    }
    return sums.map { ($0.prediction / size, $0.outcome / size) }
  }
}
