import ArgumentParser
import LifetimeValue

/// Where covariates stand.
struct CovariateSource: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Table with a row per customer, or per cohort of a retention table, and the covariates as columns (default: the input itself, a file whose rows of one customer all say the same).",
      valueName: "file"))
  var covariates: String?

  /// The file that is read, where there is one.
  var files: [String] { covariates.map { [$0] } ?? [] }

  /// The covariates of a summary's customers.
  func frame(
    _ names: [String], of summary: CustomerSummary, categorical: Set<String>, input: String, options: LogOptions
  ) throws -> CovariateFrame {
    try CovariateFrame(
      reading: InputLocation(argument: covariates ?? input), columns: names, of: summary, categorical: categorical,
      options: options)
  }

  /// The covariates of subscribers, or of the cohorts of a retention table.
  func frame(
    _ names: [String], of table: SubscriptionTable, categorical: Set<String>, input: String, options: LogOptions
  ) throws -> CovariateFrame {
    try CovariateFrame(
      reading: InputLocation(argument: covariates ?? input), columns: names, of: table, categorical: categorical,
      options: options)
  }

  /// Says how many rows of the table are about nobody in the input: usually an id written in two ways.
  func tellOfStrangers(_ frame: CovariateFrame?, quiet: Bool) {
    guard !quiet, let covariates, let strangers = frame?.strangers, strangers > 0 else { return }
    let rows = strangers == 1 ? "1 row belongs" : "\(NumberText.count(strangers)) rows belong"
    StandardError.write("clv: note: \(covariates): \(rows) to nobody in the input, and count for nothing")
  }
}
