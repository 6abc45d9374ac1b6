import Testing
import _CVectorMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

#if arch(x86_64)
  /// What the math library computes the expected values in: the 64-bit mantissa of x87 where there is one.
  typealias Extended = Float80
#else
  typealias Extended = Double
#endif

/// A function over blocks, and the same function of the math library.
struct BlockFunction: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let block: @Sendable (VectorLevel, UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void
  let library: @Sendable (Extended) -> Extended
  /// Arguments of every size and sign, and those where an error would be largest.
  let arguments: @Sendable (inout Xorshift) -> Double

  func callAsFunction(_ level: VectorLevel, _ x: [Double]) -> [Double] {
    var result = x
    x.withUnsafeBufferPointer { x in
      // An empty array has no address; 0 elements are read from it.
      guard let base = x.baseAddress else { return block(level, [0], &result, 0) }
      block(level, base, &result, x.count)
    }
    return result
  }

  static let all: [BlockFunction] = [
    BlockFunction(
      testDescription: "exp", block: clv_exp, library: { exp($0) },
      arguments: { generator in
        switch generator.next() % 4 {
        case 0: generator.signed() * 750
        case 1: generator.signed() * Double(sign: .plus, exponent: -Int(generator.next() % 60), significand: 1)
        case 2: -708 - 40 * abs(generator.signed())
        default: Double(bitPattern: generator.next())
        }
      }),
    BlockFunction(
      testDescription: "log", block: clv_log, library: { log($0) },
      arguments: { generator in
        switch generator.next() % 4 {
        case 0: 10 * abs(generator.signed())
        case 1: 1 + generator.signed() * Double(sign: .plus, exponent: -1 - Int(generator.next() % 50), significand: 1)
        case 2: Double(bitPattern: generator.next() >> 12)
        default: Double(bitPattern: generator.next())
        }
      }),
    BlockFunction(
      testDescription: "log1p", block: clv_log1p, library: { log1p($0) },
      arguments: { generator in
        switch generator.next() % 4 {
        case 0: generator.signed() * 0.6
        case 1: generator.signed() * Double(sign: .plus, exponent: -Int(generator.next() % 1060), significand: 1)
        case 2:
          -1 + abs(generator.signed()) * Double(sign: .plus, exponent: -Int(generator.next() % 52), significand: 1)
        default: Double(bitPattern: generator.next())
        }
      }),
  ]
}

/// A small seeded generator (Marsaglia 2003, "Xorshift RNGs", 13, 7, 17).
struct Xorshift: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  /// Uniform between -1 and 1.
  mutating func signed() -> Double { Double.random(in: -1...1, using: &self) }
}

/// Distance in units of the last place of the expected number; 0 for two NaN, infinity for one.
func unitsOfLastPlace(_ value: Double, _ expected: Extended) -> Double {
  let rounded = Double(expected)
  if value == rounded || (value.isNaN && rounded.isNaN) { return 0 }
  guard value.isFinite, rounded.isFinite else { return .infinity }
  return Double(abs(Extended(value) - expected) / Extended(max(rounded.magnitude.ulp, Double.leastNonzeroMagnitude)))
}
