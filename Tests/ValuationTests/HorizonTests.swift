import CustomerData
import TestSupport
import Testing
import Valuation

@Suite("Horizon and discount rate")
struct HorizonTests {
  @Test(
    "A horizon is a number with a unit",
    arguments: [
      ("90d", 90), ("52w", 364), ("12m", 365.25), ("2y", 730.5), ("0.5y", 182.625), ("1.5d", 1.5), ("1000y", 365_250),
    ])
  func finite(text: String, days: Double) throws {
    let horizon = try Horizon(text)
    let again = try Horizon(horizon.description)
    #expect(horizon == .finite(days: days) && again == horizon)
  }

  @Test("A lifetime has no end")
  func lifetime() throws {
    let horizon = try Horizon("lifetime")
    #expect(horizon == .lifetime)
    #expect(Horizon.lifetime.description == "lifetime")
    #expect(Horizon.lifetime.length(in: .week) == .infinity)
    #expect(Horizon.finite(days: 364).length(in: .week) == 52)
  }

  @Test(
    "Text that is no horizon is refused", .tags(.edge),
    arguments: [
      "", "d", "90", "90 d", "d90", "90D", "90q", "nand", "infd", "0x1Fd", "1e3d", "1_000d", "--3d", "Lifetime",
    ])
  func unreadable(text: String) {
    #expect(throws: PredictionError.horizonNotReadable(text: text)) { try Horizon(text) }
  }

  @Test(
    "A horizon is above 0 and at most 1000 years", .tags(.edge),
    arguments: [("0d", 0), ("-3d", -3), ("1001y", 1001 * 365.25), ("365251d", 365_251)])
  func outOfRange(text: String, days: Double) {
    #expect(throws: PredictionError.horizonOutOfRange(days: days)) { try Horizon(text) }
  }

  @Test("A number beyond a double is out of range", .tags(.edge))
  func overflow() {
    #expect(throws: PredictionError.horizonOutOfRange(days: .infinity)) {
      try Horizon(String(repeating: "9", count: 400) + "d")
    }
  }

  @Test("A year of continuous discounting is one annual rate, in every unit")
  func discount() throws {
    let rate = try DiscountRate(annual: 0.1)
    // ln 1.1 from Abramowitz & Stegun, table 4.2.
    let logOfRate = 0.0953101798043249
    #expect(relativeError(rate.continuousPerDay, logOfRate / 365.25) < 1e-15)
    for unit in TimeUnit.allCases {
      #expect(relativeError(rate.continuous(per: unit), logOfRate / 365.25 * unit.days) < 1e-15)
    }
    #expect(DiscountRate.zero.continuousPerDay == 0)
    #expect(DiscountRate.standard == rate)
  }

  @Test(
    "A discount rate is above -1 and finite", .tags(.edge), arguments: [-1, -1.5, Double.infinity, -Double.infinity])
  func discountOutOfRange(annual: Double) throws {
    #expect(throws: PredictionError.discountRateOutOfRange(annual)) { try DiscountRate(annual: annual) }
    #expect(throws: PredictionError.self) { try DiscountRate(annual: .nan) }
    let growth = try DiscountRate(annual: -0.99)
    #expect(growth.continuousPerDay < 0)
  }
}
