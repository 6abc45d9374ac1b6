import TestSupport
import Testing

@testable import CustomerData

/// The occasions of dated amounts, as (day, amount); nil is an unknown amount.
private func occasions(_ rows: [(Int32, Double?)], _ occasion: Occasion = .day) -> ([[Double?]], PurchaseLedger.Counts)
{
  var ledger = PurchaseLedger(occasion)
  rows.map { PurchaseLedger.Row(day: $0.0, amount: $0.1 ?? .nan) }.withUnsafeBufferPointer { ledger.fill($0) }
  return (ledger.entries.map { [Double($0.day), $0.amount.isNaN ? nil : $0.amount] }, ledger.counts)
}

@Suite("Refunds")
struct PurchaseLedgerTests {
  @Test("rows of a day are one occasion; refunds are netted within it first")
  func withinTheDay() {
    #expect(occasions([(1, 10), (1, 5), (2, 7), (2, -3)]).0 == [[1, 15], [2, 4]])
    #expect(occasions([(1, -3), (1, 10)]).0 == [[1, 7]])
  }

  @Test("a day that refunds bring to zero has disappeared; a day of zeros is an occasion")
  func zeroDays() {
    #expect(occasions([(1, 10), (2, 5), (2, -5), (3, 0)]).0 == [[1, 10], [3, 0]])
    #expect(occasions([(2, 5), (2, -5), (2, 0)]).0 == [])
  }

  @Test("what a day leaves over goes against the latest earlier occasions, newest first")
  func backwards() {
    #expect(occasions([(1, 10), (2, 5), (3, -3)]).0 == [[1, 10], [2, 2]])
    #expect(occasions([(1, 10), (2, 5), (3, -5)]).0 == [[1, 10]])
    #expect(occasions([(1, 10), (2, 5), (3, -12)]).0 == [[1, 3]])
    #expect(occasions([(1, 10), (2, 5), (3, 4), (3, -12)]).0 == [[1, 7]])
    #expect(occasions([(1, 10), (2, -10), (3, 5)]).0 == [[3, 5]])
    let (left, counts) = occasions([(1, 10), (2, 5), (3, 4), (3, -12), (4, -7), (5, 1)])
    #expect(left == [[5, 1]] && counts.cancelled == 3 && counts.refundsAlone == 1 && counts.refundsDropped == 0)
  }

  @Test("a refund that finds nothing is dropped and counted")
  func dropped() {
    let (before, first) = occasions([(1, -5), (2, 10)])
    #expect(before == [[2, 10]] && first.refundsDropped == 1)
    let (more, second) = occasions([(1, 10), (2, -15), (3, 10)])
    #expect(more == [[3, 10]] && second.refundsDropped == 1 && second.cancelled == 1)
  }

  @Test("occasions of zero or unknown amount are not cancelled")
  func untouchable() {
    #expect(occasions([(1, 10), (2, 0), (3, nil), (4, -10)]).0 == [[2, 0], [3, nil]])
    #expect(occasions([(1, nil), (1, -4), (2, nil), (2, 5), (3, -5)]).0 == [[1, nil], [2, nil]])
  }

  @Test("unknown amounts of a day count for nothing beside known ones")
  func unknownBesideKnown() {
    #expect(occasions([(1, 10), (1, nil), (2, nil), (2, nil)]).0 == [[1, 10], [2, nil]])
  }

  @Test("amounts that cancel in decimal cancel, whatever binary says")
  func residue() {
    #expect(occasions([(1, 0.1), (1, 0.2), (1, -0.3)]).0 == [])
    #expect(occasions([(1, 0.1), (2, 0.2), (3, -0.1), (4, -0.1), (5, -0.1)]).0 == [])
    #expect(occasions([(1, 1e9), (2, 0.7), (2, 0.1), (3, -0.8)]).0 == [[1, 1e9]])
    #expect(occasions([(1, 1e9), (2, -1e9), (3, -0.01)]).1.refundsDropped == 1)
    // A cent is never taken for rounding.
    #expect(occasions([(1, 1e9 + 0.01), (2, -1e9)]).0.count == 1)
  }

  @Test("under row, each row is an occasion and refunds go backwards from the day's last")
  func rows() {
    #expect(occasions([(1, 10), (1, 5), (1, nil), (1, 0)], .row).0 == [[1, 10], [1, 5], [1, nil], [1, 0]])
    let (left, counts) = occasions([(1, 10), (2, 5), (2, -6), (2, 3), (3, -1), (4, -100)], .row)
    #expect(left == [] && counts.cancelled == 3 && counts.refundsAlone == 3 && counts.refundsDropped == 1)
    #expect(occasions([(1, 10), (2, 5), (2, -6), (2, 3), (3, -1)], .row).0 == [[1, 10], [2, 1]])
  }

  @Test("sums beyond the largest double are noticed", .tags(.edge))
  func overflow() {
    var ledger = PurchaseLedger(.day)
    [PurchaseLedger.Row(day: 1, amount: 1e308), PurchaseLedger.Row(day: 1, amount: 1e308)].withUnsafeBufferPointer {
      ledger.fill($0)
    }
    let hasOverflow = ledger.hasOverflow
    #expect(hasOverflow)
  }

  @Test("a refund whose gross amounts are beyond the largest double is noticed, not taken for a full one", .tags(.edge))
  func overflowOfRefunds() {
    for occasion in [Occasion.day, .row] {
      var ledger = PurchaseLedger(occasion)
      [PurchaseLedger.Row(day: 1, amount: 1.7e308), PurchaseLedger.Row(day: 2, amount: -1e308)]
        .withUnsafeBufferPointer { ledger.fill($0) }
      let hasOverflow = ledger.hasOverflow
      #expect(hasOverflow)
    }
  }
}
