import CustomerData
import CustomerModels
import DenseLinearAlgebra
import Optimizers
import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The mean log-likelihood per customer as a function of log-parameters: what an estimator maximises.
///
/// The one place where jets of single patterns become value, gradient and Hessian of a whole table. With covariates
/// every pattern would have log-parameters of its own and its jet would pass through their design; without them all
/// patterns share one jet.
struct MeanLogLikelihood<Model: ParametricModel>: SecondOrderObjective {
  /// Patterns summed by one thread before the sum is handed on; cut by position, so that sums never depend on threads.
  static var blockSize: Int { 1024 }

  let likelihood: Model.Likelihood
  let weights: [Double]
  let totalWeight: Double
  /// Threads that share the blocks.
  var threads: ThreadCount
  /// Is told of every pass over the table.
  var observer: FitObserver?

  /// - Parameter scale: the observations are divided by it.
  init(_ observations: Model.Observations, dividedBy scale: Double = 1, threads: ThreadCount) {
    likelihood = Model.likelihood(of: observations, dividedBy: scale)
    weights = observations.weights
    totalWeight = observations.totalWeight
    self.threads = threads
  }

  /// Tells the observer of a step.
  var onStep: (() -> Void)? { observer.map { observer in { observer.step() } } }

  var dimension: Int { Model.parameterDescriptions.count }

  func expansion(at point: [Double]) -> QuadraticExpansion {
    guard let model = try? Model(parameters: point.map { exp($0) }) else {
      return QuadraticExpansion(
        value: .nan, gradient: Array(repeating: .nan, count: dimension),
        hessian: Matrix(rows: dimension, columns: dimension))
    }
    let sum = total(at: model)
    observer?.pass(sum.value / totalWeight)
    return QuadraticExpansion(
      value: sum.value / totalWeight, gradient: sum.gradient.map { $0 / totalWeight },
      hessian: Matrix(symmetric: dimension, lowerTriangle: sum.hessian.map { $0 / totalWeight }))
  }

  /// The weighted sum of all jets, added block by block in order.
  func total(at model: Model) -> LikelihoodJet {
    let evaluator = likelihood.evaluator(at: model)
    let blocks = Blocks(weights.count, of: Self.blockSize)
    let parts = threads.map(blocks.count) { block in
      var part = LikelihoodJet(parameterCount: dimension)
      evaluator.accumulate(blocks[block], into: &part)
      return part
    }
    var sum = LikelihoodJet(parameterCount: dimension)
    for part in parts { sum.add(part) }
    return sum
  }

  /// The log-likelihood of every observation, weights not applied.
  func values(at point: [Double]) -> [Double]? {
    guard let model = try? Model(parameters: point.map { exp($0) }) else { return nil }
    let evaluator = likelihood.evaluator(at: model)
    var jet = LikelihoodJet(parameterCount: dimension)
    return weights.indices.map { observation in
      evaluator.evaluate(observation, into: &jet)
      return jet.value
    }
  }

  /// The mean of g g' over customers, g the gradient of one customer: the meat of the sandwich.
  func meanSquaredGradient(at model: Model) -> Matrix {
    let evaluator = likelihood.evaluator(at: model)
    let blocks = Blocks(weights.count, of: Self.blockSize)
    let order = dimension
    let parts = threads.map(blocks.count) { block in
      var part = [Double](repeating: 0, count: order * (order + 1) / 2)
      evaluator.accumulateSquares(blocks[block], weights: weights, into: &part)
      return part
    }
    var sum = [Double](repeating: 0, count: order * (order + 1) / 2)
    for part in parts {
      for index in sum.indices { sum[index] += part[index] }
    }
    return Matrix(symmetric: order, lowerTriangle: sum.map { $0 / totalWeight })
  }
}
