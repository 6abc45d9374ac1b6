import _CVectorMath

extension VectorLevel {
  /// The levels this machine can run, narrowest first.
  static var available: [VectorLevel] { [.baseline, .avx2, .avx512].filter(\.isAvailable) }
}
