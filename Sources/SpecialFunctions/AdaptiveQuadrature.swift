// Integrals of functions whose shape is not known in advance.
//
// Goal: a value with an honest error, few calls where the integrand is smooth, no call at the ends (where logarithmic
// and power singularities sit).
// Method: Gauss-Kronrod 7/15 points, the piece with the largest error bisected until the errors add up to what is
// tolerated (the strategy of QUADPACK's QAG; Piessens et al. 1983). Half-lines by x = lower + scale (1 - t) / t:
// infinity lies at t = 0, where doubles are dense enough for slowly falling tails.
// Rejected: double-exponential rules: better at end singularities, but only if the integrand takes the distance to the
// end as a second argument; and more calls where there is none.

/// The integral of `f` over `range`.
///
/// - Parameters:
///   - relativeTolerance: of the integral's value; below 1e-14 it is taken as 1e-14.
///   - f: finite inside the range; it is not called at the ends.
/// - Returns: an estimate whose `error` exceeds what was asked for where 500 pieces were not enough, or rounding
///   forbids more; NaN where `f` is.
public func integrate(
  over range: ClosedRange<Double>, relativeTolerance: Double = 1e-12, _ f: (Double) -> Double
) -> IntegralEstimate {
  let tolerance = max(relativeTolerance, 1e-14)
  var pieces = [Piece(range.lowerBound, range.upperBound, f)]
  var evaluations = 15
  while true {
    // Summed afresh each time: differences of running sums would leave rounding behind.
    let value = pieces.reduce(0) { $0 + $1.value }
    let error = pieces.reduce(0) { $0 + $1.error }
    let worst = pieces.indices.max { pieces[$0].error < pieces[$1].error }!
    let middle = 0.5 * (pieces[worst].lower + pieces[worst].upper)
    let divisible = pieces[worst].lower < middle && middle < pieces[worst].upper
    // `!(>)` ends at NaN too.
    if !(error > tolerance * abs(value)) || pieces.count >= 500 || !divisible || pieces[worst].isRounding {
      return IntegralEstimate(value: value, error: error, evaluations: evaluations)
    }
    let piece = pieces[worst]
    pieces[worst] = Piece(piece.lower, middle, f)
    pieces.append(Piece(middle, piece.upper, f))
    evaluations += 30
  }
}

/// The integral of `f` from `range.lowerBound` to infinity.
///
/// - Parameters:
///   - scale: where, counted from the lower bound, about half of the integral lies; within a factor of a hundred is
///     good enough.
///   - relativeTolerance, f: as for a finite range; `f` must fall faster than 1/x.
public func integrate(
  over range: PartialRangeFrom<Double>, scale: Double = 1, relativeTolerance: Double = 1e-12, _ f: (Double) -> Double
) -> IntegralEstimate {
  integrate(over: 0...1, relativeTolerance: relativeTolerance) { t in
    let value = f(range.lowerBound + scale * ((1 - t) / t))
    return value == 0 ? 0 : value * scale / (t * t)
  }
}

/// One piece of an adaptive rule.
private struct Piece {
  let lower: Double
  let upper: Double
  let value: Double
  let error: Double
  /// The error is that of the sum's own rounding: halving the piece would not lower it.
  let isRounding: Bool

  init(_ lower: Double, _ upper: Double, _ f: (Double) -> Double) {
    let half = 0.5 * (upper - lower)
    let centre = 0.5 * (lower + upper)
    var left = SIMD8<Double>()
    var right = SIMD8<Double>()
    for index in 0..<8 {
      let offset = half * kronrodNodes[index]
      left[index] = f(centre - offset)
      right[index] = index == 7 ? left[index] : f(centre + offset)
    }
    let kronrod = (kronrodWeights * (left + right)).sum()
    let gauss = (gaussWeights * (left + right)).sum()
    let mean = 0.5 * kronrod
    let size = half * (kronrodWeights * (magnitude(left) + magnitude(right))).sum()
    let spread = half * (kronrodWeights * (magnitude(left - mean) + magnitude(right - mean))).sum()
    // QUADPACK's estimate: the difference of the rules is far above the error of the better one.
    var error = half * abs(kronrod - gauss)
    if spread > 0 {
      let share = 200 * error / spread
      error = spread * min(1, share * share.squareRoot())
    }
    let rounding = 10 * Double.ulpOfOne * size
    self.lower = lower
    self.upper = upper
    value = half * kronrod
    isRounding = error <= rounding
    self.error = isRounding ? rounding : error
  }
}

/// |v| lane by lane.
private func magnitude(_ v: SIMD8<Double>) -> SIMD8<Double> { v.replacing(with: -v, where: v .< 0) }

// Gauss-Kronrod 7/15 (Piessens et al., QUADPACK, 1983; every second node is Gauss's). The last lane is the centre,
// which stands on both sides, so its weights are halved.
private let kronrodNodes = SIMD8(
  0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926,
  0.741531185599394439863864773280788, 0.586087235467691130294144838258730, 0.405845151377397166906606412076961,
  0.207784955007898467600689403773245, 0)
private let kronrodWeights = SIMD8(
  0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
  0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
  0.204432940075298892414161999234649, 0.209482141084727828012999174891714 / 2)
private let gaussWeights = SIMD8(
  0, 0.129484966168869693270611432679082, 0, 0.279705391489276667901467771423780, 0,
  0.381830050505118944950369775488975,
  0, 0.417959183673469387755102040816327 / 2)
