import CustomerData
import CustomerModels
import Parallelism
import Valuation
import TestSupport
import Testing

@testable import Evaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Predictive log score")
struct PredictiveLogScoreTests {
  @Test("What is rare is not impossible: outcomes whose probability no double holds have a finite score", .tags(.edge))
  func rareOutcomes() throws {
    let model = try BGNBD(r: 0.25, alpha: 4.5, a: 0.8, b: 2.4)
    var summary = CustomerSummary(unit: .week)
    // Back after a silence that no double's chance survives; thousands of purchases out of nowhere; two plain ones.
    summary.frequencies = [3000, 0, 2, 2]
    summary.recencies = [10, 0, 30, 30]
    summary.ages = [100, 39, 39, 39]
    let actual: [Int32] = [1, 5000, 0, 3]
    let alive = summary.frequencies.indices.map { model.probabilityAlive(given: summary[$0]) }
    #expect(alive[0] == 0)
    let scores = PredictiveLogScore.logProbabilities(
      of: actual, given: summary, alive: alive, models: AssignedModels(model), over: 39, threads: ThreadCount(1))
    #expect(scores.allSatisfy(\.isFinite) && scores[0] < -700 && scores[1] < -700)
    for row in 2..<4 {
      let probability = model.probability(ofTransactions: Int(actual[row]), over: 39, given: summary[row])
      #expect(relativeError(scores[row], log(probability)) < 1e-13)
    }
  }
}
