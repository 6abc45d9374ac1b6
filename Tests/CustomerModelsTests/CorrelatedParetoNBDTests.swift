import CustomerData
import CustomerModels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Pareto/NBD with correlation")
struct CorrelatedParetoNBDTests {
  static let histories = [
    PurchaseHistory(frequency: 0, recency: 0, age: 38.86), PurchaseHistory(frequency: 1, recency: 0.14, age: 38.86),
    PurchaseHistory(frequency: 5, recency: 20, age: 39), PurchaseHistory(frequency: 300, recency: 350, age: 365),
    PurchaseHistory(frequency: 3, recency: 12, age: 12),
  ]

  @Test("with dependence 1 it is Pareto/NBD", .tags(.law), arguments: histories)
  func independence(history: PurchaseHistory) throws {
    let simple = try ParetoNBD(r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669)
    let model = try CorrelatedParetoNBD(r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669, dependence: 1)
    #expect(model.correlation == 0)
    #expect(relativeError(model.logLikelihood(of: history), simple.logLikelihood(of: history)) < 1e-15)
    // The logarithm of P(alive) is a difference of log-likelihoods, whose size sets its error.
    let (alive, expected) = (model.logProbabilityAlive(given: history), simple.logProbabilityAlive(given: history))
    #expect(abs(alive - expected) < 1e-12)
    for time in [1.0, 39, 1000] {
      #expect(
        relativeError(
          model.expectedTransactions(over: time, given: history),
          simple.expectedTransactions(over: time, given: history)) < 1e-12)
    }
    #expect(
      relativeError(
        model.timeToNextPurchase(quantile: 0.5, given: history),
        simple.timeToNextPurchase(quantile: 0.5, given: history)) < 1e-12)
  }

  @Test(
    "gradient and Hessian agree with differences", .tags(.gradient),
    arguments: [[0.462, 8.046, 0.222, 4.555, 38], [2, 0.5, 3, 6, 0.05], [0.5, 10, 0.001, 10, 3]], histories)
  func derivatives(parameters: [Double], history: PurchaseHistory) throws {
    let errors = try derivativeErrors(CorrelatedParetoNBD(parameters: parameters), on: patterns([history]))
    #expect(errors.gradient < 1e-9)
    #expect(errors.hessian < 1e-9)
  }

  @Test("likelihood, P(alive) and expectation are those of the prior, integrated over both rates", .tags(.law))
  func integral() throws {
    let model = try CorrelatedParetoNBD(r: 2, alpha: 6, s: 1.5, beta: 20, dependence: 9)
    let f = 2.0 / 3
    let omega = (9.0 - 1) / (1 + 4.5) / (f * f)
    let (kernelA, kernelB) = (6 * (pow(f, -1 / 2.0) - 1), 20 * (pow(f, -1 / 1.5) - 1))
    let history = PurchaseHistory(frequency: 3, recency: 12, age: 20)
    var (likelihood, alive, ahead, total, meanA, meanB, product) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    // Trapezoid rule in the logarithms of both rates, whose error falls exponentially.
    for i in -220...60 {
      let lambda = exp(0.06 * Double(i))
      for j in -300...40 {
        let mu = exp(0.06 * Double(j))
        let independent =
          exp(2 * log(6 * lambda) - 6 * lambda - lgamma(2)) * exp(1.5 * log(20 * mu) - 20 * mu - lgamma(1.5))
        let kernels = (exp(-kernelA * lambda) - f) * (exp(-kernelB * mu) - f)
        let weight = independent * (1 + omega * kernels) * 0.06 * 0.06
        let both = lambda + mu
        let stays = pow(lambda, 3) * exp(-both * 20)
        let leaves = pow(lambda, 3) * mu / both * (exp(-both * 12) - exp(-both * 20))
        total += weight
        likelihood += weight * (stays + leaves)
        alive += weight * stays
        ahead += weight * stays * lambda / mu * -expm1(-10 * mu)
        meanA += weight * lambda
        meanB += weight * mu
        product += weight * lambda * mu
      }
    }
    #expect(abs(total - 1) < 1e-9)
    #expect(relativeError(exp(model.logLikelihood(of: history)), likelihood) < 1e-8)
    #expect(relativeError(model.probabilityAlive(given: history), alive / likelihood) < 1e-8)
    #expect(relativeError(model.expectedTransactions(over: 10, given: history), ahead / likelihood) < 1e-8)
    #expect(abs((product - meanA * meanB) / (2.0.squareRoot() / 6 * 1.5.squareRoot() / 20) - model.correlation) < 1e-8)
  }

  @Test("the score of simulated customers is nothing on average", .tags(.recovery))
  func score() throws {
    let model = try CorrelatedParetoNBD(r: 1.2, alpha: 4, s: 0.8, beta: 12, dependence: 5)
    let histories = (0..<1500).map { customer in
      var generator = SeededGenerator(seed: 12, stream: UInt64(customer))
      let times = model.simulatePurchaseTimes(age: 40, using: &generator)
      return PurchaseHistory(frequency: times.count, recency: times.last ?? 0, age: 40)
    }
    let evaluator = CorrelatedParetoNBD.likelihood(of: patterns(histories)).evaluator(at: model)
    var scores = Array(repeating: Moments(), count: 5)
    var jet = LikelihoodJet(parameterCount: 5)
    for index in histories.indices {
      evaluator.evaluate(index, into: &jet)
      for position in 0..<5 { scores[position].add(jet.gradient[position]) }
    }
    for score in scores { #expect(abs(score.mean) < 5 * score.standardError) }
  }

  @Test("the correlation is between those of the most and the least dependence, and has the right derivatives")
  func correlation() throws {
    #expect(try CorrelatedParetoNBD(r: 0.5, alpha: 9, s: 0.4, beta: 9, dependence: 1e9).correlation > 0.3)
    #expect(try CorrelatedParetoNBD(r: 0.5, alpha: 9, s: 0.4, beta: 9, dependence: 1e-9).correlation < -0.15)
    let parameters = [0.5, 9, 0.4, 7, 3]
    let derived = try CorrelatedParetoNBD(parameters: parameters).derivedQuantities[0]
    for index in parameters.indices {
      let slope = try centralDifference(
        of: { [try CorrelatedParetoNBD(parameters: $0).correlation] }, at: parameters, along: index, step: 0.01)[0]
      #expect(abs(derived.gradient[index] * parameters[index] - slope) < 1e-12)
    }
  }
}
