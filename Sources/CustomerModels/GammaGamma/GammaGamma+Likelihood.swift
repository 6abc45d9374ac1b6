package import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The Gamma-Gamma log-likelihood of a table of spend patterns.
///
/// With n = p x and z = x m, the density of the mean m (Fader & Hardie 2013, eq. 1a) is that of a scaled beta prime:
/// ```
/// l = -log B(n, q) + n log z / (gamma + z) + q log gamma / (gamma + z) - log m
/// ```
/// Each logarithm is measured from the share at which the density peaks, n / (n + q) and q / (n + q):
/// ```
/// l = base(n, q) + n log(1 + k / n) + q log(1 - k / q) - log m,   k = (q z - n gamma) / (gamma + z)
/// base(n, q) = -log B(n, q) + n log n / (n + q) + q log q / (n + q)
/// ```
/// k is also the derivative in log gamma. In this form nothing cancels when p or q grow without bound; `base` and the
/// digamma terms are differences of Stirling remainders, which fade to 0.
public struct GammaGammaLikelihood: ModelLikelihood {
  /// The model whose likelihood this is.
  public typealias Model = GammaGamma

  private let patterns: IndexedSpendPatterns
  private let summation: PatternSummation

  package init(
    _ observations: SpendPatterns, dividedBy scale: Double = 1, summation: PatternSummation = .fastest
  ) {
    patterns = IndexedSpendPatterns(observations, dividedBy: scale, summation)
    self.summation = summation
  }

  /// Tables over the distinct values at these parameters.
  public func evaluator(at model: GammaGamma) -> GammaGammaEvaluator {
    GammaGammaEvaluator(model, patterns, summation)
  }

  /// The jet of one observation at parameters of its own.
  public func evaluate(_ observation: Int, at model: GammaGamma, into jet: inout LikelihoodJet) {
    GammaGammaEvaluator.evaluate(observation, of: patterns, at: model, into: &jet)
  }
}

/// The Gamma-Gamma log-likelihood at one parameter vector.
public struct GammaGammaEvaluator: LikelihoodEvaluator {
  private let q: Double
  private let gamma: Double
  private let patterns: IndexedSpendPatterns
  private let counts: [CountTerms]
  private let vector: GammaGammaVectorSum?

  init(_ model: GammaGamma, _ patterns: IndexedSpendPatterns, _ summation: PatternSummation) {
    q = model.q
    gamma = model.gamma
    self.patterns = patterns
    let remainderOfQ = StirlingRemainder(model.q)
    counts = patterns.counts.map { CountTerms(n: model.p * Double($0), q: model.q, remainderOfQ: remainderOfQ) }
    vector =
      if case .vector(let level) = summation {
        GammaGammaVectorSum(level: level, q: model.q, gamma: model.gamma, counts: counts)
      } else {
        nil
      }
  }

  /// The jet of one observation.
  public func evaluate(_ observation: Int, into jet: inout LikelihoodJet) {
    var sums = Sums()
    add(observation, weight: 1, to: &sums)
    jet.reset(parameterCount: 3)
    sums.add(to: &jet)
  }

  /// The jet of one observation, without tables.
  static func evaluate(
    _ observation: Int, of patterns: IndexedSpendPatterns, at model: GammaGamma, into jet: inout LikelihoodJet
  ) {
    let count = patterns.counts[Int(patterns.count[observation])]
    var sums = Sums()
    sums.add(
      1, CountTerms(n: model.p * Double(count), q: model.q, remainderOfQ: StirlingRemainder(model.q)),
      total: patterns.totals[observation], logMean: patterns.logMeans[observation], q: model.q, gamma: model.gamma)
    jet = LikelihoodJet(parameterCount: 3)
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
      weight, counts[Int(patterns.count[observation])], total: patterns.totals[observation],
      logMean: patterns.logMeans[observation], q: q, gamma: gamma)
  }

  /// What depends on x alone.
  struct CountTerms: Sendable {
    /// p x.
    let n: Double
    /// -log B(n, q) + n log n / (n + q) + q log q / (n + q).
    let base: Double
    /// n (digamma(n + q) - digamma(n) - log (n + q) / n), and the same for q.
    let p: Double
    let q: Double
    /// n^2 (trigamma(n + q) - trigamma(n)), the same for q, and n q trigamma(n + q).
    let pp: Double
    let qq: Double
    let pq: Double

    init(n: Double, q: Double, remainderOfQ: StirlingRemainder) {
      let all = n + q
      let ofN = StirlingRemainder(n)
      let ofAll = StirlingRemainder(all)
      // log(2 pi) / 2, to double precision.
      let halfLogTwoPi = 0.918_938_533_204_672_741_78
      let smaller = min(n, q)
      let larger = max(n, q)
      self.n = n
      // n q / (n + q) is the smaller one times a number between 1/2 and 1.
      base =
        0.5 * (log(smaller) - log1p(smaller / larger)) - halfLogTwoPi + (ofAll.value - ofN.value) - remainderOfQ.value
      p = n * (ofAll.first - ofN.first)
      self.q = q * (ofAll.first - remainderOfQ.first)
      let shared = n * (q / all)
      pp = n * n * (ofAll.second - ofN.second) - shared
      qq = q * q * (ofAll.second - remainderOfQ.second) - shared
      pq = shared + n * q * ofAll.second
    }
  }

  /// Weighted sums of value, gradient and Hessian in log (p, q, gamma), as locals of the hot loop.
  private struct Sums {
    var value = 0.0
    var p = 0.0
    var q = 0.0
    var gamma = 0.0
    var pp = 0.0
    var qp = 0.0
    var qq = 0.0
    var gammaP = 0.0
    var gammaQ = 0.0
    var gammaGamma = 0.0

    @inline(__always)
    mutating func add(
      _ weight: Double, _ at: CountTerms, total: Double, logMean: Double, q shape: Double, gamma rate: Double
    ) {
      let inverse = 1 / (rate + total)
      let observed = total * inverse
      let rest = rate * inverse
      let k = (shape * total - at.n * rate) * inverse
      let logObserved = k > -0.5 * at.n ? log1p(k / at.n) : log(observed) + log1p(shape / at.n)
      let logRest = k < 0.5 * shape ? log1p(-k / shape) : log(rest) + log1p(at.n / shape)
      let gradientP = at.p + at.n * logObserved
      let gradientQ = at.q + shape * logRest
      value += weight * (at.base + at.n * logObserved + shape * logRest - logMean)
      p += weight * gradientP
      q += weight * gradientQ
      gamma += weight * k
      pp += weight * (gradientP + at.pp)
      qp += weight * at.pq
      qq += weight * (gradientQ + at.qq)
      gammaP -= weight * at.n * rest
      gammaQ += weight * shape * observed
      gammaGamma -= weight * (at.n + shape) * (observed * rest)
    }

    func add(to jet: inout LikelihoodJet) {
      jet.value += value
      for (index, term) in [p, q, gamma].enumerated() { jet.gradient[index] += term }
      for (index, term) in [pp, qp, qq, gammaP, gammaQ, gammaGamma].enumerated() { jet.hessian[index] += term }
    }
  }
}
