/// The occasions of one customer, from dated amounts, with refunds taken off. Only customers with refunds need one: the rows of
/// the others make occasions by `CustomerHistory.add`, under the same rules.
///
/// Rules, in this order:
/// 1. Under `Occasion.day` the known amounts of a day are summed. A positive sum is an occasion of that amount. Without
///    refunds among the rows a sum of zero is an occasion of amount zero, and a day without any known amount an occasion
///    of unknown amount.
/// 2. With refunds among the rows, a sum of zero or below means that the day's purchases are gone, and with them the
///    occasion; a row of unknown amount keeps it, as an occasion of unknown amount, for nothing can cancel that.
/// 3. What a day's refunds leave over goes against the customer's latest earlier occasions, newest first. One refunded in
///    full disappears. Occasions of zero or unknown amount are passed over. A rest that finds nothing is dropped and
///    counted.
/// 4. Under `Occasion.row` every row that is no refund is an occasion of its own; a refund goes against the occasions of
///    its day, the last in the input first, then against earlier days.
///
/// "In full" allows for rounding: 0.1 + 0.2 - 0.3 is not 0 in binary. A difference is taken for zero when it is at most
/// n 2^-52 times the sum of the n absolute amounts it came from: the bound of their rounding and of its summation.
struct PurchaseLedger: ~Copyable {
  /// One purchase occasion.
  struct Entry {
    var day: Int32
    /// Net amount; NaN where unknown.
    var amount: Double
    /// Sum of the absolute amounts behind `amount`, and how many.
    var gross: Double
    var terms: Double
    /// Holds a row of unknown amount: cannot be cancelled in full.
    var hasUnknown: Bool
    var isCancelled = false
  }

  /// A row of the customer.
  struct Row {
    var day: Int32
    /// NaN where unknown.
    var amount: Double
  }

  /// What was counted on the way.
  struct Counts: Sendable {
    var merged = 0
    var cancelled = 0
    var refundsAlone = 0
    var refundsDropped = 0

    mutating func add(_ other: Counts) {
      merged += other.merged
      cancelled += other.cancelled
      refundsAlone += other.refundsAlone
      refundsDropped += other.refundsDropped
    }
  }

  /// The occasions that remain, by day, within a day in input order.
  private(set) var entries: [Entry] = []
  private(set) var counts = Counts()
  /// Some sum went beyond the largest double.
  private(set) var hasOverflow = false
  private let occasion: Occasion
  /// Positions in `entries` of occasions that refunds can go against, oldest first.
  private var cancellable: [Int] = []

  init(_ occasion: Occasion) { self.occasion = occasion }

  /// Replaces the content by the occasions of the rows, which stand by day, within a day in input order.
  mutating func fill(_ rows: UnsafeBufferPointer<Row>) {
    entries.removeAll(keepingCapacity: true)
    cancellable.removeAll(keepingCapacity: true)
    counts = Counts()
    hasOverflow = false
    var start = 0
    while start < rows.count {
      var end = start + 1
      while end < rows.count && rows[end].day == rows[start].day { end += 1 }
      let day = UnsafeBufferPointer(rebasing: rows[start..<end])
      switch occasion {
      case .day: addDay(day)
      case .row: addRows(day)
      }
      start = end
    }
    if counts.cancelled > 0 { entries.removeAll { $0.isCancelled } }
  }

  private mutating func addDay(_ rows: UnsafeBufferPointer<Row>) {
    let day = rows[0].day
    if rows.count == 1 && rows[0].amount >= 0 { return push(day, rows[0].amount, rows[0].amount, 1, false) }
    counts.merged += rows.count - 1
    var sum = CompensatedSum()
    var gross = 0.0
    var terms = 0.0
    var hasRefund = false
    var hasUnknown = false
    for row in rows {
      if row.amount.isNaN {
        hasUnknown = true
      } else {
        sum.add(row.amount)
        gross += abs(row.amount)
        terms += 1
        if row.amount < 0 { hasRefund = true }
      }
    }
    let net = sum.value
    if !gross.isFinite { hasOverflow = true }
    if !hasRefund {
      push(day, terms > 0 ? net : .nan, gross, terms, hasUnknown)
    } else if net > PurchaseLedger.tolerance(gross, terms) {
      push(day, net, gross, terms, hasUnknown)
    } else {
      if hasUnknown {
        push(day, .nan, 0, 0, true)
      } else if rows.contains(where: { $0.amount >= 0 }) {
        counts.cancelled += 1
      } else {
        counts.refundsAlone += 1
      }
      if net < -PurchaseLedger.tolerance(gross, terms) { cancel(-net, gross, terms) }
    }
  }

  private mutating func addRows(_ rows: UnsafeBufferPointer<Row>) {
    for row in rows where !(row.amount < 0) {
      push(row.day, row.amount, abs(row.amount), 1, row.amount.isNaN)
    }
    for row in rows where row.amount < 0 {
      counts.refundsAlone += 1
      cancel(-row.amount, -row.amount, 1)
    }
  }

  private mutating func push(_ day: Int32, _ amount: Double, _ gross: Double, _ terms: Double, _ hasUnknown: Bool) {
    if amount > 0 { cancellable.append(entries.count) }
    entries.append(Entry(day: day, amount: amount, gross: gross, terms: terms, hasUnknown: hasUnknown))
  }

  /// Takes a refund off the latest occasions.
  private mutating func cancel(_ refund: Double, _ gross: Double, _ terms: Double) {
    var (refund, gross, terms) = (refund, gross, terms)
    while let position = cancellable.last {
      let entry = entries[position]
      let rest = entry.amount - refund
      gross += entry.gross
      terms += entry.terms
      if !gross.isFinite {
        // No tolerance could be told: partly and fully refunded would look the same.
        hasOverflow = true
        return
      }
      let tolerance = PurchaseLedger.tolerance(gross, terms)
      if rest > tolerance {
        entries[position].amount = rest
        entries[position].gross = gross
        entries[position].terms = terms
        return
      }
      cancellable.removeLast()
      if entry.hasUnknown {
        entries[position].amount = .nan
      } else {
        entries[position].isCancelled = true
        counts.cancelled += 1
      }
      if rest >= -tolerance { return }
      refund = -rest
    }
    counts.refundsDropped += 1
  }

  private static func tolerance(_ gross: Double, _ terms: Double) -> Double { terms * 0x1p-52 * gross }
}
