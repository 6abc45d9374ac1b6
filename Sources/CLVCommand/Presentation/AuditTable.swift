import LifetimeValue

/// The audit as every run prints it: what became of each row.
struct AuditTable {
  private let audit: Audit

  init(_ audit: Audit) { self.audit = audit }

  var lines: [String] {
    var table = TextTable(header: ["", ""], alignments: [.left, .right])
    func add(_ name: String, _ count: Int, always: Bool = false) {
      if always || count != 0 { table.add([name, NumberText.count(count)]) }
    }
    add("rows read", audit.rowsRead, always: true)
    add("  used", audit.rowsUsed, always: true)
    add("  in the holdout", audit.rowsInHoldout)
    add("  outside the window", audit.rowsOutsideWindow)
    add("  of amount zero, dropped", audit.zeroRowsDropped)
    add("  refunds, ignored", audit.refundRowsIgnored)
    add("  rejected", audit.rowsRejected, always: true)
    add("rows merged (same customer, same day)", audit.rowsMerged)
    add("refund rows", audit.refundRows)
    add("  occasions they cancelled", audit.occasionsCancelled)
    add("  refunds left over, dropped", audit.refundsDropped)
    add("occasions", audit.occasions, always: true)
    add("  of amount zero", audit.zeroOccasions)
    add("  of unknown amount", audit.unknownOccasions)
    add("customers", audit.customers, always: true)
    add("customers without a purchase left", audit.customersWithoutPurchase)
    var result = ["clv: audit"] + table.lines
    if let first = audit.firstDate, let end = audit.observationEnd {
      result.append("  first date \(first), observation end \(end)")
    }
    if audit.rowsRejected > 0 {
      result.append("  first rejected rows:")
      result += audit.firstRejects.map { "    line \($0.line): \($0.reason): \"\($0.text)\"" }
    }
    return result
  }
}
