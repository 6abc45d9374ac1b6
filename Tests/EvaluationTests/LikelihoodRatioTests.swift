import Evaluation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Likelihood-ratio tests and information criteria")
struct LikelihoodRatioTests {
  @Test("inside, twice the gain is chi-squared; at an edge half of the chance lies one degree lower")
  func references() {
    let inside = LikelihoodRatioTest(restricted: -103, full: -100, degreesOfFreedom: 2)
    #expect(inside.statistic == 6 && relativeError(inside.p, exp(-3)) < 1e-14)
    let edge = LikelihoodRatioTest(restricted: -103, full: -100, degreesOfFreedom: 1, isOnBoundary: true)
    #expect(relativeError(edge.p, erfc(3.0.squareRoot()) / 2) < 1e-13)
    let two = LikelihoodRatioTest(restricted: -103, full: -100, degreesOfFreedom: 2, isOnBoundary: true)
    #expect(relativeError(two.p, (erfc(3.0.squareRoot()) + exp(-3)) / 2) < 1e-13)
  }

  @Test("no gain, or a loss, is no evidence")
  func noGain() {
    for full in [-100.0, -101] {
      let test = LikelihoodRatioTest(restricted: -100, full: full, degreesOfFreedom: 1, isOnBoundary: true)
      #expect(test.statistic == 0 && test.p == 1)
    }
  }

  @Test("criteria by hand: k = 4, log-likelihood -100, 1000 customers; weights of models 2 apart are e to 1")
  func criteria() {
    let criteria = InformationCriteria(logLikelihood: -100, parameters: 4, customers: 1000)
    #expect(criteria.aic == 208 && abs(criteria.bic - (200 + 4 * 6.907755278982137)) < 1e-12)
    let weights = InformationCriteria.weights([210, 208, 1e6])
    #expect(abs(weights[1] / weights[0] - exp(1)) < 1e-14 && weights[2] == 0)
    #expect(abs(weights.reduce(0, +) - 1) < 1e-15)
  }
}
