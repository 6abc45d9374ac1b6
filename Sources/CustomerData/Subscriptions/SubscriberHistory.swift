/// What is known of one subscriber of a contract that is renewed period by period.
public struct SubscriberHistory: Sendable, Hashable {
  /// Renewal decisions so far, the last one included: the periods paid for by one who left, the renewals made by one
  /// who has not. The period that the subscription started with is number 0.
  public var tenure: Int
  /// Whether the last of these decisions was to leave.
  public var churned: Bool

  /// See the properties.
  public init(tenure: Int, churned: Bool) {
    self.tenure = tenure
    self.churned = churned
  }
}
