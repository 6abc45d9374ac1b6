import CustomerData
import CustomerModels
import DelimitedText
import Foundation
import LifetimeValue

/// A simulated log in a file, in the order of dates as a shop's log is.
struct DatedLog {
  /// Where it is: among the logs that `make clean` removes.
  let path: String
  /// Its size.
  let bytes: Int
  /// Its rows, the header not counted.
  let rows: Int

  /// Draws a log: mostly one-time buyers over two years, about 2.4 rows per customer.
  /// - Parameter identifiers: how many of them the customers share; nil for one each.
  init(customers: Int, identifiers: Int? = nil) throws {
    let log = SimulatedLog(
      transactions: try BGNBD(r: 0.25, alpha: 30, a: 0.8, b: 2.5), unit: .day,
      spend: try GammaGamma(p: 6, q: 4, gamma: 15), customers: customers, start: CalendarDay("2023-01-01")!,
      end: CalendarDay("2024-12-31")!, seed: 1)
    var purchases: [(customer: Int, day: CalendarDay, cents: Int)] = []
    for customer in 0..<customers {
      for purchase in log.purchases(of: customer) { purchases.append((customer, purchase.day, purchase.cents!)) }
    }
    purchases.sort { $0.day < $1.day }
    var block = CSVBlock(CSVFormat())
    block.appendRow(["customer_id", "date", "amount"])
    for purchase in purchases {
      // As long as that of most customers.
      block.append(identifiers.map { 100_000 + purchase.customer % $0 } ?? purchase.customer)
      block.append(purchase.day)
      block.append(Double(purchase.cents) / 100)
      block.endRow()
    }
    let folder = URL(filePath: #filePath.replacing("Micro/DatedLog.swift", with: ".work"))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(component: "micro-\(customers)-customers-\(identifiers ?? customers)-ids.csv")
    path = file.path(percentEncoded: false)
    bytes = block.byteCount
    rows = purchases.count
    try block.withBytes { bytes in try Data(bytes).write(to: file) }
  }
}
