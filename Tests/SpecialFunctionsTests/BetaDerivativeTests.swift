import SpecialFunctions
import TestSupport
import Testing

@Suite("Derivatives of differences of log-beta")
struct BetaDerivativeTests {
  @Test(
    "for whole x they are sums over trials", .tags(.law), arguments: [1e-8, 0.3, 5, 1e9],
    [1e-6, 0.3, 11.9, 12, 4500, 1e12])
  func trials(a: Double, b: Double) {
    for x in [1, 2, 17, 300] {
      var (slope, curvature) = (0.0, 0.0)
      for trial in 0..<x {
        let stay = 1 / (b + Double(trial))
        let both = 1 / (a + b + Double(trial))
        slope += a * stay * both
        curvature -= a * stay * both * (stay + both)
      }
      #expect(relativeError(digammaBetaDifference(a, b, Double(x)), slope) < 1e-14)
      #expect(relativeError(trigammaBetaDifference(a, b, Double(x)), curvature) < 1e-14)
    }
  }

  @Test("for other x they add up over x", .tags(.law), arguments: [0.01, 2, 400], [0.2, 3, 50, 1e6])
  func additive(a: Double, b: Double) {
    let (x, y) = (0.37, 3.63)
    let slope = digammaBetaDifference(a, b, x) + digammaBetaDifference(a, b + x, y)
    #expect(relativeError(slope, digammaBetaDifference(a, b, 4)) < 5e-15)
    let curvature = trigammaBetaDifference(a, b, x) + trigammaBetaDifference(a, b + x, y)
    #expect(relativeError(curvature, trigammaBetaDifference(a, b, 4)) < 1e-14)
  }

  @Test("nothing, and nonsense", .tags(.edge))
  func edges() {
    for function in [digammaBetaDifference, trigammaBetaDifference] {
      #expect(function(0, 1, 1) == 0 && function(1, 1, 0) == 0)
      #expect(function(-1, 1, 1).isNaN && function(1, 0, 1).isNaN && function(1, 1, -1).isNaN)
    }
  }
}
