import CustomerData

extension ObservationTable {
  /// About `size` observations drawn systematically in proportion to their weights: equally spaced points along the
  /// cumulated weight, each with the same share of the total. Depends on the table alone.
  package func sample(_ size: Int) -> Self {
    let drawn = sampled(size)
    return selecting(drawn.indices, weights: drawn.weights)
  }

  /// Which observations such a sample holds, and with which weights.
  func sampled(_ size: Int) -> (indices: [Int], weights: [Double]) {
    let weights = weights
    let share = totalWeight / Double(size)
    var chosen: [Int] = []
    var counts: [Double] = []
    var cumulated = 0.0
    var next = 0
    for (index, weight) in weights.enumerated() {
      cumulated += weight
      var hits = 0.0
      while next < size && (Double(next) + 0.5) * share < cumulated {
        hits += 1
        next += 1
      }
      if hits > 0 {
        chosen.append(index)
        counts.append(hits * share)
      }
    }
    return (chosen, counts)
  }
}
