import _CVectorMath

/// The tables of a BG/NBD evaluator as rows for the vector kernel.
struct BGNBDVectorSum: Sendable {
  private let level: VectorLevel
  private let r: Double
  private let frequencies: [clv_bgnbd_frequency]
  private let times: [GammaRateTerms]

  init(level: VectorLevel, r: Double, frequencies: [BGNBDEvaluator.FrequencyTerms], times: [GammaRateTerms]) {
    self.level = level
    self.r = r
    self.frequencies = frequencies.map {
      clv_bgnbd_frequency(
        x: $0.x, log_leave: $0.logLeave, share_of_b: $0.shareOfB, share_of_x: $0.shareOfX, value: $0.value, r: $0.r,
        a: $0.survival.a, b: $0.survival.b, rr: $0.rr, aa: $0.survival.aa, ba: $0.survival.ab, bb: $0.survival.bb)
    }
    self.times = times
  }

  /// Adds the weighted jets of some patterns.
  func add(_ patterns: IndexedPurchasePatterns, _ range: Range<Int>, to jet: inout LikelihoodJet) {
    var sums = Array(repeating: 0.0, count: 15)
    withColumns(patterns, range, patterns.weights) { frequency, recency, age, weights in
      clv_bgnbd_add(level, r, frequencies, times, frequency, recency, age, weights, range.count, &sums)
    }
    jet.add(packed: sums)
  }

  /// Adds the weighted products of the gradients of some patterns.
  func addSquares(
    _ patterns: IndexedPurchasePatterns, _ range: Range<Int>, _ weights: [Double], to sums: inout [Double]
  ) {
    withColumns(patterns, range, weights) { frequency, recency, age, weights in
      clv_bgnbd_add_squares(level, r, frequencies, times, frequency, recency, age, weights, range.count, &sums)
    }
  }

  private func withColumns(
    _ patterns: IndexedPurchasePatterns, _ range: Range<Int>, _ weights: [Double],
    _ body: (
      UnsafePointer<UInt32>?, UnsafePointer<UInt32>?, UnsafePointer<UInt32>?, UnsafePointer<Double>?
    ) -> Void
  ) {
    patterns.frequency[range].withUnsafeBufferPointer { frequency in
      patterns.recency[range].withUnsafeBufferPointer { recency in
        patterns.age[range].withUnsafeBufferPointer { age in
          weights[range].withUnsafeBufferPointer { weights in
            body(frequency.baseAddress, recency.baseAddress, age.baseAddress, weights.baseAddress)
          }
        }
      }
    }
  }
}
