import CustomerData
import DelimitedText
import Foundation

/// The logs that are measured on: CDNOW as shipped, and many copies of it as a larger log of the same shape.
enum CDNOW {
  /// 2,357 customers.
  static let sample = folder + "cdnow_sample.csv.gz"
  /// 23,570 customers.
  static let master = folder + "cdnow_master.csv.gz"

  private static let folder = #filePath.replacing("Benchmarks/Micro/CDNOW.swift", with: "Models/CDNOW/")

  /// The customers of a log over its whole length, in days.
  static func summary(of path: String) throws -> CustomerSummary {
    try SummarizedLog(reading: .file(path)).summary
  }

  /// Writes the master log uncompressed into the temporary folder, `copies` times with other customer ids each time.
  ///
  /// - Returns: the path, the bytes, and the rows.
  static func plainMaster(copies: Int) throws -> (path: String, bytes: Int, rows: Int) {
    let file = FileManager.default.temporaryDirectory.appending(component: "clv-benchmark-cdnow-\(copies).csv")
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-dc", master]
    let pipe = Pipe()
    gzip.standardOutput = pipe
    try gzip.run()
    let text = pipe.fileHandleForReading.readDataToEndOfFile()
    gzip.waitUntilExit()
    var lines = text.split(separator: UInt8(ascii: "\n"))
    let header = lines.removeFirst()
    var all = Data(header)
    all.append(UInt8(ascii: "\n"))
    for copy in 0..<copies {
      for line in lines {
        if copy > 0 { all.append(contentsOf: "\(copy)-".utf8) }
        all.append(contentsOf: line)
        all.append(UInt8(ascii: "\n"))
      }
    }
    try all.write(to: file)
    return (file.path(percentEncoded: false), all.count, copies * lines.count)
  }
}
