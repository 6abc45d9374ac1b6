public import CustomerData
import SpecialFunctions

/// The formula of BG/CNBD-k and MBG/CNBD-k: a value that knows k, so that the compiler makes one version of it for all k.
struct RegularTiming: Sendable {
  let k: Int
  let earlyChances: Int

  /// With n = r + k x and c chances to leave (x, or x + 1 where one leaves after the first purchase too):
  /// ```
  /// (k - 1) sum log(times between purchases) - x log Gamma(k)
  ///   + log (r)_(kx) - k x log alpha - n log(1 + t_x / alpha) + log B(a, b + c) / B(a, b)
  ///   + log( Q + [c > 0] a / (b + c - 1) )
  /// ```
  /// Q = P(no purchase since t_x | a customer), from `ErlangSilence`.
  /// - Source: Platzer & Reutterer (2016), with the integral over the last Erlang time as a finite sum.
  func logLikelihood<Scalar: FormulaScalar>(of history: PurchaseHistory, parameters: [Scalar]) -> Scalar {
    let (r, alpha, a, b) = (parameters[0], parameters[1], parameters[2], parameters[3])
    let x = Double(history.frequency)
    let events = Double(k) * x
    let chances = x + Double(earlyChances)
    let n = r + events
    var result = logGammaDifference(r, events) - events * log(alpha) - n * log1p(history.recency / alpha)
    if k > 1 { result += Double(k - 1) * history.logInterpurchaseSum - x * logGamma(Double(k)) }
    let silence = ErlangSilence.logValue(
      k: k, n: n, alpha: alpha + history.recency, silence: history.age - history.recency)
    if chances == 0 { return result + silence }
    result += logBetaDifference(a, b, chances)
    return result + logSumExp(silence, log(a) - log(b + (chances - 1)))
  }
}

/// The log-likelihood of BG/CNBD-k or MBG/CNBD-k on a table of purchase patterns.
public struct RegularLikelihood<Model: ParametricModel>: ModelLikelihood where Model.Observations == PurchasePatterns {
  private let observations: PurchasePatterns
  private let timing: RegularTiming

  init(_ observations: PurchasePatterns, timing: RegularTiming) {
    self.observations = observations
    self.timing = timing
  }

  /// The formula at these parameters.
  public func evaluator(at model: Model) -> RegularEvaluator {
    RegularEvaluator(model.parameters, observations, timing)
  }
}

/// The log-likelihood of BG/CNBD-k or MBG/CNBD-k at one parameter vector.
public struct RegularEvaluator: LikelihoodEvaluator {
  private let parameters: [Double]
  private let observations: PurchasePatterns
  private let timing: RegularTiming

  init(_ parameters: [Double], _ observations: PurchasePatterns, _ timing: RegularTiming) {
    self.parameters = parameters
    self.observations = observations
    self.timing = timing
  }

  /// The jet of one observation.
  public func evaluate(_ observation: Int, into jet: inout LikelihoodJet) {
    jet.reset(parameterCount: 4)
    add(observation..<observation + 1, weighted: false, to: &jet)
  }

  /// Adds the weighted jets of some observations.
  public func accumulate(_ observations: Range<Int>, into sum: inout LikelihoodJet) {
    add(observations, weighted: true, to: &sum)
  }

  private func add(_ range: Range<Int>, weighted: Bool, to sum: inout LikelihoodJet) {
    typealias Jet = SecondOrder<Symmetric4>
    let scalars = parameters.enumerated().map { Jet(exponentialOf: $0.offset, value: $0.element) }
    var total = Jet(0)
    for index in range {
      let jet = timing.logLikelihood(of: observations[index], parameters: scalars)
      total += weighted ? jet * observations.weights[index] : jet
    }
    sum.value += total.value
    for row in 0..<4 {
      sum.gradient[row] += total.gradient[row]
      for column in 0...row { sum.hessian[LikelihoodJet.packed(row, column)] += total.hessian[row, column] }
    }
  }
}
