/// What is known of one customer after some rows: the id, where the customer first appears, and the occasions so far. One
/// cache line.
///
/// Rows that come by day are all that the summary needs to be told; it follows from counts and sums, and the rows are not
/// looked at again. A customer with a refund, or with a row of a day before the last one, is worked out anew at the end from
/// rows that were kept (`SortingRoom`).
struct CustomerHistory: BitwiseCopyable {
  /// The word of the id's key, where the id has at most 8 bytes; else where its bytes start in the table's texts.
  let word: UInt64
  /// The position in the input of the customer's first row.
  let firstRecord: Int
  /// Bytes of the id, and above them what `OpenOccasion` and `isIrregular` say.
  private var lengthAndFlags: UInt32
  /// Days of the first and the last occasion, in days since 1970.
  private(set) var firstDay = Int32.min
  private(set) var lastDay = Int32.min
  /// Purchase occasions; those of positive amount, and those of unknown amount. The others have amount zero.
  private(set) var occasions: Int32 = 0
  private(set) var positives: Int32 = 0
  private(set) var unknowns: Int32 = 0
  /// Amount of the first occasion, once there is a second; 0 where unknown.
  private var firstAmount = 0.0
  /// Sum of the amounts after the first occasion; while there is but one, its amount.
  private var sum = CompensatedSum()

  /// What is known of the amount of the last occasion, to which more rows may come.
  private enum OpenOccasion {
    static let isPositive: UInt32 = 1 << 29
    static let isUnknown: UInt32 = 1 << 30
    static let both = isPositive | isUnknown
  }

  private static let irregularFlag: UInt32 = 1 << 31
  /// No record is longer than 2^28 bytes.
  private static let lengthMask: UInt32 = 1 << 29 - 1

  init(word: UInt64, length: Int, firstRecord: Int) {
    self.word = word
    self.firstRecord = firstRecord
    lengthAndFlags = UInt32(truncatingIfNeeded: length)
  }

  /// Bytes of the id.
  @inline(__always)
  var idLength: Int { Int(truncatingIfNeeded: lengthAndFlags & CustomerHistory.lengthMask) }

  /// Whether the customer must be worked out from all rows.
  @inline(__always)
  var isIrregular: Bool { lengthAndFlags & CustomerHistory.irregularFlag != 0 }

  mutating func markIrregular() { lengthAndFlags |= CustomerHistory.irregularFlag }

  /// The same customer before the first row.
  var withoutOccasions: CustomerHistory { CustomerHistory(word: word, length: idLength, firstRecord: firstRecord) }

  /// Adds a purchase that is no refund, on the last occasion's day or later.
  ///
  /// - Parameters:
  ///   - amount: NaN where unknown.
  ///   - mergesDays: whether purchases of one day are one occasion.
  @inline(__always)
  mutating func add(_ day: Int32, _ amount: Double, mergesDays: Bool) {
    if day == lastDay && mergesDays { return merge(amount) }
    if occasions <= 1 { leaveFirst(day) }
    lastDay = day
    occasions &+= 1
    lengthAndFlags &= ~OpenOccasion.both
    if amount > 0 {
      lengthAndFlags |= OpenOccasion.isPositive
      positives &+= 1
      sum.add(amount)
    } else if amount.isNaN {
      lengthAndFlags |= OpenOccasion.isUnknown
      unknowns &+= 1
    }
  }

  /// Before the first and the second occasion.
  @inline(__always)
  private mutating func leaveFirst(_ day: Int32) {
    if occasions == 0 {
      firstDay = day
    } else {
      firstAmount = sum.value
      sum = CompensatedSum()
    }
  }

  /// Adds a purchase to the last occasion. One known amount makes the occasion's known.
  @inline(never)
  private mutating func merge(_ amount: Double) {
    if amount.isNaN { return }
    if lengthAndFlags & OpenOccasion.isUnknown != 0 { unknowns -= 1 }
    if amount > 0 && lengthAndFlags & OpenOccasion.isPositive == 0 {
      positives += 1
      lengthAndFlags |= OpenOccasion.isPositive
    }
    lengthAndFlags &= ~OpenOccasion.isUnknown
    sum.add(amount)
  }

  // MARK: What follows

  /// x.
  var frequency: Int32 { occasions - 1 }

  /// Occasions of amount zero.
  var zeros: Int32 { occasions - positives - unknowns }

  /// All that was spent; NaN where nothing is known of it, infinite or NaN where it is beyond the largest double.
  var totalSpend: Double { occasions == unknowns ? .nan : spend(.all).value }

  /// Occasions of positive amount, all or those after the first.
  func spendCount(_ basis: SpendBasis) -> Int32 {
    switch basis {
    case .all: positives
    case .repeat where occasions > 1: positives - (firstAmount > 0 ? 1 : 0)
    case .repeat: 0
    }
  }

  /// Their mean amount; 0 where there is none.
  func spendMean(_ basis: SpendBasis) -> Double {
    let count = spendCount(basis)
    return count == 0 ? 0 : spend(basis).value / Double(count)
  }

  private func spend(_ basis: SpendBasis) -> CompensatedSum {
    var sum = sum
    if basis == .all && occasions > 1 { sum.add(firstAmount) }
    return sum
  }
}
