/// The rows of a partition in input order, in 8 bytes each where they fit: customers below 2^22, days from 1970 to 2149, and
/// amounts that are unknown, cents below 335,543, or whole and below 33,554,430. Other rows take 16 bytes more.
///
/// New memory costs as much as the work that is done on a row, so fewer bytes are time saved.
struct PackedRecords: ~Copyable {
  private(set) var words: PiecedArray<UInt64>
  /// The rows that do not fit, in order.
  private(set) var others: PiecedArray<LogRecord>

  init(in pool: PiecePool) {
    words = PiecedArray(in: pool)
    others = PiecedArray(in: pool)
  }

  /// Rows.
  var count: Int { words.count }

  /// Bytes that they take.
  var byteCount: Int {
    words.count * MemoryLayout<UInt64>.stride + others.count * MemoryLayout<LogRecord>.stride
  }

  /// Adds a row at the end.
  @inline(__always)
  mutating func append(_ record: LogRecord) {
    let word = PackedRecords.pack(record)
    words.append(word)
    if word == PackedRecords.doesNotFit { others.append(record) }
  }

  /// Hands out the rows in order.
  @inline(__always)
  func forEach(_ body: (LogRecord) -> Void) {
    var other = 0
    words.forEachPiece { piece in
      for word in piece {
        if word == PackedRecords.doesNotFit {
          body(others[other].pointee)
          other &+= 1
        } else {
          body(PackedRecords.unpack(word))
        }
      }
    }
  }

  // MARK: Words

  /// What stands for a row that does not fit.
  static let doesNotFit = UInt64.max

  // From the highest bit: 22 of the customer, 16 of the day, 1 that says whether the number is cents or whole, 25 of the number.
  private static let (customerShift, dayShift): (UInt64, UInt64) = (42, 26)
  private static let isWhole: UInt64 = 1 << 25
  private static let numberMask: UInt64 = 1 << 25 - 1
  /// The number that stands for an unknown amount, below the one that `doesNotFit` has.
  private static let unknown: UInt64 = numberMask - 1

  /// The word of a row.
  @inline(__always)
  static func pack(_ record: LogRecord) -> UInt64 {
    guard record.customer < 1 << 22, UInt32(bitPattern: record.day) < 1 << 16 else { return doesNotFit }
    var number = unknown
    if !record.amount.isNaN {
      guard let known = pack(record.amount) else { return doesNotFit }
      number = known
    }
    return UInt64(record.customer) &<< customerShift | UInt64(UInt32(bitPattern: record.day)) &<< dayShift | number
  }

  /// An amount as cents or as a whole number, so that the same double comes back.
  @inline(__always)
  private static func pack(_ amount: Double) -> UInt64? {
    guard amount >= 0 && amount < Double(unknown) else { return nil }
    if amount < Double(unknown) / 100 - 1 {
      let cents = Int64(amount * 100 + 0.5)
      if (Double(cents) / 100).bitPattern == amount.bitPattern { return UInt64(cents) }
    }
    let whole = Int64(amount)
    return Double(whole).bitPattern == amount.bitPattern ? UInt64(whole) | isWhole : nil
  }

  /// The row of a word that is not `doesNotFit`.
  @inline(__always)
  static func unpack(_ word: UInt64) -> LogRecord {
    let number = word & numberMask
    let amount = Double(number)
    return LogRecord(
      customer: UInt32(truncatingIfNeeded: word &>> customerShift),
      day: Int32(truncatingIfNeeded: word &>> dayShift & 0xFFFF),
      amount: number == unknown ? .nan : word & isWhole != 0 ? amount : amount / 100)
  }
}
