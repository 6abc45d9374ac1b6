import CustomerData
import DelimitedText
import Foundation
import TestSupport
import Testing

private func read(_ text: String) throws -> CustomerInput {
  let file = try TemporaryFile(text)
  return try CustomerInput.read(.file(file.url.path), options: LogOptions())
}

@Suite("Inputs told apart by their header")
struct CustomerInputTests {
  @Test("a log and a summary are recognised, whatever the delimiter")
  func kinds() throws {
    guard case .log(let log) = try read("age|date|customer_id\n1|2020-01-01|x\n") else {
      Issue.record("not taken for a log")
      return
    }
    #expect(log.summary.count == 1)
    guard case .summary(let table) = try read("frequency;recency;age;customer_id\n1;2;3;x\n") else {
      Issue.record("not taken for a summary")
      return
    }
    #expect(table.summary.frequencies == [1])
  }

  @Test(
    "missing columns are named for the kind that comes nearest", .tags(.edge),
    arguments: [
      ("date,who\n", "'customer_id'"), ("customer_id,frequency,recency\n1,0,0\n", "'age'"),
      ("x,y\n1,2\n", "'customer_id' or 'date'"),
    ])
  func missing(text: String, columns: String) throws {
    let error = try #require(throws: DataError.self) { try read(text) }
    #expect(error.exit == .badData && error.problem == "the header has no column \(columns)" && error.line == 1)
  }
}
