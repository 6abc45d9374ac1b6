package import _CVectorMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a likelihood is summed over many patterns. The choice changes speed, and results within rounding.
package enum PatternSummation: Sendable, Hashable {
  /// One pattern after the other, with the functions of the math library: the formula in Swift.
  case plain
  /// Eight patterns side by side, with the instructions of a level: the same formula in C.
  case vector(VectorLevel)

  /// The widest instructions of this machine.
  package static var fastest: PatternSummation { .vector(.best) }

  /// log(x / scale) of each number.
  func logarithms(of numbers: [Double], dividedBy scale: Double) -> [Double] {
    guard case .vector(let level) = self else { return numbers.map { log($0 / scale) } }
    return [Double](unsafeUninitializedCapacity: numbers.count) { buffer, initializedCount in
      for (index, number) in numbers.enumerated() { buffer.initializeElement(at: index, to: number / scale) }
      clv_log(level, buffer.baseAddress, buffer.baseAddress, numbers.count)
      initializedCount = numbers.count
    }
  }
}
