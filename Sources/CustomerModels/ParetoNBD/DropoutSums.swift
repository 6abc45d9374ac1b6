import CustomerData
import _CVectorMath

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
  /// Its logarithm, where the term itself is too small for a double. The integral never is: it begins at s / B.
  let logStays: Double
  private let panels: DropoutPanels
  private let silence: Double

  init(n: Double, s: Double, distanceA: Double, distanceB: Double, silence: Double) {
    panels = DropoutPanels(n: n, s: s, distanceA: distanceA, distanceB: distanceB, silence: silence)
    self.silence = silence
    logStays = -n * log1p(silence / distanceA) - s * log1p(silence / distanceB)
    stays = exp(logStays)
    left = panels.sum { _ in 1 }
  }

  init(_ model: ParetoNBD, _ history: PurchaseHistory) {
    self.init(
      n: model.r + Double(history.frequency), s: model.s, distanceA: model.alpha + history.recency,
      distanceB: model.beta + history.recency, silence: history.age - history.recency)
  }

  /// The mean of a function of the time from the last purchase to leaving, or to the end for one still there.
  func mean(_ function: (Double) -> Double) -> Double {
    (panels.sum(function) + stays * function(silence)) / (left + stays)
  }
}

extension DropoutPanels {
  /// The integral of the density of leaving times a function.
  @inline(__always)
  fileprivate func sum(_ function: (Double) -> Double) -> Double {
    // The largest rule has 24 nodes.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 48) { buffer in
      let (logA, logB) = (buffer.baseAddress!, buffer.baseAddress! + 24)
      let level = VectorLevel.best
      var sum = 0.0
      for panel in self {
        let (nodes, weights) = (panel.rule.nodes, panel.rule.weights)
        for index in nodes.indices {
          let d = panel.left + panel.width * nodes[index]
          logA[index] = d / distanceA
          logB[index] = d / distanceB
        }
        clv_log1p(level, logA, logA, nodes.count)
        clv_log1p(level, logB, logB, nodes.count)
        for index in nodes.indices { logA[index] = -n * logA[index] - power * logB[index] }
        clv_exp(level, logA, logA, nodes.count)
        var terms = 0.0
        for index in nodes.indices {
          terms += weights[index] * logA[index] * function(panel.left + panel.width * nodes[index])
        }
        sum += panel.width * density * terms
      }
      return sum
    }
  }
}
