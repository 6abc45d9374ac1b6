#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// When a customer left, if they did, as means and products of four features of the moment, relative to t_x.
///
/// d is the time since the last purchase at which the customer left, or T - t_x for one still there:
/// log(1 + d / A), d / (A + d), log(1 + d / B), d / (B + d).
struct DropoutMoments {
  /// Sums of the terms of the integral, divided by the total over leavers and stayers.
  struct Sums {
    var weight = 0.0
    var logA = 0.0
    var shareA = 0.0
    var logB = 0.0
    var shareB = 0.0
    var logALogA = 0.0
    var logAShareA = 0.0
    var shareAShareA = 0.0
    var logALogB = 0.0
    var shareALogB = 0.0
    var logBLogB = 0.0
    var logAShareB = 0.0
    var shareAShareB = 0.0
    var logBShareB = 0.0
    var shareBShareB = 0.0
  }

  /// log of integral plus term of the stayer.
  let logTotal: Double
  /// Leavers alone; `weight` is the chance to have left.
  let left: Sums
  /// Leavers and stayers; `weight` is 1.
  let all: Sums

  init(_ nodes: borrowing DropoutNodes, _ span: DropoutNodes.Span) {
    var weight = SIMD2<Double>()
    var (a1, a2, b1, b2) = (SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>())
    var (a1a1, a1a2, a2a2) = (SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>())
    var (a1b1, a2b1, b1b1) = (SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>())
    var (a1b2, a2b2, b1b2, b2b2) = (SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>(), SIMD2<Double>())
    var index = span.first + 1
    let end = index + span.count
    while index < end {
      let w = nodes.weight.pair(index)
      let (ratioA, ratioB) = (nodes.ratioA.pair(index), nodes.ratioB.pair(index))
      let (u1, v1) = (nodes.logA.pair(index), nodes.logB.pair(index))
      let (u2, v2) = (ratioA / (1 + ratioA), ratioB / (1 + ratioB))
      weight += w
      let (wu1, wu2, wv1, wv2) = (w * u1, w * u2, w * v1, w * v2)
      a1 += wu1
      a2 += wu2
      b1 += wv1
      b2 += wv2
      a1a1 += wu1 * u1
      a1a2 += wu1 * u2
      a2a2 += wu2 * u2
      a1b1 += wu1 * v1
      a2b1 += wu2 * v1
      b1b1 += wv1 * v1
      a1b2 += wu1 * v2
      a2b2 += wu2 * v2
      b1b2 += wv1 * v2
      b2b2 += wv2 * v2
      index += 2
    }
    let stays = nodes.weight[span.first]
    let total = weight.sum() + stays
    let inverse = 1 / total
    logTotal = log(total)
    left = Sums(
      weight: weight.sum() * inverse, logA: a1.sum() * inverse, shareA: a2.sum() * inverse, logB: b1.sum() * inverse,
      shareB: b2.sum() * inverse, logALogA: a1a1.sum() * inverse, logAShareA: a1a2.sum() * inverse,
      shareAShareA: a2a2.sum() * inverse, logALogB: a1b1.sum() * inverse, shareALogB: a2b1.sum() * inverse,
      logBLogB: b1b1.sum() * inverse, logAShareB: a1b2.sum() * inverse, shareAShareB: a2b2.sum() * inverse,
      logBShareB: b1b2.sum() * inverse, shareBShareB: b2b2.sum() * inverse)
    all = left.adding(
      stays * inverse, nodes.logA[span.first], nodes.ratioA[span.first] / (1 + nodes.ratioA[span.first]),
      nodes.logB[span.first], nodes.ratioB[span.first] / (1 + nodes.ratioB[span.first]))
  }
}

extension DropoutMoments.Sums {
  /// With one more moment, of this weight.
  @inline(__always)
  fileprivate func adding(_ w: Double, _ u1: Double, _ u2: Double, _ v1: Double, _ v2: Double) -> Self {
    var sums = self
    let (wu1, wu2, wv1, wv2) = (w * u1, w * u2, w * v1, w * v2)
    sums.weight += w
    sums.logA += wu1
    sums.shareA += wu2
    sums.logB += wv1
    sums.shareB += wv2
    sums.logALogA += wu1 * u1
    sums.logAShareA += wu1 * u2
    sums.shareAShareA += wu2 * u2
    sums.logALogB += wu1 * v1
    sums.shareALogB += wu2 * v1
    sums.logBLogB += wv1 * v1
    sums.logAShareB += wu1 * v2
    sums.shareAShareB += wu2 * v2
    sums.logBShareB += wv1 * v2
    sums.shareBShareB += wv2 * v2
    return sums
  }
}

extension UnsafeMutablePointer<Double> {
  /// Two neighbours.
  @inline(__always)
  fileprivate func pair(_ index: Int) -> SIMD2<Double> { SIMD2(self[index], self[index + 1]) }
}
