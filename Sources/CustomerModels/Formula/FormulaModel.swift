public import CustomerData

/// A model that is one formula: the log-likelihood of one observation, written once for any `FormulaScalar`.
///
/// Value, exact gradient and exact Hessian in log-parameters, weights and blocks follow. A model whose likelihood is
/// summed millions of times may do without this protocol and bring an evaluator of its own, as BG/NBD does.
/// ```
/// extension NBD: FormulaModel {
///   static func logLikelihood<Scalar: FormulaScalar>(of history: PurchaseHistory, parameters: [Scalar]) -> Scalar {
///     let (r, alpha) = (parameters[0], parameters[1])
///     let x = Double(history.frequency)
///     return logGammaDifference(r, x) - x * log(alpha) - (r + x) * log1p(history.age / alpha)
///   }
/// }
/// ```
public protocol FormulaModel: ParametricModel {
  /// The log-likelihood of one observation, all that depends on parameters included.
  /// - Parameter parameters: the model's, in their order and on their own scale.
  static func logLikelihood<Scalar: FormulaScalar>(
    of observation: Observations.Observation, parameters: [Scalar]
  ) -> Scalar

  /// Adds the jets of some observations, each times its weight where `weighted`.
  ///
  /// A requirement with a default, so that the compiler makes a version of the loop for each model; not meant to be
  /// replaced.
  static func accumulate(
    _ range: Range<Int>, of observations: Observations, weighted: Bool, parameters: [Double],
    into sum: inout LikelihoodJet)
}

extension FormulaModel {
  /// The log-likelihood on `observations`.
  public static func likelihood(of observations: Observations) -> FormulaLikelihood<Self> {
    FormulaLikelihood(observations)
  }

  /// Differentiates the formula.
  public static func accumulate(
    _ range: Range<Int>, of observations: Observations, weighted: Bool, parameters: [Double],
    into sum: inout LikelihoodJet
  ) {
    let weights = weighted ? observations.weights : []
    switch parameters.count {
    case ...2: accumulate(SecondOrder<Symmetric2>.self, range, observations, weights, parameters, &sum)
    case ...4: accumulate(SecondOrder<Symmetric4>.self, range, observations, weights, parameters, &sum)
    case ...6: accumulate(SecondOrder<Symmetric6>.self, range, observations, weights, parameters, &sum)
    default: preconditionFailure("\(name) has \(parameters.count) parameters; a formula can have six")
    }
  }

  @inline(__always)
  private static func accumulate<Hessian: SymmetricStorage>(
    _ type: SecondOrder<Hessian>.Type, _ range: Range<Int>, _ observations: Observations, _ weights: [Double],
    _ parameters: [Double], _ sum: inout LikelihoodJet
  ) {
    let scalars = parameters.enumerated().map { type.init(exponentialOf: $0.offset, value: $0.element) }
    var total = type.init(0)
    for index in range {
      let jet = logLikelihood(of: observations[index], parameters: scalars)
      total += weights.isEmpty ? jet : jet * weights[index]
    }
    sum.value += total.value
    for row in parameters.indices {
      sum.gradient[row] += total.gradient[row]
      for column in 0...row { sum.hessian[LikelihoodJet.packed(row, column)] += total.hessian[row, column] }
    }
  }
}

/// The log-likelihood of a `FormulaModel` on a table of observations.
public struct FormulaLikelihood<Model: FormulaModel>: ModelLikelihood {
  private let observations: Model.Observations

  init(_ observations: Model.Observations) { self.observations = observations }

  /// The formula at these parameters.
  public func evaluator(at model: Model) -> FormulaEvaluator<Model> { FormulaEvaluator(model, observations) }
}

/// The log-likelihood of a `FormulaModel` at one parameter vector.
public struct FormulaEvaluator<Model: FormulaModel>: LikelihoodEvaluator {
  private let parameters: [Double]
  private let observations: Model.Observations

  init(_ model: Model, _ observations: Model.Observations) {
    parameters = model.parameters
    self.observations = observations
  }

  /// The jet of one observation.
  public func evaluate(_ observation: Int, into jet: inout LikelihoodJet) {
    jet.reset(parameterCount: parameters.count)
    Model.accumulate(
      observation..<observation + 1, of: observations, weighted: false, parameters: parameters, into: &jet)
  }

  /// Adds the weighted jets of some observations.
  public func accumulate(_ observations: Range<Int>, into sum: inout LikelihoodJet) {
    Model.accumulate(observations, of: self.observations, weighted: true, parameters: parameters, into: &sum)
  }
}

extension FormulaModel where Self: TransactionModel {
  /// The formula for one history.
  public func logLikelihood(of history: PurchaseHistory) -> Double {
    Self.logLikelihood(of: history, parameters: parameters.map { PlainScalar($0) }).value
  }
}
