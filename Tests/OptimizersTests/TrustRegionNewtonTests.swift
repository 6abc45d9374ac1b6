import DenseLinearAlgebra
import Optimizers
import Testing
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct TrustRegionNewtonTests {
  @Test("Every problem of the set is solved to rounding", .tags(.solver), arguments: TestProblem.all)
  func problemSet(problem: TestProblem) throws {
    // A sum of squares near 1e-10 is not yet solved: no drift, please.
    var options = TrustRegionNewton.Options()
    options.driftGain = 0
    let outcome = TrustRegionNewton(options: options).maximize(problem, from: problem.start)
    #expect(outcome.termination == .converged)
    #expect(abs(outcome.expansion.value - problem.summit) <= 1e-9 * max(1, abs(problem.summit) * 1e-6))
    #expect(outcome.gradientNorm < 1e-6)
    #expect(outcome.iterations < 120)
    if let location = problem.location {
      for (value, expected) in zip(outcome.point, location) {
        // Locations of Powell's badly scaled function are published to seven digits.
        #expect(abs(value - expected) <= 1e-6 * max(1e-4, abs(expected)))
      }
    }
  }

  @Test("The value never falls and the evaluation count is told", .tags(.solver))
  func evaluationsAreCounted() {
    final class Counter: @unchecked Sendable { var count = 0 }
    let counter = Counter()
    let rosenbrock = TestProblem.all[0]
    let counted = TestProblem(name: "", start: rosenbrock.start, summit: 0, location: nil) { x in
      counter.count += 1
      return rosenbrock.function(x)
    }
    let outcome = TrustRegionNewton().maximize(counted, from: counted.start)
    #expect(outcome.evaluations == counter.count)
    #expect(outcome.evaluations < 40)
  }

  @Test("On an exponential ridge the search stops when next to nothing is left to gain", .tags(.solver))
  func exponentialRidge() {
    // f = -exp(-x) - (y - 1)^2 / 2: rises for ever in x.
    let ridge = TestProblem(name: "ridge", start: [0, 0], summit: 0, location: nil) { x in
      QuadraticExpansion(
        value: -exp(-x[0]) - (x[1] - 1) * (x[1] - 1) / 2, gradient: [exp(-x[0]), 1 - x[1]],
        hessian: Matrix(diagonal: [-exp(-x[0]), -1]))
    }
    let outcome = TrustRegionNewton().maximize(ridge, from: ridge.start)
    #expect(outcome.termination == .drifting)
    #expect(outcome.expansion.value > -1e-9)
    #expect(outcome.point[0] < 40)
    #expect(abs(outcome.point[1] - 1) < 1e-12)
  }

  @Test("Bounds hold the variables, and a variable held by a bound does not hinder the others", .tags(.solver))
  func bounds() {
    var options = TrustRegionNewton.Options()
    options.bounds = -3...3
    let slope = TestProblem(name: "slope", start: [0, 0], summit: 0, location: nil) { x in
      QuadraticExpansion(
        value: x[0] - (x[1] - 1) * (x[1] - 1) - 0.01 * (x[0] - x[1]) * (x[0] - x[1]),
        gradient: [1 - 0.02 * (x[0] - x[1]), -2 * (x[1] - 1) + 0.02 * (x[0] - x[1])],
        hessian: Matrix([[-0.02, 0.02], [0.02, -2.02]]))
    }
    let outcome = TrustRegionNewton(options: options).maximize(slope, from: [0, 0])
    #expect(outcome.termination == .converged)
    #expect(outcome.point[0] == 3)
    // -2 (y - 1) + 0.02 (3 - y) = 0
    #expect(abs(outcome.point[1] - 2.06 / 2.02) < 1e-9)
  }

  @Test("A start where the function does not exist is said, not hidden", .tags(.edge))
  func noValueAtStart() {
    let problem = TestProblem(name: "nan", start: [0], summit: 0, location: nil) { _ in
      QuadraticExpansion(value: .nan, gradient: [0], hessian: Matrix([[0]]))
    }
    #expect(TrustRegionNewton().maximize(problem, from: [0]).termination == .noValueAtStart)
  }
}
