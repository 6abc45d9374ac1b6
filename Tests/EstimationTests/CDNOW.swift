import CustomerData
import Foundation
import TestSupport

/// The CDNOW logs shipped in `Models/CDNOW`, summarised to the end of the 39-week calibration period.
enum CDNOW {
  static let sample = load("cdnow_sample.csv.gz")
  static let master = load("cdnow_master.csv.gz")

  struct Summary {
    var purchases: PurchasePatterns
    var spend: SpendPatterns
  }

  /// A reader for these two clean files alone: same-day rows merged, weeks of seven days, spend over repeat
  /// occasions with an amount above zero.
  private static func load(_ name: String) -> Summary {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gunzip", "-c", Repository.cdnow(name).path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try! process.run()
    let lines = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      .split(whereSeparator: \.isNewline)
    process.waitUntilExit()
    let header = lines[0].split(separator: ",")
    let (id, date, amount) = ("customer_id", "date", "amount")
    let columns = [id, date, amount].map { name in header.firstIndex { $0 == name }! }
    let end = CalendarDay("1997-09-30")!.daysSince1970
    var order: [Substring] = []
    var days: [Substring: [Int32: Double]] = [:]
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let day = CalendarDay(String(fields[columns[1]]))!.daysSince1970
      guard day <= end else { continue }
      if days[fields[columns[0]]] == nil { order.append(fields[columns[0]]) }
      days[fields[columns[0]], default: [:]][day, default: 0] += Double(fields[columns[2]])!
    }
    var histories: [PurchaseHistory] = []
    var spends: [SpendPatterns] = []
    for customer in order {
      let occasions = days[customer]!.sorted { $0.key < $1.key }
      let first = occasions[0].key
      histories.append(
        PurchaseHistory(
          frequency: occasions.count - 1, recency: Double(occasions.last!.key - first) / 7,
          age: Double(end - first) / 7))
      let repeats = occasions.dropFirst().map(\.value).filter { $0 > 0 }
      if !repeats.isEmpty {
        spends.append(
          SpendPatterns(
            counts: [repeats.count], means: [repeats.reduce(0, +) / Double(repeats.count)], weights: [1]))
      }
    }
    return Summary(
      purchases: PurchasePatterns(histories, unit: .week),
      spend: SpendPatterns(
        counts: spends.map { $0.counts[0] }, means: spends.map { $0.means[0] },
        weights: spends.map { $0.weights[0] }))
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
