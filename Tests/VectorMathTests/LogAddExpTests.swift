import TestSupport
import Testing
import _CVectorMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("log(exp a + exp b) over blocks")
struct LogAddExpTests {
  private static func logAddExp(_ level: VectorLevel, _ a: [Double], _ b: [Double]) -> (log: [Double], share: [Double])
  {
    var log = a
    var share = b
    clv_log_add_exp(level, a, b, &log, &share, a.count)
    return (log, share)
  }

  @Test("sum and share agree with extended precision", .tags(.reference))
  func accuracy() {
    var generator = Xorshift(state: 11)
    let a = (0..<20_000).map { _ in generator.signed() * 1000 }
    let b = a.map {
      $0 + generator.signed() * Double(sign: .plus, exponent: Int(generator.next() % 40) - 30, significand: 1)
    }
    for level in VectorLevel.available {
      let result = Self.logAddExp(level, a, b)
      for index in a.indices {
        let (x, y) = (Extended(a[index]), Extended(b[index]))
        let log = max(x, y) + log1p(exp(-abs(x - y)))
        let share = 1 / (1 + exp(x - y))
        // The sum of two rounded terms, of which log1p is at most log 2.
        #expect(
          abs(Double(Extended(result.log[index]) - log)) <= 2 * max(a[index].magnitude, b[index].magnitude, 1).ulp)
        #expect(relativeError(result.share[index], Double(share)) < 2e-15 * max(1, Double(abs(x - y)) / 8))
      }
    }
  }

  @Test("infinities are sums and shares too", .tags(.edge))
  func edges() {
    let inf = Double.infinity
    let a = [-inf, 3, -inf, inf, inf, 0, 0, .nan, 1]
    let b = [2, -inf, -inf, 1, inf, -701, 701, 1, .nan]
    for level in VectorLevel.available {
      let (log, share) = Self.logAddExp(level, a, b)
      #expect(Array(log[..<7]) == [2, 3, -inf, inf, inf, 0, 701])
      #expect(Array(share[..<7]) == [1, 0, 0.5, 0, 0.5, 0, 1])
      #expect(log[7].isNaN && log[8].isNaN && share[7].isNaN && share[8].isNaN)
    }
  }

  @Test("all levels give the same bits, at any length")
  func sameBits() {
    var generator = Xorshift(state: 13)
    let a = (0..<1025).map { _ in generator.signed() * 40 }
    let b = (0..<1025).map { _ in generator.signed() * 40 }
    let whole = Self.logAddExp(.baseline, a, b)
    for level in VectorLevel.available {
      for length in [0, 1, 3, 8, 1023, 1025] {
        let part = Self.logAddExp(level, Array(a[..<length]), Array(b[..<length]))
        #expect(
          part.log == Array(whole.log[..<length]) && part.share == Array(whole.share[..<length]), "\(level) \(length)")
      }
    }
  }
}
