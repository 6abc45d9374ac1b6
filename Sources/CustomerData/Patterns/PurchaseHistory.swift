/// What a buy-till-you-die model needs to know of one customer: `(x, t_x, T)`.
public struct PurchaseHistory: Sendable, Hashable {
  /// x: repeat purchase occasions, the first one not counted.
  public var frequency: Int
  /// t_x: time of the last repeat purchase, measured from the first purchase; 0 when `frequency` is 0.
  public var recency: Double
  /// T: time from the first purchase to the end of observation, in the unit of `recency`.
  public var age: Double

  /// Sum of the logarithms of the times between purchases, in the unit of `recency`: what models of regular purchases need
  /// besides. 0 where it is left out, for it does not stand together with parameters and matters for no prediction.
  public var logInterpurchaseSum: Double

  /// - Parameters:
  ///   - frequency: x, at least 0.
  ///   - recency: t_x, in the model's time unit, between 0 and `age`.
  ///   - age: T, in the model's time unit.
  ///   - logInterpurchaseSum: see the property.
  public init(frequency: Int, recency: Double, age: Double, logInterpurchaseSum: Double = 0) {
    self.frequency = frequency
    self.recency = recency
    self.age = age
    self.logInterpurchaseSum = logInterpurchaseSum
  }
}
