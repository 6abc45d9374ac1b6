package import CustomerData
import _CVectorMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The BG/NBD log-likelihood of a table of purchase patterns.
///
/// With n = r + x, Fader, Hardie & Lee (2005), eq. 6, reads
/// ```
/// l = log (r)_x - x log alpha + log B(a, b + x) / B(a, b) + log (exp A + [x > 0] exp D)
/// A = -n log(1 + T / alpha)                              still a customer
/// D = -n log(1 + t_x / alpha) + log a / (b + x - 1)      left right after the last purchase
/// ```
/// With s = P(left) = exp D / (exp A + exp D), the gradient of the last term is (1 - s) A' + s D', and its Hessian
/// (1 - s) A'' + s D'' + s (1 - s) (A' - D') (A' - D')'. Everything else comes from tables over distinct x and times:
/// per pattern one exp and one log1p remain.
public struct BGNBDLikelihood: ModelLikelihood {
  /// The model whose likelihood this is.
  public typealias Model = BGNBD

  private let patterns: IndexedPurchasePatterns
  private let summation: PatternSummation

  package init(
    _ observations: PurchasePatterns, dividedBy scale: Double = 1, summation: PatternSummation = .fastest
  ) {
    patterns = IndexedPurchasePatterns(observations, dividedBy: scale)
    self.summation = summation
  }

  /// Tables over the distinct values at these parameters.
  public func evaluator(at model: BGNBD) -> BGNBDEvaluator { BGNBDEvaluator(model, patterns, summation) }

  /// The jet of one observation at parameters of its own.
  public func evaluate(_ observation: Int, at model: BGNBD, into jet: inout LikelihoodJet) {
    BGNBDEvaluator.evaluate(observation, of: patterns, at: model, into: &jet)
  }
}

/// The BG/NBD log-likelihood at one parameter vector, or that of a relative with one more chance to leave before the
/// first repeat purchase: MBG/NBD differs only in the number m of chances, x + 1 instead of x.
public struct BGNBDEvaluator: LikelihoodEvaluator {
  private let r: Double
  private let patterns: IndexedPurchasePatterns
  private let frequencies: [FrequencyTerms]
  private let times: [GammaRateTerms]
  private let vector: BGNBDVectorSum?

  /// - Parameter earlyChances: chances to leave before the first repeat purchase: 0, or 1 for MBG/NBD.
  init(
    _ model: BGNBD, earlyChances: Int = 0, _ patterns: IndexedPurchasePatterns, _ summation: PatternSummation
  ) {
    r = model.r
    self.patterns = patterns
    times = GammaRateTerms.table(alpha: model.alpha, times: patterns.times, summation)
    let rising = LogRisingFactorial.table(model.r, counts: patterns.frequencies)
    let survival = LogSurvival.table(
      a: model.a, b: model.b, trials: patterns.frequencies.map { $0 + earlyChances })
    let logAlpha = log(model.alpha)
    frequencies = patterns.frequencies.indices.map { index in
      FrequencyTerms(
        x: Double(patterns.frequencies[index]), chances: Double(patterns.frequencies[index] + earlyChances),
        model: model, logAlpha: logAlpha, rising: rising[index], survival: survival[index])
    }
    vector =
      if case .vector(let level) = summation {
        BGNBDVectorSum(level: level, r: model.r, frequencies: frequencies, times: times)
      } else {
        nil
      }
  }

  /// The jet of one observation.
  public func evaluate(_ observation: Int, into jet: inout LikelihoodJet) {
    var sums = Sums()
    add(observation, weight: 1, to: &sums)
    jet.reset(parameterCount: 4)
    sums.add(to: &jet)
  }

  /// The jet of one observation, without tables.
  static func evaluate(
    _ observation: Int, of patterns: IndexedPurchasePatterns, at model: BGNBD, earlyChances: Int = 0,
    into jet: inout LikelihoodJet
  ) {
    let x = patterns.frequencies[Int(patterns.frequency[observation])]
    let terms = FrequencyTerms(
      x: Double(x), chances: Double(x + earlyChances), model: model, logAlpha: log(model.alpha),
      rising: LogRisingFactorial.table(model.r, counts: [x])[0],
      survival: LogSurvival.table(a: model.a, b: model.b, trials: [x + earlyChances])[0])
    var sums = Sums()
    sums.add(
      1, r: model.r, terms,
      recency: GammaRateTerms(alpha: model.alpha, time: patterns.times[Int(patterns.recency[observation])]),
      age: GammaRateTerms(alpha: model.alpha, time: patterns.times[Int(patterns.age[observation])]))
    jet = LikelihoodJet(parameterCount: 4)
    sums.add(to: &jet)
  }

  /// Adds the weighted jets of some observations.
  public func accumulate(_ observations: Range<Int>, into sum: inout LikelihoodJet) {
    if let vector { return vector.add(patterns, observations, to: &sum) }
    var sums = Sums()
    for observation in observations { add(observation, weight: patterns.weights[observation], to: &sums) }
    sums.add(to: &sum)
  }

  /// Adds the weighted products of the gradients of some observations.
  public func accumulateSquares(_ observations: Range<Int>, weights: [Double], into sum: inout [Double]) {
    guard let vector else { return addSquares(observations, weights, to: &sum) }
    vector.addSquares(patterns, observations, weights, to: &sum)
  }

  @inline(__always)
  private func add(_ observation: Int, weight: Double, to sums: inout Sums) {
    sums.add(
      weight, r: r, frequencies[Int(patterns.frequency[observation])],
      recency: times[Int(patterns.recency[observation])], age: times[Int(patterns.age[observation])])
  }

  /// What depends on x alone.
  struct FrequencyTerms: Sendable {
    let x: Double
    /// r + x.
    let n: Double
    /// log a / (b + m - 1); -infinity at m = 0, where nobody has left.
    let logLeave: Double
    /// b / (b + m - 1) and its complement: derivatives of `logLeave` in log b.
    let shareOfB: Double
    let shareOfX: Double
    /// log (r)_x - x log alpha + log B(a, b + m) / B(a, b), its gradient and Hessian except for -x in log alpha.
    let value: Double
    let r: Double
    let rr: Double
    let survival: LogSurvival

    init(
      x: Double, chances m: Double, model: BGNBD, logAlpha: Double, rising: LogRisingFactorial, survival: LogSurvival
    ) {
      let left = model.b + (m - 1)
      self.x = x
      n = model.r + x
      logLeave = m > 0 ? log(model.a) - log(left) : -.infinity
      shareOfB = m > 0 ? model.b / left : 0
      shareOfX = m > 0 ? (m - 1) / left : 0
      value = rising.value - x * logAlpha + survival.value
      r = rising.first
      rr = rising.second
      self.survival = survival
    }
  }

  /// Weighted sums of value, gradient and Hessian in log (r, alpha, a, b), as locals of the hot loop.
  private struct Sums {
    var value = 0.0
    var r = 0.0
    var alpha = 0.0
    var a = 0.0
    var b = 0.0
    var rr = 0.0
    var alphaR = 0.0
    var alphaAlpha = 0.0
    var aR = 0.0
    var aAlpha = 0.0
    var aa = 0.0
    var bR = 0.0
    var bAlpha = 0.0
    var ba = 0.0
    var bb = 0.0

    @inline(__always)
    mutating func add(
      _ weight: Double, r shape: Double, _ at: FrequencyTerms, recency: GammaRateTerms, age: GammaRateTerms
    ) {
      let gap = age.logGrowth - recency.logGrowth
      let logOdds = at.logLeave + at.n * gap
      let small = exp(-abs(logOdds))
      let half = 1 / (1 + small)
      let leftMore = logOdds > 0
      let left = leftMore ? half : small * half
      let alive = leftMore ? small * half : half
      let both = left * alive
      let larger = leftMore ? at.logLeave - at.n * recency.logGrowth : -at.n * age.logGrowth
      // r times the mean of log(1 + u / alpha), and means of u / (alpha + u) and its complement.
      let growth = shape * (alive * age.logGrowth + left * recency.logGrowth)
      let elapsed = alive * age.elapsed + left * recency.elapsed
      let remaining = alive * age.remaining + left * recency.remaining
      let curvature = alive * age.curvature + left * recency.curvature
      // A' - D' in log r and log alpha; in log a and log b it is -1 and shareOfB.
      let differenceR = -shape * gap
      let differenceAlpha = at.n * (age.elapsed - recency.elapsed)

      value += weight * (at.value + larger + log1p(small))
      r += weight * (at.r - growth)
      alpha += weight * (shape * elapsed - at.x * remaining)
      a += weight * (at.survival.a + left)
      b += weight * (at.survival.b - left * at.shareOfB)
      rr += weight * (at.rr - growth + both * differenceR * differenceR)
      alphaR += weight * (shape * elapsed + both * differenceR * differenceAlpha)
      alphaAlpha += weight * (both * differenceAlpha * differenceAlpha - at.n * curvature)
      aR -= weight * both * differenceR
      aAlpha -= weight * both * differenceAlpha
      aa += weight * (at.survival.aa + both)
      bR += weight * both * at.shareOfB * differenceR
      bAlpha += weight * both * at.shareOfB * differenceAlpha
      ba += weight * (at.survival.ab - both * at.shareOfB)
      bb += weight * (at.survival.bb + at.shareOfB * (both * at.shareOfB - left * at.shareOfX))
    }

    func add(to jet: inout LikelihoodJet) {
      jet.value += value
      for (index, term) in [r, alpha, a, b].enumerated() { jet.gradient[index] += term }
      let hessian = [rr, alphaR, alphaAlpha, aR, aAlpha, aa, bR, bAlpha, ba, bb]
      for (index, term) in hessian.enumerated() { jet.hessian[index] += term }
    }
  }
}
