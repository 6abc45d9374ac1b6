import Foundation
import LifetimeValue
import TestSupport
import Testing

@testable import CLVCommand

@Suite("Warnings of a fit")
struct FitWarningsTests {
  @Test("what the table beside them says is left out, everything else is written")
  func besideTable() throws {
    var artifact = try ModelArtifact(contentsOfFile: Repository.cdnow("cdnow_sample.model.json").path)
    artifact.transactions.report.status = .boundary
    artifact.transactions.report.messages = ["no dropout is detectable."]
    let warnings = artifact.warnings + ["the mean spend does not exist"]
    let all = ["clv: warning: bg-nbd: no dropout is detectable.", "clv: warning: the mean spend does not exist"]
    #expect(FitWarnings.lines(warnings, alreadyRead: []) == all)
    #expect(FitWarnings.lines(warnings, alreadyRead: artifact.statusMessages) == [all[1]])
  }
}
