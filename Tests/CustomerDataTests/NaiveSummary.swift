import CustomerData

/// The summary of a log by dictionaries and whole cents: slow, plain, and written apart from the reader.
struct NaiveSummary {
  /// A valid row; `cents` is nil where the amount is unknown.
  struct Row {
    var customer: String
    var day: Int32
    var cents: Int?
  }

  struct Customer: Equatable {
    var id: String
    var frequency = 0
    var first: Int32 = 0
    var last: Int32 = 0
    var spendCount = 0
    var spendCents = 0
    /// nil where no occasion has a known amount.
    var totalCents: Int?
  }

  var customers: [Customer] = []
  var used = 0
  var outside = 0
  var inHoldout = 0
  var zerosDropped = 0
  var refundsIgnored = 0
  var withoutPurchase = 0
  /// Occasions and cents in the holdout for each of `customers`.
  var holdout: [(occasions: Int, cents: Int)] = []
  var bornLater = 0

  init(_ rows: [Row], _ options: LogOptions) {
    let start = options.observationStart?.daysSince1970 ?? .min
    var end = options.observationEnd?.daysSince1970 ?? .max
    let split = options.calibrationEnd?.daysSince1970 ?? .max
    if options.calibrationEnd != nil { end = min(end, options.holdoutEnd?.daysSince1970 ?? .max) }
    var order: [String] = []
    var early: [String: [Row]] = [:]
    var late: [String: [Row]] = [:]
    for row in rows {
      if early[row.customer] == nil {
        order.append(row.customer)
        early[row.customer] = []
      }
      if row.day < start || row.day > end {
        outside += 1
      } else if options.refunds == .ignore, let cents = row.cents, cents < 0 {
        refundsIgnored += 1
      } else if options.zeroAmounts == .drop, row.cents == 0 {
        zerosDropped += 1
      } else if row.day > split {
        inHoldout += 1
        late[row.customer, default: []].append(row)
      } else {
        used += 1
        early[row.customer]!.append(row)
      }
    }
    for id in order {
      let occasions = NaiveSummary.occasions(early[id]!, options.occasion)
      let later = NaiveSummary.occasions(late[id] ?? [], options.occasion)
      if occasions.isEmpty {
        if !early[id]!.isEmpty { withoutPurchase += 1 }
        if !later.isEmpty { bornLater += 1 }
        continue
      }
      let valued = occasions.dropFirst(options.spendBasis == .all ? 0 : 1).compactMap(\.cents).filter { $0 > 0 }
      let known = occasions.compactMap(\.cents)
      customers.append(
        Customer(
          id: id, frequency: occasions.count - 1, first: occasions.first!.day, last: occasions.last!.day,
          spendCount: valued.count, spendCents: valued.reduce(0, +),
          totalCents: known.isEmpty ? nil : known.reduce(0, +)))
      holdout.append((later.count, later.compactMap(\.cents).reduce(0, +)))
    }
  }

  /// What remains of one customer's rows.
  static func occasions(_ rows: [Row], _ occasion: Occasion) -> [(day: Int32, cents: Int?)] {
    var result: [(day: Int32, cents: Int?, hasUnknown: Bool)] = []
    func refund(_ cents: Int) {
      var left = cents
      for index in result.indices.reversed() where left > 0 {
        guard let cents = result[index].cents, cents > 0 else { continue }
        result[index].cents = max(0, cents - left)
        left -= min(left, cents)
        // Emptied: marked by -1, or unknown again.
        if result[index].cents == 0 { result[index].cents = result[index].hasUnknown ? nil : -1 }
      }
    }
    for day in Set(rows.map(\.day)).sorted() {
      let today = rows.filter { $0.day == day }
      let known = today.compactMap(\.cents)
      let hasUnknown = known.count < today.count
      if occasion == .row {
        for row in today where row.cents ?? 0 >= 0 { result.append((day, row.cents, row.cents == nil)) }
        for row in today { if let cents = row.cents, cents < 0 { refund(-cents) } }
        continue
      }
      let net = known.reduce(0, +)
      if !known.contains(where: { $0 < 0 }) {
        result.append((day, known.isEmpty ? nil : net, hasUnknown))
      } else if net > 0 {
        result.append((day, net, hasUnknown))
      } else {
        if hasUnknown { result.append((day, nil, true)) }
        refund(-net)
      }
    }
    return result.filter { $0.cents != -1 }.map { ($0.day, $0.cents) }
  }
}
