import Foundation
import SpecialFunctions
import TestSupport
import Testing

@Suite("Sums and complements in logarithms")
struct LogSumExpTests {
  @Test("log-sum-exp neither overflows nor loses the smaller part")
  func sum() {
    #expect(logSumExp(1000, 1000) == 1000 + log(2))
    #expect(logSumExp(0, -50) == exp(-50))
    #expect(logSumExp(-1e300, 3) == 3)
    #expect(relativeError(logSumExp([-2, 1, 700, 699.5]), 700 + log(1 + exp(-0.5) + exp(-699) + exp(-702))) < 1e-15)
  }

  @Test("differences and complements keep the digits of the small part")
  func complements() {
    // ln(1 - e^x) near x = 0 is ln(-x) + x/2 + x^2/24, and -e^x far below.
    for x in [-1e-300, -1e-12, -1e-5] {
      #expect(relativeError(log(oneMinusExp: x), log(-x) + x / 2 + x * x / 24) < 1e-15)
    }
    #expect(log(oneMinusExp: -60) == -exp(-60))
    #expect(relativeError(log(oneMinusExp: -log(2)), -log(2)) < 1e-15)
    #expect(logDifferenceExp(1000, 999) == 1000 + log(oneMinusExp: -1))
    #expect(log(onePlusExp: -60) == exp(-60))
    #expect(log(onePlusExp: 800) == 800)
  }

  @Test("ends and outside of the domain", .tags(.edge))
  func edges() {
    let inf = Double.infinity
    #expect(logSumExp(-inf, -inf) == -inf && logSumExp(-inf, 3) == 3 && logSumExp(inf, -inf) == inf)
    #expect(logSumExp(.nan, 1).isNaN && logSumExp(1, .nan).isNaN && logSumExp([1, .nan]).isNaN)
    #expect(logSumExp([.nan, 1]).isNaN && logSumExp([]) == -inf && logSumExp([-inf, -inf]) == -inf)
    #expect(log(oneMinusExp: 0) == -inf && log(oneMinusExp: -inf) == 0 && log(oneMinusExp: 1).isNaN)
    #expect(logDifferenceExp(2, 2) == -inf && logDifferenceExp(2, -inf) == 2 && logDifferenceExp(1, 2).isNaN)
    #expect(logDifferenceExp(-inf, -inf) == -inf && logDifferenceExp(inf, inf).isNaN && logDifferenceExp(inf, 1) == inf)
    #expect(log(onePlusExp: -inf) == 0 && log(onePlusExp: inf) == inf && log(onePlusExp: .nan).isNaN)
  }
}
