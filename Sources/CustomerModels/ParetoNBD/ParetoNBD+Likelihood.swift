package import CustomerData
import _CVectorMath
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The Pareto/NBD log-likelihood of a table of purchase patterns.
///
/// With n = r + x, a customer is still there at T or left at some y after t_x (Schmittlein, Morrison & Colombo 1987;
/// P. S. Fader, B. G. S. Hardie, "A Note on Deriving the Pareto/NBD Model and Related Expressions", note 009, 2005,
/// before they write the integral as a difference of two 2F1):
/// ```
/// l = log (r)_x - x log alpha + log( exp phi(T) + integral over t_x < y < T of exp psi(y) dy )
/// phi(T) = -n log(1 + T / alpha) - s log(1 + T / beta)
/// psi(y) = -n log(1 + y / alpha) - (s + 1) log(1 + y / beta) + log(s / beta)
/// ```
/// The integral has no case alpha < beta or alpha > beta and no cancellation, and its quadrature (`DropoutNodes`) is
/// differentiated under the integral sign: the terms of the sum are the chances that the customer left at each moment
/// or stayed; the gradient is the mean of phi' and psi', the Hessian that of phi'' and psi'' plus the covariance of the
/// former. All derivatives are made of four features of a moment y,
/// ```
/// log(1 + y / alpha), y / (alpha + y), log(1 + y / beta), y / (beta + y)
/// ```
/// taken relative to t_x, so that covariances keep their digits: their means and products are all that is summed.
public struct ParetoNBDLikelihood: ModelLikelihood {
  /// The model whose likelihood this is.
  public typealias Model = ParetoNBD

  private let patterns: IndexedPurchasePatterns
  private let summation: PatternSummation

  package init(
    _ observations: PurchasePatterns, dividedBy scale: Double = 1, summation: PatternSummation = .fastest
  ) {
    patterns = IndexedPurchasePatterns(observations, dividedBy: scale)
    self.summation = summation
  }

  /// Tables over the distinct values at these parameters.
  public func evaluator(at model: ParetoNBD) -> ParetoNBDEvaluator { ParetoNBDEvaluator(model, patterns, summation) }

  /// The jet of one observation at parameters of its own.
  public func evaluate(_ observation: Int, at model: ParetoNBD, into jet: inout LikelihoodJet) {
    let history = PurchaseHistory(
      frequency: patterns.frequencies[Int(patterns.frequency[observation])],
      recency: patterns.times[Int(patterns.recency[observation])],
      age: patterns.times[Int(patterns.age[observation])])
    jet = LikelihoodJet(parameterCount: 4)
    ParetoNBDJet(of: history, at: model).add(to: &jet)
  }
}

/// The Pareto/NBD log-likelihood at one parameter vector.
public struct ParetoNBDEvaluator: LikelihoodEvaluator {
  private let model: ParetoNBD
  private let patterns: IndexedPurchasePatterns
  private let rising: [LogRisingFactorial]
  private let purchaseTimes: [GammaRateTerms]
  private let dropoutTimes: [GammaRateTerms]
  private let summation: PatternSummation

  init(_ model: ParetoNBD, _ patterns: IndexedPurchasePatterns, _ summation: PatternSummation) {
    self.model = model
    self.patterns = patterns
    self.summation = summation
    rising = LogRisingFactorial.table(model.r, counts: patterns.frequencies)
    purchaseTimes = GammaRateTerms.table(alpha: model.alpha, times: patterns.times, summation)
    dropoutTimes = GammaRateTerms.table(alpha: model.beta, times: patterns.times, summation)
  }

  /// The jet of one observation.
  public func evaluate(_ observation: Int, into jet: inout LikelihoodJet) {
    var sums = ParetoNBDJet()
    add(observation..<observation + 1, weighted: false, to: &sums)
    jet.reset(parameterCount: 4)
    sums.add(to: &jet)
  }

  /// Adds the weighted jets of some observations.
  public func accumulate(_ observations: Range<Int>, into sum: inout LikelihoodJet) {
    var sums = ParetoNBDJet()
    add(observations, weighted: true, to: &sums)
    sums.add(to: &sum)
  }

  private func add(_ observations: Range<Int>, weighted: Bool, to sums: inout ParetoNBDJet) {
    // As many nodes at a time as stay in the first-level cache.
    let portion = 768
    var nodes = DropoutNodes(capacity: observations.count > 1 ? 2 * portion : 64, summation: summation)
    var spans: [DropoutNodes.Span] = []
    let logAlpha = log(model.alpha)
    var first = observations.lowerBound
    while first < observations.upperBound {
      nodes.removeAll()
      spans.removeAll(keepingCapacity: true)
      var last = first
      while last < observations.upperBound, nodes.count < portion {
        let recency = patterns.times[Int(patterns.recency[last])]
        spans.append(
          nodes.append(
            n: shape(last), s: model.s, distanceA: model.alpha + recency, distanceB: model.beta + recency,
            silence: patterns.times[Int(patterns.age[last])] - recency))
        last += 1
      }
      nodes.takeLogarithms()
      for (index, span) in spans.enumerated() { nodes.weigh(span, n: shape(first + index)) }
      nodes.takeExponentials()
      for (index, span) in spans.enumerated() {
        let observation = first + index
        let recency = Int(patterns.recency[observation])
        sums.add(
          model, logAlpha: logAlpha, x: Double(patterns.frequencies[Int(patterns.frequency[observation])]),
          rising: rising[Int(patterns.frequency[observation])], purchase: purchaseTimes[recency],
          dropout: dropoutTimes[recency], DropoutMoments(nodes, span),
          weight: weighted ? patterns.weights[observation] : 1)
      }
      first = last
    }
  }

  /// r + x.
  @inline(__always)
  private func shape(_ observation: Int) -> Double {
    model.r + Double(patterns.frequencies[Int(patterns.frequency[observation])])
  }
}

extension ParetoNBD {
  /// The log-likelihood of one history, its parameters being functions of others: for models built on this one.
  static func logLikelihood<Scalar: FormulaScalar>(of history: PurchaseHistory, parameters: [Scalar]) -> Scalar {
    let model = ParetoNBD(
      uncheckedR: parameters[0].value, alpha: parameters[1].value, s: parameters[2].value, beta: parameters[3].value)
    guard Scalar.carriesDerivatives else { return Scalar(model.logLikelihood(of: history)) }
    let jet = ParetoNBDJet(of: history, at: model)
    var result = Scalar(jet.value)
    let logarithms = parameters.map { log($0) }
    for row in 0..<4 {
      result.addSlope(jet.gradient[row], of: logarithms[row])
      result.addCurvature(jet.hessian[LikelihoodJet.packed(row, row)], of: logarithms[row])
      for column in 0..<row {
        result.addCurvature(jet.hessian[LikelihoodJet.packed(row, column)], of: logarithms[row], logarithms[column])
      }
    }
    return result
  }
}
