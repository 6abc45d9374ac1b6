/// The log-likelihood of a model on a table of observations: what does not depend on parameters, worked out once.
public protocol ModelLikelihood: Sendable {
  associatedtype Model: ParametricModel
  associatedtype Evaluator: LikelihoodEvaluator

  /// Prepares tables (gamma functions over distinct x, logarithms over distinct times) at one parameter vector.
  func evaluator(at model: Model) -> Evaluator
}

/// A log-likelihood at one parameter vector.
public protocol LikelihoodEvaluator: Sendable {
  /// Replaces `jet` by value, gradient and Hessian of one observation (its weight not applied).
  func evaluate(_ observation: Int, into jet: inout LikelihoodJet)

  /// Adds the weighted jets of a range of observations, in order.
  func accumulate(_ observations: Range<Int>, into sum: inout LikelihoodJet)
}
