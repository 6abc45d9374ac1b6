/// What a buy-till-you-die model needs to know of one customer: `(x, t_x, T)`.
public struct PurchaseHistory: Sendable, Hashable {
  /// x: repeat purchase occasions, the first one not counted.
  public var frequency: Int
  /// t_x: time of the last repeat purchase, measured from the first purchase; 0 when `frequency` is 0.
  public var recency: Double
  /// T: time from the first purchase to the end of observation, in the unit of `recency`.
  public var age: Double

  /// - Parameters:
  ///   - frequency: x, at least 0.
  ///   - recency: t_x, in the model's time unit, between 0 and `age`.
  ///   - age: T, in the model's time unit.
  public init(frequency: Int, recency: Double, age: Double) {
    self.frequency = frequency
    self.recency = recency
    self.age = age
  }
}
