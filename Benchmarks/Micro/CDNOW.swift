import CustomerData
import DelimitedText
import Foundation

/// The CDNOW logs as shipped.
enum CDNOW {
  /// 2,357 customers.
  static let sample = folder + "cdnow_sample.csv.gz"
  /// 23,570 customers.
  static let master = folder + "cdnow_master.csv.gz"

  private static let folder = #filePath.replacing("Benchmarks/Micro/CDNOW.swift", with: "Models/CDNOW/")
}

/// The customers of a log over its whole length, in days.
func summary(of path: String) throws -> CustomerSummary {
  try SummarizedLog(reading: .file(path)).summary
}
