import CustomerData
import CustomerModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Eighth-order central difference of a vector function of log-parameters.
func centralDifference(
  of function: ([Double]) throws -> [Double], at parameters: [Double], along index: Int, step: Double
) rethrows -> [Double] {
  let coefficients = [4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280]
  var sum: [Double] = []
  for (order, coefficient) in coefficients.enumerated() {
    for sign in [1.0, -1.0] {
      var moved = parameters
      moved[index] *= exp(sign * Double(order + 1) * step)
      let values = try function(moved)
      if sum.isEmpty { sum = Array(repeating: 0, count: values.count) }
      for position in values.indices { sum[position] += sign * coefficient * values[position] }
    }
  }
  return sum.map { $0 / step }
}

/// The largest errors of a model's gradient and Hessian on a table, against central differences, each relative to
/// the largest entry of its own kind.
func derivativeErrors<Model: ParametricModel>(
  _ model: Model, on observations: Model.Observations, step: Double = 0.01
) throws -> (gradient: Double, hessian: Double) {
  let likelihood = Model.likelihood(of: observations)
  func jet(_ parameters: [Double]) throws -> LikelihoodJet {
    var jet = LikelihoodJet(parameterCount: parameters.count)
    likelihood.evaluator(at: try Model(parameters: parameters)).accumulate(0..<observations.count, into: &jet)
    return jet
  }
  let exact = try jet(model.parameters)
  let gradientScale = exact.gradient.map(abs).max()!
  let hessianScale = exact.hessian.map(abs).max()!
  var errors = (gradient: 0.0, hessian: 0.0)
  for row in model.parameters.indices {
    let slope = try centralDifference(of: { [try jet($0).value] }, at: model.parameters, along: row, step: step)[0]
    errors.gradient = max(errors.gradient, abs(slope - exact.gradient[row]) / gradientScale)
    let curvature = try centralDifference(
      of: { try jet($0).gradient }, at: model.parameters, along: row, step: step)
    for column in model.parameters.indices {
      let packed = LikelihoodJet.packed(max(row, column), min(row, column))
      errors.hessian = max(errors.hessian, abs(curvature[column] - exact.hessian[packed]) / hessianScale)
    }
  }
  return errors
}
