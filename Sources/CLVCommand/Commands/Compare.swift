import ArgumentParser
import LifetimeValue

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare model files fitted to the same data: likelihood-ratio tests, AIC and BIC.")

  @Argument(help: "Two or more model files that `clv fit --output` wrote.")
  var models: [String]

  @Option(help: "What standard output carries: a table for people, or one JSON document.")
  var format: OutputFormat = .text

  func validate() throws {
    if models.count < 2 { throw ValidationError("compare needs two model files or more.") }
    if Set(models).count < models.count { throw ValidationError("a model file stands twice.") }
  }

  mutating func run() throws {
    var files: [(name: String, file: ModelFile)] = []
    for path in models {
      do {
        files.append((path, try ModelFile(contentsOfFile: path)))
      } catch {
        throw Failure(error, file: path)
      }
    }
    let comparisons = try ModelComparison.all(files)
    switch format {
    case .text: try StandardOutput.write(ComparisonTable.lines(comparisons))
    case .json:
      try StandardOutput.write(
        JSONDocument.encode(
          Dictionary(uniqueKeysWithValues: comparisons.map { ($0.part.rawValue, $0) })))
    }
  }
}
