/// What is known of a key.
struct KeyTally<Key: PatternKey>: BitwiseCopyable, Sendable {
  let key: Key
  /// The first row that has the key; `none` when its customers were added to those of an earlier tally.
  var row: UInt32
  /// Customers.
  var weight: Double

  /// No row.
  static var none: UInt32 { .max }
}
