import CustomerData
import CustomerModels
import DelimitedText
import Foundation
import TestSupport
import Testing
import Valuation

/// Values that packages print at given parameters.
@Suite("Values of packages", .tags(.reference))
struct PackageValueTests {
  @Test("lifetimes: twelve months with monthly discounting")
  func lifetimes() throws {
    let entries = try JSONValue(contentsOf: Repository.reference("package_predictions.json"))["entries"].array
    let entry = try #require(entries.first { $0["model"].string == "clv bgnbd+gg" })
    let model = try BGNBD(parameters: entry["params"].array.map(\.number))
    let spend = try GammaGamma(parameters: entry["gg_params"].array.map(\.number))
    let mean = entry["mean_spend"].number
    let summary = CustomerSummary.rows(
      entry["triples"].array.map {
        let x = Int32($0[0].number)
        return (x: x, tx: $0[1].number, T: $0[2].number, count: x, mean: mean, total: 0)
      })
    let value = try ReferenceValueTests.valueOfTwelveMonths(of: summary, model, spend)
    #expect(value.count == 9)
    for row in value.indices {
      #expect(relativeError(value[row], entry["clv"][row].number) < 1e-10, "row \(row)")
      let history = summary[row]
      let expected = try #require(spend.expectedSpend(givenMean: mean, count: history.frequency))
      #expect(relativeError(expected, entry["expected_spend"][row].number) < 1e-14, "row \(row)")
    }
  }

  @Test("CLVTools: 52 weeks and the lifetime of apparel customers, by Pareto/NBD and BG/NBD")
  func apparel() throws {
    // Customers of a log that may not be shipped: skipped where it is not beside the checkout.
    guard let log = Repository.sharedData("apparel_transactions.csv.gz"),
      let file = Repository.sharedOracle("clvtools_predict_apparel.json")
    else {
      print("skipped: the apparel log is not beside the checkout")
      return
    }
    var options = LogOptions()
    options.observationEnd = CalendarDay("2006-12-31")
    options.unit = .week
    let summary = try SummarizedLog(reading: .file(log.path), options: options).summary
    for entry in try JSONValue(contentsOf: file)["entries"].array {
      let parameters = entry["params"]
      switch entry["model"].string {
      case "pnbd":
        try check(ParetoNBD(parameters: ParetoNBD.parameterNames.map { parameters[$0].number }), entry, summary)
      case "bgnbd": try check(BGNBD(parameters: BGNBD.parameterNames.map { parameters[$0].number }), entry, summary)
      default: Issue.record("an unknown entry")
      }
    }
  }

  private func check(_ model: some LatentAttritionModel, _ entry: JSONValue, _ summary: CustomerSummary) throws {
    let spend = try GammaGamma(parameters: GammaGamma.parameterNames.map { entry["gg_params"][$0].number })
    let year = try Predictions(
      of: summary, transactions: model, unit: .week, spend: spend,
      options: PredictionOptions(horizon: .finite(days: 7 * entry["prediction_weeks"].number), discountRate: .zero))
    let forever = try Predictions(
      of: summary, transactions: model, unit: .week, spend: spend,
      options: PredictionOptions(horizon: .lifetime, discountRate: ReferenceValueTests.fifteenPercent))
    #expect(relativeError(year.column(\.probabilityAlive).reduce(0, +), entry["sum_PAlive"].number) < 1e-10)
    #expect(relativeError(year.column(\.expectedTransactions).reduce(0, +), entry["sum_CET"].number) < 1e-10)
    #expect(entry["customers"].array.count == 12)
    let rows = Dictionary(uniqueKeysWithValues: (0..<summary.count).map { (summary.identifiers[$0], $0) })
    for customer in entry["customers"].array {
      let row = try #require(rows[customer["Id"].string!])
      let label = "\(model) customer \(customer["Id"].string!)"
      let prediction = year[row]
      #expect(relativeError(prediction.probabilityAlive, customer["PAlive"].number) < 1e-10, "\(label)")
      #expect(relativeError(prediction.expectedTransactions, customer["CET"].number) < 1e-10, "\(label)")
      #expect(relativeError(prediction.expectedSpend, customer["predicted.mean.spending"].number) < 1e-10, "\(label)")
      #expect(
        relativeError(prediction.predictedValue, customer["predicted.period.spending"].number) < 1e-10, "\(label)")
      guard let value = customer["predicted.CLV"].double else { continue }
      #expect(relativeError(forever[row].predictedValue, value) < 1e-10, "\(label)")
      let discounted = forever[row].predictedValue / forever[row].expectedSpend
      #expect(relativeError(discounted, customer["DERT"].number) < 1e-10, "\(label)")
    }
  }
}
