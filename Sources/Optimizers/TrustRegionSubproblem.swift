/// The highest point of a quadratic within a ball, exactly, in the eigenbasis of its curvature.
///
/// Maximises c's - sum(lambda_i s_i^2) / 2 subject to |s| <= radius. The solution is s_i = c_i / (lambda_i + mu) with
/// the smallest mu >= 0 that keeps lambda_i + mu >= 0 and |s| <= radius (Moré and Sorensen 1983, "Computing a trust
/// region step", section 2). mu solves the secular equation 1/radius - 1/|s(mu)| = 0, nearly linear in mu.
struct TrustRegionSubproblem {
  /// lambda, ascending: eigenvalues of the negative Hessian.
  let curvatures: [Double]
  /// c: the gradient in the eigenbasis.
  let slopes: [Double]

  struct Solution {
    /// s in the eigenbasis.
    var step: [Double]
    /// The gain the quadratic promises, at least 0.
    var gain: Double
    /// Whether the ball cut the step short.
    var isOnBoundary: Bool
  }

  func solve(radius: Double) -> Solution {
    guard let lowest = curvatures.first else { return Solution(step: [], gain: 0, isOnBoundary: false) }
    if lowest > 0 {
      let newton = step(shift: lowest)
      if norm(newton) <= radius { return solution(newton, isOnBoundary: false) }
    }
    if let hard = hardCase(radius: radius) { return hard }
    return solution(step(shift: secularRoot(radius: radius)), isOnBoundary: true)
  }

  /// s for mu = shift - lambda_0: written with differences of eigenvalues, it loses nothing when mu is near -lambda_0.
  private func step(shift: Double) -> [Double] {
    var step = slopes
    for index in step.indices where step[index] != 0 { step[index] /= curvatures[index] - curvatures[0] + shift }
    return step
  }

  /// The case in which the gradient has no part along the direction of least curvature: walk along it to the ball.
  private func hardCase(radius: Double) -> Solution? {
    let lowest = curvatures[0]
    guard lowest <= 0 else { return nil }
    for index in slopes.indices where curvatures[index] == lowest && slopes[index] != 0 { return nil }
    var step = step(shift: 0)
    let length = norm(step)
    guard length < radius else { return nil }
    guard lowest < 0 else { return solution(step, isOnBoundary: false) }
    step[0] = (radius * radius - length * length).squareRoot()
    return solution(step, isOnBoundary: true)
  }

  /// Newton on the secular equation, kept between bounds that close in.
  private func secularRoot(radius: Double) -> Double {
    var low = max(0, curvatures[0])
    var high = norm(slopes) / radius
    var shift = max(low, abs(slopes[0]) / radius)
    if shift <= low { shift = low + (high - low) / 2 }
    for _ in 0..<100 {
      let s = step(shift: shift)
      let length = norm(s)
      if abs(length - radius) <= 1e-10 * radius { break }
      if length > radius { low = shift } else { high = shift }
      var weighted = 0.0
      for index in s.indices where s[index] != 0 {
        weighted += s[index] * s[index] / (curvatures[index] - curvatures[0] + shift)
      }
      let candidate = shift + length * length / weighted * (length - radius) / radius
      let next = candidate > low && candidate < high ? candidate : low + (high - low) / 2
      if next == shift { break }
      shift = next
    }
    return shift
  }

  private func solution(_ step: [Double], isOnBoundary: Bool) -> Solution {
    var gain = 0.0
    for index in step.indices { gain += step[index] * (slopes[index] - curvatures[index] * step[index] / 2) }
    return Solution(step: step, gain: max(0, gain), isOnBoundary: isOnBoundary)
  }
}

/// Euclidean length.
func norm(_ vector: [Double]) -> Double {
  var sum = 0.0
  for value in vector { sum += value * value }
  return sum.squareRoot()
}
