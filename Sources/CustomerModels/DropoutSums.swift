import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The dropout integral (`DropoutPanels`) of one Pareto/NBD customer.
struct DropoutSums {
  /// The integral: left, at some time since the last purchase.
  let left: Double
  /// The term beside it: still a customer.
  let stays: Double
  private let terms: [(d: Double, weight: Double)]

  init(n: Double, s: Double, distanceA: Double, distanceB: Double, silence: Double) {
    var left = 0.0
    var terms: [(d: Double, weight: Double)] = []
    terms.reserveCapacity(48)
    for panel in DropoutPanels(n: n, s: s, distanceA: distanceA, distanceB: distanceB, silence: silence) {
      let height = panel.width * (s / distanceB)
      for index in panel.rule.nodes.indices {
        let d = panel.left + panel.width * panel.rule.nodes[index]
        let exponent = -n * log1p(d / distanceA) - (s + 1) * log1p(d / distanceB)
        let term = height * panel.rule.weights[index] * exp(exponent)
        terms.append((d, term))
        left += term
      }
    }
    let stays = exp(-n * log1p(silence / distanceA) - s * log1p(silence / distanceB))
    terms.append((silence, stays))
    self.left = left
    self.stays = stays
    self.terms = terms
  }

  init(_ model: ParetoNBD, _ history: PurchaseHistory) {
    self.init(
      n: model.r + Double(history.frequency), s: model.s, distanceA: model.alpha + history.recency,
      distanceB: model.beta + history.recency, silence: history.age - history.recency)
  }

  /// The mean of a function of the time from the last purchase to leaving, or to the end for one still there.
  func mean(_ function: (Double) -> Double) -> Double {
    var sum = 0.0
    for term in terms { sum += term.weight * function(term.d) }
    return sum / (left + stays)
  }
}
