/// The integral over (0, end] of a function of time that decays like (1 + u / scale)^-s, or slower, times an
/// exponential.
///
/// Sixteen-point Gauss-Legendre panels, each one and a half times as wide as its distance from -`scale`: the
/// singularity there limits convergence, and such a panel gains more than a digit per point.
/// - Parameters:
///   - steepness: the rate of the exponential; no panel spans more than 14 of its e-folds.
///   - function: replaces sixteen ascending times by its values.
func integralOverTime(
  to end: Double, scale: Double, steepness: Double, _ function: (UnsafeMutableBufferPointer<Double>) -> Void
) -> Double {
  let rule = PanelRule.rule
  // A scale that has underflowed would leave panels without width.
  let scale = max(scale, 1e-200 * end)
  return withUnsafeTemporaryAllocation(of: Double.self, capacity: 16) { values in
    var sum = 0.0
    var left = 0.0
    while left < end {
      let width = min(1.5 * (left + scale), 14 / steepness)
      let right = left + 1.3 * width >= end ? end : left + width
      for index in 0..<16 { values.initializeElement(at: index, to: left + (right - left) * rule.nodes[index]) }
      function(values)
      var panel = 0.0
      for index in 0..<16 { panel += rule.weights[index] * values[index] }
      sum += panel * (right - left)
      left = right
    }
    return sum
  }
}

/// The same of a function of one time.
func integralOverTime(to end: Double, scale: Double, steepness: Double, at function: (Double) -> Double) -> Double {
  integralOverTime(to: end, scale: scale, steepness: steepness) { values in
    for index in values.indices { values[index] = function(values[index]) }
  }
}
