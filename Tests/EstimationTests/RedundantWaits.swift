import CustomerData
import CustomerModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A model with one parameter too many: recencies are exponential with rate u v, ages exponential with rate k.
struct RedundantWaits: ParametricModel {
  static let name = "redundant-waits"
  static let title = "Redundant waits"
  static let parameterDescriptions = [
    ParameterDescription("u", "half of a rate", scaleExponent: -1), ParameterDescription("v", "the other half"),
    ParameterDescription("k", "a rate", scaleExponent: -1),
  ]
  static let limits: [ModelLimit] = []

  let parameters: [Double]
  var u: Double { parameters[0] }
  var v: Double { parameters[1] }
  var k: Double { parameters[2] }

  init(parameters: [Double]) { self.parameters = parameters }

  static func likelihood(of observations: PurchasePatterns) -> Likelihood { Likelihood(observations: observations) }

  static func startingPoints(for observations: PurchasePatterns) -> [[Double]] { [[1, 1, 1], [2, 0.1, 3]] }

  struct Likelihood: ModelLikelihood {
    let observations: PurchasePatterns
    func evaluator(at model: RedundantWaits) -> Evaluator { Evaluator(model: model, observations: observations) }
  }

  struct Evaluator: LikelihoodEvaluator {
    let model: RedundantWaits
    let observations: PurchasePatterns

    func evaluate(_ observation: Int, into jet: inout LikelihoodJet) {
      let first = model.u * model.v * observations.recencies[observation]
      let second = model.k * observations.ages[observation]
      jet = LikelihoodJet(parameterCount: 3)
      jet.value = log(model.u * model.v) - first + log(model.k) - second
      jet.gradient = [1 - first, 1 - first, 1 - second]
      jet.hessian = [-first, -first, -first, 0, 0, -second]
    }

    func accumulate(_ range: Range<Int>, into sum: inout LikelihoodJet) {
      var jet = LikelihoodJet(parameterCount: 3)
      for observation in range {
        evaluate(observation, into: &jet)
        sum.add(jet, weight: observations.weights[observation])
      }
    }
  }
}
