/// A purchase, refund or visit of one customer: 16 bytes, all that is kept of a row.
struct LogRecord: BitwiseCopyable {
  /// The customer's number in the partition.
  var customer: UInt32
  /// Days since 1970.
  var day: Int32
  /// NaN where unknown.
  var amount: Double
}
