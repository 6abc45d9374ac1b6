/// A random number generator with a stream of its own for each customer.
///
/// Simulation gives every customer the stream of their index, so a population has the same bits on any thread count
/// and customer 17 is the same in a population of twenty or of a million.
///
/// - Source: xoshiro256++, D. Blackman, S. Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM Transactions
///   on Mathematical Software 47(4), 2021; the state is filled by SplitMix64 (G. L. Steele, D. Lea, C. H. Flood,
///   OOPSLA 2014), as its authors advise.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// - Parameters:
  ///   - seed: of the whole simulation.
  ///   - stream: which of its streams, for example the customer's index.
  public init(seed: UInt64, stream: UInt64 = 0) {
    // Mixed before they meet: seed 1, stream 2 and seed 2, stream 1 have nothing in common.
    var seeds = SplitMix64(state: seed)
    var streams = SplitMix64(state: stream ^ seeds.next())
    state = (streams.next(), streams.next(), streams.next(), streams.next())
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let result = Self.rotate(state.0 &+ state.3, 23) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotate(state.3, 45)
    return result
  }

  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { (value << count) | (value >> (64 - count)) }
}

/// A counter through a mixing function; good enough to fill the state of a better generator.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
