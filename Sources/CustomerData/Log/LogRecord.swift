/// A purchase, refund or visit of one customer: all that is kept of a row (`PackedRecords`).
struct LogRecord: BitwiseCopyable {
  /// The customer's number in the partition.
  var customer: UInt32
  /// Days since 1970.
  var day: Int32
  /// NaN where unknown.
  var amount: Double
}
