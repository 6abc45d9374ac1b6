import ArgumentParser
import LifetimeValue

/// How a CSV is written.
struct CSVOptions: ParsableArguments {
  @Flag(
    help: "Put an apostrophe before an id that a spreadsheet would run as a formula (= + - @ or a control character).")
  var spreadsheetSafe = false

  @Option(help: "Significant digits of numbers (default: as many as tell the number exactly).")
  var digits: Int?

  func validate() throws {
    if let digits, !(1...17).contains(digits) { throw ValidationError("--digits \(digits): from 1 to 17.") }
  }

  var format: CSVFormat { CSVFormat(isSpreadsheetSafe: spreadsheetSafe, digits: digits) }
}
