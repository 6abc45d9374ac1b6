import Foundation
import LifetimeValue
import TestSupport
import Testing

@Suite("README")
struct ReadmeTests {
  @Test("the example at the top is the code below, and it runs")
  func example() throws {
    let readme = try String(contentsOf: Repository.root.appending(path: "README.md"), encoding: .utf8)
    let source = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    let code = readme.components(separatedBy: "```swift\n")[1].components(separatedBy: "```")[0]
    // Lines that name files differ; every other line stands in this test word for word.
    for line in code.split(separator: "\n") where !line.contains("import") && !line.contains(".csv") {
      #expect(source.contains(line), "\(line)")
    }

    let folder = FileManager.default.temporaryDirectory.appending(path: "readme-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = Repository.cdnow("cdnow_sample.csv.gz").path
    try run(log: log, predictions: folder.appending(path: "predictions.csv").path)
    let written = try String(contentsOf: folder.appending(path: "predictions.csv"), encoding: .utf8)
    #expect(written.split(separator: "\n").count == 2358)
  }

  private func run(log path: String, predictions target: String) throws {
    var options = LogOptions()
    options.unit = .week
    guard case .log(let log) = try CustomerInput.read(.file(path), options: options) else { fatalError("a summary") }

    let model = try ModelArtifact(fitting: log.summary, audit: log.audit, options: options)
    print(model.transactions.parameters, model.transactions.report.status)

    let predictions = try model.predictions(for: log.summary, options: PredictionOptions(horizon: Horizon("365d")))
    let file = try OutputLocation.file(target).open()
    try predictions.write(to: file)
    try file.finish()
  }

  @Test("the README's table names every model of the catalogue")
  func models() throws {
    let readme = try String(contentsOf: Repository.root.appending(path: "README.md"), encoding: .utf8)
    let rows = readme.components(separatedBy: "## Models\n")[1].split(separator: "\n").filter { $0.hasPrefix("| `") }
    let names =
      ModelCatalogue.transactionModels.map { $0.name } + ModelCatalogue.spendingModels.map { $0.name }
      + ModelCatalogue.contractModels.map { $0.name } + ModelCatalogue.opportunityModels.map { $0.name }
    for name in names {
      #expect(rows.contains { $0.split(separator: "|")[0].contains("`\(name)`") }, "\(name)")
    }
  }

  @Test("every option that the README names exists, and every subcommand")
  func options() throws {
    let readme = try String(contentsOf: Repository.root.appending(path: "README.md"), encoding: .utf8)
    let sources =
      FileManager.default.enumerator(
        at: Repository.root.appending(path: "Sources/CLVCommand"), includingPropertiesForKeys: nil)!.allObjects
      as! [URL]
    let text = try sources.filter { $0.pathExtension == "swift" }.map { try String(contentsOf: $0, encoding: .utf8) }
      .joined()
    for match in readme.matches(of: /--([a-z]+(?:-[a-z]+)*)/) {
      let words = match.output.1.split(separator: "-")
      let property = String(words[0]) + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
      #expect(text.contains("var \(property)") || property == "help", "--\(match.output.1)")
    }
  }
}
