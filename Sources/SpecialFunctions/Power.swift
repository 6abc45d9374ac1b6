#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// base to the power exponent, as the C library's `pow` (powers of negative bases, 0 and infinity included).
public func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
