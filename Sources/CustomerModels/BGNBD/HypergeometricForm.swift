extension BGNBD {
  /// (1 + tau)^-power 2F1(first, second; third; tau / (1 + tau)).
  struct HypergeometricForm {
    let power: Double
    let first: Double
    let second: Double
    let third: Double

    /// E[(1 + p tau)^-s] over p = (1 + tau)^-s 2F1(s, b; a + b; tau / (1 + tau)), or by Euler's transformation
    /// (1 + tau)^-a 2F1(a + b - s, a; a + b; tau / (1 + tau)), whichever power is the milder.
    init(shape: Double, a: Double, b: Double) {
      let excess = b - (shape - a)
      let isTransformed = a < shape && excess >= 0
      power = isTransformed ? a : shape
      first = isTransformed ? excess : shape
      second = isTransformed ? a : b
      third = a + b
    }
  }
}
