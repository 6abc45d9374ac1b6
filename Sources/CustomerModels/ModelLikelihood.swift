/// The log-likelihood of a model on a table of observations: what does not depend on parameters, worked out once.
public protocol ModelLikelihood: Sendable {
  associatedtype Model: ParametricModel
  associatedtype Evaluator: LikelihoodEvaluator

  /// Prepares tables (gamma functions over distinct x, logarithms over distinct times) at one parameter vector.
  func evaluator(at model: Model) -> Evaluator

  /// Replaces `jet` by that of one observation (its weight not applied) at parameters of its own, without tables: for
  /// customers of whom each has other parameters.
  func evaluate(_ observation: Int, at model: Model, into jet: inout LikelihoodJet)
}

extension ModelLikelihood {
  /// By an evaluator for this observation alone: right for likelihoods without tables.
  public func evaluate(_ observation: Int, at model: Model, into jet: inout LikelihoodJet) {
    evaluator(at: model).evaluate(observation, into: &jet)
  }
}

/// A log-likelihood at one parameter vector.
public protocol LikelihoodEvaluator: Sendable {
  /// Replaces `jet` by value, gradient and Hessian of one observation (its weight not applied).
  func evaluate(_ observation: Int, into jet: inout LikelihoodJet)

  /// Adds the weighted jets of a range of observations, in order.
  func accumulate(_ observations: Range<Int>, into sum: inout LikelihoodJet)

  /// Adds the weighted products of the gradients of a range of observations with themselves, in order.
  /// - Parameter sum: the lower triangle by rows, as that of a jet's Hessian.
  func accumulateSquares(_ observations: Range<Int>, weights: [Double], into sum: inout [Double])
}

extension LikelihoodEvaluator {
  /// Observation by observation.
  public func accumulateSquares(_ observations: Range<Int>, weights: [Double], into sum: inout [Double]) {
    addSquares(observations, weights, to: &sum)
  }

  /// What there is without a kernel.
  func addSquares(_ observations: Range<Int>, _ weights: [Double], to sum: inout [Double]) {
    var jet = LikelihoodJet(parameterCount: 0)
    for observation in observations {
      evaluate(observation, into: &jet)
      jet.addSquare(weight: weights[observation], to: &sum)
    }
  }
}
