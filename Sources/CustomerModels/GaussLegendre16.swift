/// The 16-point Gauss-Legendre rule on [0, 1].
struct GaussLegendre16: Sendable {
  static let rule = GaussLegendre16()

  /// Ascending.
  let nodes: [Double]
  let weights: [Double]
  /// weight_j (2 k + 1) P_k(x_j), 16 degrees k for each node j.
  private let projection: [Double]

  private init() {
    // Zeros of the Legendre polynomial P_16 and their weights, 20 digits.
    let half: [(node: Double, weight: Double)] = [
      (0.095_012_509_837_637_440_185, 0.189_450_610_455_068_496_285),
      (0.281_603_550_779_258_913_230, 0.182_603_415_044_923_588_867),
      (0.458_016_777_657_227_386_342, 0.169_156_519_395_002_538_189),
      (0.617_876_244_402_643_748_447, 0.149_595_988_816_576_732_081),
      (0.755_404_408_355_003_033_895, 0.124_628_971_255_533_872_052),
      (0.865_631_202_387_831_743_880, 0.095_158_511_682_492_784_810),
      (0.944_575_023_073_232_576_078, 0.062_253_523_938_647_892_863),
      (0.989_400_934_991_649_932_596, 0.027_152_459_411_754_094_852),
    ]
    var rule = half.reversed().map { (-$0.node, $0.weight) }
    rule += half.map { ($0.node, $0.weight) }
    nodes = rule.map { 0.5 * (1 + $0.0) }
    weights = rule.map { 0.5 * $0.1 }
    var projection: [Double] = []
    for (node, weight) in rule {
      var (previous, current) = (0.0, 1.0)
      for degree in 0..<16 {
        projection.append(0.5 * weight * Double(2 * degree + 1) * current)
        let k = Double(degree)
        (previous, current) = (current, ((2 * k + 1) * node * current - k * previous) / (k + 1))
      }
    }
    self.projection = projection
  }

  /// Weights of the same nodes for the integral over [0, 1] of v^(e - 1) f(v), for e > 0.
  ///
  /// The moments of v^(e - 1) against shifted Legendre polynomials of degree k are
  /// (e - 1) (e - 2) ... (e - k) / (e (e + 1) ... (e + k)).
  func weights(forExponent e: Double) -> [Double] {
    var moments: [Double] = []
    var moment = 1 / e
    for degree in 1...16 {
      moments.append(moment)
      moment *= (e - Double(degree)) / (e + Double(degree))
    }
    return (0..<16).map { node in
      var sum = 0.0
      for degree in 0..<16 { sum += projection[16 * node + degree] * moments[degree] }
      return sum
    }
  }
}
