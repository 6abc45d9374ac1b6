import CustomerData
import DelimitedText
import Foundation
import TestSupport

/// Logs that the tests fit, summarised in weeks where nothing else is said.
enum SampleLogs {
  struct Summary: Sendable {
    var purchases: PurchasePatterns
    var spend: SpendPatterns
  }

  /// The CDNOW sample and master of `Models/CDNOW`, to the end of the 39-week calibration period.
  static let cdnow = load(Repository.cdnow("cdnow_sample.csv.gz"), end: "1997-09-30")
  static let cdnowMaster = load(Repository.cdnow("cdnow_master.csv.gz"), end: "1997-09-30")
  /// The sample in days.
  static let cdnowDays = load(Repository.cdnow("cdnow_sample.csv.gz"), end: "1997-09-30", unit: .day)
  /// The simulated log of `Tests/Reference`.
  static let synthetic = load(
    Repository.reference("synth_log.csv.gz"), end: "2024-01-01", columns: ["id", "date", "value"])

  /// The apparel log of 600 customers, its first 104 weeks; nil where it is not beside the checkout.
  static let apparel = Repository.sharedData("apparel_transactions.csv.gz").map { load($0, end: "2006-12-31") }

  /// The simulated GGompertz/NBD cohort of `Tests/Reference`, in weeks.
  static let agingCohort: PurchasePatterns = {
    var options = LogOptions()
    options.customerColumn = "id"
    options.unit = .week
    let file = Repository.reference("ggomnbd_sim.csv.gz")
    return PurchasePatterns(try! SummaryTable(reading: .file(file.path), options: options).summary)
  }()

  private static func load(
    _ file: URL, end: String, columns: [String] = ["customer_id", "date", "amount"], unit: TimeUnit = .week
  ) -> Summary {
    var options = LogOptions()
    (options.customerColumn, options.dateColumn, options.amountColumn) = (columns[0], columns[1], columns[2])
    options.observationEnd = CalendarDay(end)!
    options.unit = unit
    options.logInterpurchaseSums = true
    guard case .log(let log) = try! CustomerInput.read(.file(file.path), options: options) else {
      fatalError("\(file.lastPathComponent) is a summary")
    }
    return Summary(purchases: PurchasePatterns(log.summary), spend: SpendPatterns(log.summary))
  }
}

extension PurchasePatterns {
  /// Compresses histories into distinct patterns, in order of first appearance.
  init(_ histories: [PurchaseHistory], unit: TimeUnit) {
    var positions: [PurchaseHistory: Int] = [:]
    var distinct: [PurchaseHistory] = []
    var weights: [Double] = []
    for history in histories {
      if let position = positions[history] {
        weights[position] += 1
      } else {
        positions[history] = distinct.count
        distinct.append(history)
        weights.append(1)
      }
    }
    self.init(
      frequencies: distinct.map(\.frequency), recencies: distinct.map(\.recency), ages: distinct.map(\.age),
      weights: weights, unit: unit)
  }
}
