/// A way to continue curves without a model, and how it did. In JSON the metrics stand beside the other members.
public struct RetentionBaselineEvaluation: Sendable, Equatable, Codable {
  /// Which one.
  public let baseline: RetentionBaseline
  /// How it did.
  public let metrics: RetentionMetrics

  init(baseline: RetentionBaseline, metrics: RetentionMetrics) {
    self.baseline = baseline
    self.metrics = metrics
  }

  private enum CodingKeys: String, CodingKey { case baseline = "model", meaning }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    baseline = try decoder.container(keyedBy: CodingKeys.self).decode(RetentionBaseline.self, forKey: .baseline)
    metrics = try RetentionMetrics(from: decoder)
  }

  /// Writes the metrics beside the other members.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(baseline.meaning, forKey: .meaning)
    try metrics.encode(to: encoder)
  }
}
