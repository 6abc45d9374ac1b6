/// The options that decide how rows become histories.
struct HistoryRules: Sendable {
  /// Whether the purchases of one day are one occasion.
  let mergesDays: Bool
  let occasion: Occasion
  /// Whether there is a holdout, and the last day before it.
  let hasHoldout: Bool
  let splitDay: Int32
  let logInterpurchaseSums: Bool

  init(_ options: LogOptions) {
    occasion = options.occasion
    mergesDays = options.occasion == .day
    hasHoldout = options.calibrationEnd != nil
    splitDay = options.calibrationEnd?.daysSince1970 ?? .max
    logInterpurchaseSums = options.logInterpurchaseSums
  }
}
