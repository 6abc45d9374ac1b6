/// The integral over (0, end] of a function of time that decays like (1 + u / scale)^-s, or slower, times an
/// exponential.
///
/// Sixteen-point Gauss-Legendre panels, each one and a half times as wide as its distance from -`scale`: the
/// singularity there limits convergence, and such a panel gains more than a digit per point.
/// - Parameter steepness: the rate of the exponential; no panel spans more than 14 of its e-folds.
func integralOverTime(
  to end: Double, scale: Double, steepness: Double, _ function: (Double) -> Double
) -> Double {
  let rule = PanelRule.rule
  // A scale that has underflowed would leave panels without width.
  let scale = max(scale, 1e-200 * end)
  var sum = 0.0
  var left = 0.0
  while left < end {
    let width = min(1.5 * (left + scale), 14 / steepness)
    let right = left + 1.3 * width >= end ? end : left + width
    var panel = 0.0
    for index in 0..<16 { panel += rule.weights[index] * function(left + (right - left) * rule.nodes[index]) }
    sum += panel * (right - left)
    left = right
  }
  return sum
}
