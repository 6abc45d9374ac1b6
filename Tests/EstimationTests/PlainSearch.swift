import DenseLinearAlgebra
import Optimizers

@testable import Estimation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A second opinion on a maximum: plain BFGS (Nocedal and Wright 2006, algorithm 6.1, backtracking) from one start.
///
/// It shares the likelihood and its gradient with the estimator, nothing else: no Hessian, no trust region, no
/// starting points, no diagnosis.
enum PlainSearch {
  static func climb(_ objective: some SecondOrderObjective, from start: [Double], iterations: Int = 250) -> Double {
    let order = start.count
    var point = start
    var here = objective.expansion(at: point)
    guard here.isFinite else { return -.infinity }
    var inverse = Matrix(diagonal: Array(repeating: 1, count: order))
    for _ in 0..<iterations {
      var direction = inverse * here.gradient
      var slope = zip(direction, here.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if !(slope > 0) {
        inverse = Matrix(diagonal: Array(repeating: 1, count: order))
        direction = here.gradient
        slope = direction.reduce(0) { $0 + $1 * $1 }
      }
      if slope < 1e-20 { break }
      let longest = direction.reduce(0) { max($0, abs($1)) }
      var length = min(1, 3 / longest)
      var next: [Double] = []
      var there = here
      var accepted = false
      for _ in 0..<40 {
        next = zip(point, direction).map { min(max($0 + length * $1, -30), 30) }
        there = objective.expansion(at: next)
        if there.isFinite && there.value > here.value + 1e-4 * length * slope {
          accepted = true
          break
        }
        length /= 2
      }
      guard accepted else { break }
      let s = zip(next, point).map { $0 - $1 }
      let y = zip(here.gradient, there.gradient).map { $0 - $1 }
      let sy = zip(s, y).reduce(0) { $0 + $1.0 * $1.1 }
      if sy > 1e-14 {
        let hy = inverse * y
        let yhy = zip(y, hy).reduce(0) { $0 + $1.0 * $1.1 }
        for i in 0..<order {
          for j in 0..<order {
            inverse[i, j] += (1 + yhy / sy) * s[i] * s[j] / sy - (s[i] * hy[j] + hy[i] * s[j]) / sy
          }
        }
      }
      point = next
      here = there
    }
    return here.value
  }
}
