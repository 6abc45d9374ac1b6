import SpecialFunctions
import TestSupport
import Testing

@Suite("Chi-squared", .tags(.reference))
struct ChiSquaredTests {
  @Test(
    "the upper tail has the digits of closed forms",
    arguments: [
      // Two degrees: exp(-x / 2); four: exp(-x / 2) (1 + x / 2); one: erfc(sqrt(x / 2)), at the published 5 % point
      // 3.841458820694124 (Abramowitz & Stegun, table 26.8).
      (3.0, 2, 0.22313016014842982), (1000, 2, 7.124576406741286e-218), (6, 4, 0.1991482734714558),
      (3.841458820694124, 1, 0.05), (1e-300, 1, 1),
    ])
  func closedForms(x: Double, degrees: Int, tail: Double) {
    #expect(relativeError(chiSquaredUpperTail(x, degreesOfFreedom: degrees), tail) < 1e-13)
  }

  @Test("no degrees of freedom leave all at 0; what is no number stays none")
  func edges() {
    #expect(chiSquaredUpperTail(0, degreesOfFreedom: 0) == 1 && chiSquaredUpperTail(1e-9, degreesOfFreedom: 0) == 0)
    #expect(
      chiSquaredUpperTail(-1, degreesOfFreedom: 3) == 1 && chiSquaredUpperTail(.infinity, degreesOfFreedom: 3) == 0)
    #expect(chiSquaredUpperTail(.nan, degreesOfFreedom: 3).isNaN && chiSquaredUpperTail(1, degreesOfFreedom: -1).isNaN)
  }
}
