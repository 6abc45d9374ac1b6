import CustomerData
import CustomerModels
import TestSupport
import Testing
import Valuation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Value of BG/NBD customers")
struct ReferenceValueTests {
  /// Customers of a reference table; a mean of nil is a customer without repeat purchase.
  static func summary(_ rows: [JSONValue]) -> CustomerSummary {
    CustomerSummary.rows(
      rows.map { row in
        let mean = row["mean_repeat_value"].double
        let x = Int32(row["x"].number)
        return (x: x, tx: row["tx"].number, T: row["T"].number, count: mean == nil ? 0 : x, mean: mean ?? 0, total: 0)
      })
  }

  static func model(_ parameters: JSONValue) throws -> BGNBD {
    try BGNBD(parameters: ["r", "alpha", "a", "b"].map { parameters[$0].number })
  }

  // Source: Tests/Reference/mpmath_clv_contractual_nbd.json (50 digits).
  @Test("Twelve months of value with monthly discounting, and that of a lifetime", .tags(.reference))
  func discountedValue() throws {
    let file = try JSONValue(contentsOf: Repository.reference("mpmath_clv_contractual_nbd.json"))
    var lifetimes = 0
    for table in file["clv"].array {
      let parameters = table["params"]
      func read<Model: ParametricModel>(_: Model.Type) throws -> Model {
        try Model(parameters: Model.parameterNames.map { parameters[$0].number })
      }
      switch table["model"].string {
      case "bgnbd": try check(read(BGNBD.self), table, &lifetimes)
      case "mbgnbd": try check(read(MBGNBD.self), table, &lifetimes)
      case "pnbd": try check(read(ParetoNBD.self), table, &lifetimes)
      default: Issue.record("an unknown table")
      }
    }
    #expect(lifetimes == 12)
  }

  private func check(_ model: some LatentAttritionModel, _ table: JSONValue, _ lifetimes: inout Int) throws {
    let spend = try GammaGamma(parameters: ["p", "q", "v"].map { table["gg_params"][$0].number })
    let rows = table["rows"].array
    let summary = Self.summary(rows)
    #expect(rows.count == 12)
    let value = try Self.valueOfTwelveMonths(of: summary, model, spend)
    let forever = try Predictions(
      of: summary, transactions: model, unit: .week, spend: spend,
      options: PredictionOptions(horizon: .lifetime, discountRate: Self.fifteenPercent))
    for row in rows.indices {
      #expect(relativeError(forever[row].expectedSpend, rows[row]["expected_spend"].number) < 1e-14)
      // Twelve differences of cumulative values lose at most two digits of 1e-12.
      let expected = rows[row]["clv_12_months_discrete"].number
      #expect(relativeError(value[row], expected) < 1e-10, "\(model) row \(row)")
      guard let lifetime = rows[row]["clv_infinite_15pct_dert_times_spend"].double else { continue }
      #expect(relativeError(forever[row].predictedValue, lifetime) < 1e-10, "\(model) row \(row)")
      lifetimes += 1
    }
  }

  /// Monthly payments discounted by 1 % at the end of each month of 4.345 weeks, from undiscounted predictions.
  static func valueOfTwelveMonths(
    of summary: CustomerSummary, _ model: some LatentAttritionModel, _ spend: some SpendingModel
  ) throws -> [Double] {
    var value = [Double](repeating: 0, count: summary.count)
    var before = value
    for month in 1...12 {
      let predictions = try Predictions(
        of: summary, transactions: model, unit: .week, spend: spend,
        options: PredictionOptions(horizon: .finite(days: 7 * 4.345 * Double(month)), discountRate: .zero))
      for row in value.indices {
        value[row] += (predictions[row].predictedValue - before[row]) / pow(1.01, Double(month))
      }
      before = predictions.column(\.predictedValue)
    }
    return value
  }

  /// The references discount at delta = ln(1.15) / 52 per week. Here a year has 365.25 days, so that the same delta is
  /// another annual rate.
  static var fifteenPercent: DiscountRate {
    get throws { try DiscountRate(annual: expm1(log(1.15) * 365.25 / 364)) }
  }

  // Source: Tests/Reference/mpmath_bgnbd.json.
  @Test("P(alive), expected transactions and discounted lifetime transactions", .tags(.reference))
  func lifetime() throws {
    let file = try JSONValue(contentsOf: Repository.reference("mpmath_bgnbd.json"))
    // An expected spend of exactly 1 for everybody, whatever was spent.
    let unit = ShrunkSpend(p: 1e-300, q: 2, gamma: 1e300)
    var checked = 0
    for table in file["tables"].array {
      let triples = table["triples"].array
      let summary = Self.summary(triples)
      let model = try Self.model(table["params"])
      let forever = try Predictions(
        of: summary, transactions: model, unit: .week, spend: unit,
        options: PredictionOptions(horizon: .lifetime, discountRate: Self.fifteenPercent))
      for row in triples.indices {
        #expect(relativeError(forever[row].probabilityAlive, triples[row]["p_alive"].number) < 1e-10)
        guard let dert = triples[row]["dert_15pct"].double else { continue }
        #expect(relativeError(forever[row].predictedValue, dert) < 1e-10, "\(table["params"].object) row \(row)")
        checked += 1
      }
      for horizon in [13, 26, 39, 52] {
        let soon = try Predictions(
          of: summary, transactions: model, unit: .week, spend: nil,
          options: PredictionOptions(horizon: .finite(days: 7 * Double(horizon))))
        for row in triples.indices {
          #expect(relativeError(soon[row].expectedTransactions, triples[row]["cet"]["\(horizon)"].number) < 1e-10)
        }
      }
    }
    #expect(checked > 20)
  }

  @Test(
    "A lifetime of a model with a above 1 is finite without discounting; with a at most 1 it is refused", .tags(.edge))
  func undiscountedLifetime() throws {
    let summary = CustomerSummary.rows([(x: 2, tx: 30, T: 39, count: 2, mean: 10, total: 0)])
    let options = try PredictionOptions(horizon: .lifetime, discountRate: .zero)
    let spend = try GammaGamma(parameters: [6.25, 3.74, 15.44])
    let finite = try Predictions(
      of: summary, transactions: BGNBD(parameters: [0.243, 4.414, 1.5, 2.426]), unit: .week, spend: spend,
      options: options)
    // (a + b + x - 1) / (a - 1).
    #expect(relativeError(finite[0].expectedTransactions, finite[0].probabilityAlive * 4.926 / 0.5) < 1e-14)
    #expect(throws: PredictionError.unboundedValue(annualDiscountRate: 0)) {
      try Predictions(
        of: summary, transactions: BGNBD(parameters: [0.243, 4.414, 0.793, 2.426]), unit: .week, spend: spend,
        options: options)
    }
  }
}
