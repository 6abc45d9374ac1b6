/// What a customer did at the occasions at which buying was possible: yearly appeals, monthly boxes, events.
///
/// The first purchase made the customer and is not counted; opportunities are numbered 1, 2, ... from there.
public struct OpportunityHistory: Sendable, Hashable {
  /// x: opportunities taken.
  public var frequency: Int
  /// t_x: the last one taken; 0 when x is 0.
  public var recency: Int
  /// n: opportunities there were.
  public var opportunities: Int

  /// See the properties.
  public init(frequency: Int, recency: Int, opportunities: Int) {
    self.frequency = frequency
    self.recency = recency
    self.opportunities = opportunities
  }
}
