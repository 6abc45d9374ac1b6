import CustomerModels
import SpecialFunctions
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Discounted purchases of BG/NBD customers")
struct BGNBDDiscountingTests {
  /// (r, alpha, a, b): living customers of small and large x and T; a + b below r + 1, where the series is not transformed;
  /// b so small, and time so long against alpha, that it would need too many terms; and a chance to leave of nearly 1.
  private static let parameters = [
    [0.243, 4.414, 0.793, 2.426], [5.243, 40, 0.793, 7.426], [60, 700, 0.8, 62], [3, 20, 0.2, 0.5], [40, 30, 0.5, 0.3],
    [0.2, 0.01, 0.4, 0.1], [2, 1e-4, 1.5, 3], [1.5, 10, 900, 2],
  ]

  @Test("The integral of the purchase intensity, found by another method", arguments: parameters)
  func integral(parameters: [Double]) throws {
    let model = try BGNBD(parameters: parameters)
    let (r, alpha) = (parameters[0], parameters[1])
    // (r / alpha) E[(1 + p u / alpha)^-(r + 1)] holds P(alive) of a customer with r + 1.
    let later = try BGNBD(parameters: [r + 1] + parameters.dropFirst())
    for (time, rate) in [(360.0, 0.0003), (52, 0.02), (5, -0.1), (2000, 0.001)] {
      let expected = integrate(over: 0...log1p(time / alpha), relativeTolerance: 1e-13) { s in
        let u = alpha * expm1(s)
        return r * exp(s - rate * u) * later.probabilityAlive(at: u)
      }
      let discounted = model.discountedExpectedTransactions(over: time, discountRate: rate)
      #expect(relativeError(discounted, expected.value) < 1e-12, "\(time) \(rate)")
    }
  }

  @Test("Customers worked out together get the same bits as alone, in any company")
  func together() throws {
    var customers: [BGNBD] = []
    for x in [0.0, 3, 3, 0, 17, 250] {
      for age in [0.0, 1, 90, 720] { customers.append(try BGNBD(r: 0.25 + x, alpha: 30 + age, a: 0.8, b: 2.5 + x)) }
    }
    for order in [customers, customers.reversed()] {
      #expect(
        BGNBD.discountedExpectedTransactions(of: order, over: 360, discountRate: 0.0003)
          == order.map { $0.discountedExpectedTransactions(over: 360, discountRate: 0.0003) })
    }
  }
}
