import _CVectorMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The table of a Gamma-Gamma evaluator as rows for the vector kernel.
struct GammaGammaVectorSum: Sendable {
  private let level: VectorLevel
  private let q: Double
  private let gamma: Double
  private let counts: [clv_gamma_gamma_count]

  init(level: VectorLevel, q: Double, gamma: Double, counts: [GammaGammaEvaluator.CountTerms]) {
    self.level = level
    self.q = q
    self.gamma = gamma
    self.counts = counts.map {
      clv_gamma_gamma_count(
        n: $0.n, inverse_n: 1 / $0.n, log_all_by_n: log1p(q / $0.n), log_all_by_q: log1p($0.n / q), value: $0.base,
        p: $0.p, q: $0.q, pp: $0.pp, qp: $0.pq, qq: $0.qq, unused: (0, 0))
    }
  }

  /// Adds the weighted jets of some patterns.
  func add(_ patterns: IndexedSpendPatterns, _ range: Range<Int>, to jet: inout LikelihoodJet) {
    var sums = Array(repeating: 0.0, count: 10)
    withColumns(patterns, range, patterns.weights) { count, totals, logMeans, weights in
      clv_gamma_gamma_add(level, q, gamma, counts, count, totals, logMeans, weights, range.count, &sums)
    }
    jet.add(packed: sums)
  }

  /// Adds the weighted products of the gradients of some patterns.
  func addSquares(
    _ patterns: IndexedSpendPatterns, _ range: Range<Int>, _ weights: [Double], to sums: inout [Double]
  ) {
    withColumns(patterns, range, weights) { count, totals, logMeans, weights in
      clv_gamma_gamma_add_squares(level, q, gamma, counts, count, totals, logMeans, weights, range.count, &sums)
    }
  }

  private func withColumns(
    _ patterns: IndexedSpendPatterns, _ range: Range<Int>, _ weights: [Double],
    _ body: (UnsafePointer<UInt32>?, UnsafePointer<Double>?, UnsafePointer<Double>?, UnsafePointer<Double>?) -> Void
  ) {
    patterns.count[range].withUnsafeBufferPointer { count in
      patterns.totals[range].withUnsafeBufferPointer { totals in
        patterns.logMeans[range].withUnsafeBufferPointer { logMeans in
          weights[range].withUnsafeBufferPointer { weights in
            body(count.baseAddress, totals.baseAddress, logMeans.baseAddress, weights.baseAddress)
          }
        }
      }
    }
  }
}
