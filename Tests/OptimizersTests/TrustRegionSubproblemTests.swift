import Testing
import TestSupport

@testable import Optimizers

@Suite struct TrustRegionSubproblemTests {
  /// The best gain over points of the ball on a fine grid, by brute force.
  private func bruteForce(_ subproblem: TrustRegionSubproblem, radius: Double) -> Double {
    var best = 0.0
    let steps = 400
    for i in -steps...steps {
      for j in -steps...steps {
        let s = [radius * Double(i) / Double(steps), radius * Double(j) / Double(steps)]
        guard s[0] * s[0] + s[1] * s[1] <= radius * radius else { continue }
        var gain = 0.0
        for k in 0..<2 { gain += s[k] * (subproblem.slopes[k] - subproblem.curvatures[k] * s[k] / 2) }
        best = max(best, gain)
      }
    }
    return best
  }

  @Test(
    "No point of the ball is better", .tags(.solver),
    arguments: [
      ([1.0, 4], [0.3, 0.2]), ([1, 4], [30, 20]), ([-2, 1], [0.1, 3]), ([-2, 1], [0, 3]), ([-2, 1], [0, 0]),
      ([0, 1], [0, 0.5]), ([0, 1], [1e-12, 0.5]), ([-1, -1], [0, 1e-9]), ([-2, 1], [1e-300, 1e-3]),
      ([-5, -3], [1, 1]),
    ])
  func optimal(curvatures: [Double], slopes: [Double]) {
    let subproblem = TrustRegionSubproblem(curvatures: curvatures, slopes: slopes)
    for radius in [0.1, 1, 10] {
      let solution = subproblem.solve(radius: radius)
      #expect(norm(solution.step) <= radius * (1 + 1e-9))
      #expect(solution.gain >= bruteForce(subproblem, radius: radius) * (1 - 1e-9))
      #expect(solution.isOnBoundary == (norm(solution.step) > radius * (1 - 1e-9)))
    }
  }
}
