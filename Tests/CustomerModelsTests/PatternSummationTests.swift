import CustomerData
import CustomerModels
import TestSupport
import Testing
import _CVectorMath

extension VectorLevel {
  /// The levels this machine can run, narrowest first.
  static var available: [VectorLevel] { [.baseline, .avx2, .avx512].filter(\.isAvailable) }
}

extension LikelihoodJet {
  /// Value, gradient and Hessian.
  fileprivate var packed: [Double] { [value] + gradient + hessian }
}

@Suite("Vector sums of likelihoods")
struct PatternSummationTests {
  /// Histories of every kind: no repeat purchase, recency 0, recency equal to age, age 0, very many purchases.
  private static let purchases: PurchasePatterns = {
    var generator = SeededGenerator(seed: 7)
    var histories: [PurchaseHistory] = []
    for x in [0, 1, 2, 7, 300, 10_000] {
      for age in [0, 0.14, 38.86, 365] {
        for recency in x == 0 ? [0] : [0, age / 3, age] {
          histories.append(PurchaseHistory(frequency: x, recency: recency, age: age))
        }
      }
    }
    while histories.count < 1300 {
      let age = Double(Int.random(in: 0...546, using: &generator)) / 7
      let x = Int(Double.random(in: 0...2.6, using: &generator) * Double.random(in: 0...6, using: &generator))
      let recency = x == 0 ? 0 : (Double.random(in: 0...1, using: &generator) * age * 7).rounded(.down) / 7
      histories.append(PurchaseHistory(frequency: x, recency: recency, age: age))
    }
    return patterns(histories, weights: histories.map { _ in Double(Int.random(in: 1...5, using: &generator)) })
  }()

  private static let spend: SpendPatterns = {
    var generator = SeededGenerator(seed: 8)
    var counts: [Int] = []
    var means: [Double] = []
    for x in [1, 2, 7, 300, 10_000] {
      for mean in [1e-6, 0.01, 1, 35, 1e4, 1e9] {
        counts.append(x)
        means.append(mean)
      }
    }
    while counts.count < 1300 {
      counts.append(Int.random(in: 1...20, using: &generator))
      means.append(Double(Int.random(in: 1...20_000, using: &generator)) / 100)
    }
    return SpendPatterns(
      counts: counts, means: means, weights: counts.map { _ in Double(Int.random(in: 1...5, using: &generator)) })
  }()

  private static let ranges = [
    0..<0, 0..<1, 5..<6, 0..<3, 2..<18, 0..<1023, 0..<1024, 0..<1025, 7..<1299,
  ]

  /// Holds a sum against the plain one; errors are measured on the scale of the sum of magnitudes.
  private func compare<Evaluator: LikelihoodEvaluator>(
    parameters k: Int, weights: [Double], _ evaluator: (PatternSummation) -> Evaluator
  ) {
    let plain = evaluator(.plain)
    let vectors = VectorLevel.available.map { ($0, evaluator(.vector($0))) }
    let single: [[Double]] = weights.indices.map { index in
      var jet = LikelihoodJet(parameterCount: k)
      plain.evaluate(index, into: &jet)
      return jet.packed.map { weights[index] * abs($0) }
    }
    for range in Self.ranges + (0..<100).map({ $0..<$0 + 1 }) {
      var sum = LikelihoodJet(parameterCount: k)
      plain.accumulate(range, into: &sum)
      let expected = sum.packed
      // An entry of one pattern may cancel to nearly nothing, on either path: its parts are of the order of 1 or of its
      // neighbours. In long sums that does not matter.
      let scales = expected.indices.map { entry in
        range.reduce(0) { $0 + (range.count > 1000 ? single[$1][entry] : weights[$1] + single[$1].max()!) }
      }
      var baseline: [Double] = []
      for (level, vector) in vectors {
        var sum = LikelihoodJet(parameterCount: k)
        vector.accumulate(range, into: &sum)
        let value = sum.packed
        if baseline.isEmpty { baseline = value }
        #expect(value == baseline, "\(level) \(range)")
        for (entry, scale) in scales.enumerated() {
          let error = abs(value[entry] - expected[entry])
          #expect(error <= 1e-13 * scale, "\(level) \(range) \(entry): \(value[entry]), \(expected[entry])")
        }
      }
      compareSquares(range, weights: weights, plain, vectors, gradients: single.map { $0[1...k].max()! })
    }
  }

  /// Holds sums of squared gradients against the plain ones.
  /// - Parameter gradients: the largest element of each pattern's weighted gradient.
  private func compareSquares<Evaluator: LikelihoodEvaluator>(
    _ range: Range<Int>, weights: [Double], _ plain: Evaluator, _ vectors: [(VectorLevel, Evaluator)],
    gradients: [Double]
  ) {
    func squares(_ evaluator: Evaluator) -> [Double] {
      var sum = Array(repeating: 0.0, count: 10)
      evaluator.accumulateSquares(range, weights: weights, into: &sum)
      return sum
    }
    let expected = squares(plain)
    // As above: an element of a gradient may cancel, its parts are of the order of 1 or of its neighbours.
    let scale = range.reduce(0) { $0 + (weights[$1] + gradients[$1]) * (1 + gradients[$1]) }
    let baseline = squares(vectors[0].1)
    for (level, vector) in vectors {
      let value = squares(vector)
      #expect(value == baseline, "\(level) \(range)")
      for (one, other) in zip(value, expected) {
        #expect(abs(one - other) <= 1e-13 * scale, "\(level) \(range): \(one), \(other)")
      }
    }
  }

  @Test(
    "BG/NBD sums agree with the plain path, and with one another to the last bit",
    arguments: [
      [0.243, 4.414, 0.793, 2.426], [2, 0.5, 0.01, 0.03], [30, 20, 5, 0.2], [0.1, 500, 50, 50], [1, 1, 1, 1],
      [0.243, 4.414, 1e-8, 2.426], [0.243, 4.414, 0.793, 1e9], [1e-6, 1e-6, 1e-6, 1e-6], [1e8, 1e9, 1e6, 1e7],
    ])
  func bgnbd(parameters: [Double]) throws {
    let model = try BGNBD(parameters: parameters)
    compare(parameters: 4, weights: Self.purchases.weights) {
      BGNBDLikelihood(Self.purchases, summation: $0).evaluator(at: model)
    }
  }

  @Test(
    "Gamma-Gamma sums agree with the plain path, and with one another to the last bit",
    arguments: [
      [6.25, 3.74, 15.44], [0.5, 0.5, 3], [100, 60, 20], [1, 1, 1], [1e-4, 3, 1e5], [1e7, 3, 1e-6], [5, 1e8, 1e9],
    ])
  func gammaGamma(parameters: [Double]) throws {
    let model = try GammaGamma(parameters: parameters)
    compare(parameters: 3, weights: Self.spend.weights) {
      GammaGammaLikelihood(Self.spend, summation: $0).evaluator(at: model)
    }
  }

  @Test("a sum without a finite value has none on either path", .tags(.edge))
  func overflow() throws {
    let model = try BGNBD(r: 0.2, alpha: 1e-308, a: 0.8, b: 2)
    let observations = patterns([
      PurchaseHistory(frequency: 0, recency: 0, age: 1), PurchaseHistory(frequency: 2, recency: 365, age: 365),
    ])
    for summation in [PatternSummation.plain] + VectorLevel.available.map({ .vector($0) }) {
      let evaluator = BGNBDLikelihood(observations, summation: summation).evaluator(at: model)
      var finite = LikelihoodJet(parameterCount: 4)
      evaluator.accumulate(0..<1, into: &finite)
      #expect(finite.packed.allSatisfy { $0.isFinite }, "\(summation)")
      var infinite = LikelihoodJet(parameterCount: 4)
      evaluator.accumulate(0..<2, into: &infinite)
      #expect(!infinite.value.isFinite && !infinite.gradient[0].isFinite, "\(summation)")
    }
  }
}
