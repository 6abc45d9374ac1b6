import CustomerData
import DelimitedText
import Foundation
import Parallelism
import TestSupport
import Testing

@Suite("Columns by customer")
struct CustomerAttributeTests {
  private func summary(of file: TemporaryFile) throws -> CustomerSummary {
    try SummarizedLog(reading: .file(file.url.path)).summary
  }

  private func values(_ attribute: CustomerAttribute) -> [String?] {
    attribute.levelOfRow.map { $0 < 0 ? nil : attribute.levels[Int($0)] }
  }

  @Test("a column of the log gives each customer the value of their rows; an empty field says nothing")
  func column() throws {
    let file = try TemporaryFile(
      #"""
      customer_id,date,channel,country
      b,2020-01-02,web,DE
      "a ""x""",2020-01-01,,AT
      b,2020-01-05,web,DE
      "a ""x""",2020-02-01,"shop, old",AT
      c,2020-02-03,,
      b,2020-03-01,,DE

      """#)
    let summary = try summary(of: file)
    let columns = try CustomerAttribute.read(
      .file(file.url.path), columns: ["country", "channel"], of: summary, options: LogOptions())
    #expect(values(columns[0]) == ["DE", "AT", nil] && columns[0].levels == ["AT", "DE"])
    #expect(values(columns[1]) == ["web", "shop, old", nil])
  }

  @Test("a second value names both lines, or is passed over when the first counts")
  func conflict() throws {
    let file = try TemporaryFile(
      "customer_id,date,channel\na,2020-01-01,web\nb,2020-01-01,web\n\nb,2020-01-04,\nb,2020-01-05,shop\n")
    let summary = try summary(of: file)
    let location = InputLocation.file(file.url.path)
    do {
      _ = try CustomerAttribute.read(location, columns: ["channel"], of: summary, options: LogOptions())
      Issue.record("no error")
    } catch {
      #expect(error.exit == .badData && error.line == 6 && error.text == "shop")
      #expect(error.problem.contains("'web' on line 3"))
    }
    let first = try CustomerAttribute.read(
      location, columns: ["channel"], of: summary, options: LogOptions(), rule: .first)
    #expect(values(first[0]) == ["web", "web"])
  }

  @Test("a table by customer may have others and leave some out")
  func table() throws {
    let log = try TemporaryFile("customer_id,date\na,2020-01-01\nb,2020-01-01\nc,2020-01-01\n")
    let table = try TemporaryFile("segment,customer_id\nx,c\ny,stranger\nz,a\n", name: "table.csv")
    let columns = try CustomerAttribute.read(
      .file(table.url.path), columns: ["segment"], of: try summary(of: log), options: LogOptions())
    #expect(values(columns[0]) == ["z", nil, "x"])
  }

  @Test("the rows of a table of patterns are taken in order")
  func patterns() throws {
    let file = try TemporaryFile("frequency,recency,age,customers,channel\n0,0,5,10,web\n1,2,5,3,shop\n0,0,5,4,\n")
    let summary = try SummaryTable(reading: .file(file.url.path)).summary
    let columns = try CustomerAttribute.read(
      .file(file.url.path), columns: ["channel"], of: summary, options: LogOptions())
    #expect(values(columns[0]) == ["web", "shop", nil])
  }

  @Test("a long log gives the same on any number of threads, and as its customers were written")
  func threads() throws {
    // Several blocks of half a megabyte, so that customers are met again in later rounds.
    var text = "customer_id,date,level\n"
    for row in 0..<120_000 {
      let customer = row &* 7919 % 5003
      text += "customer-\(customer)-of-the-log,2020-01-\(10 + row % 20),level \(customer % 11)\n"
    }
    let file = try TemporaryFile(text)
    let summary = try summary(of: file)
    var options = LogOptions()
    var results: [[CustomerAttribute]] = []
    for threads in [1, 3] {
      options.threads = ThreadCount(threads)
      results.append(
        try CustomerAttribute.read(.file(file.url.path), columns: ["level"], of: summary, options: options))
    }
    #expect(results[0] == results[1])
    for row in 0..<summary.count {
      let customer = Int(summary.identifiers[row].split(separator: "-")[1])!
      #expect(values(results[0][0])[row] == "level \(customer % 11)")
      if row > 200 { break }
    }
  }

  @Test("a column that is not there, a pipe and a broken row are errors")
  func refusals() throws {
    let file = try TemporaryFile("customer_id,date,channel\na,2020-01-01,web\n")
    let summary = try summary(of: file)
    #expect(throws: DataError.self) {
      try CustomerAttribute.read(.file(file.url.path), columns: ["chanel"], of: summary, options: LogOptions())
    }
    #expect(throws: DataError.self) {
      try CustomerAttribute.read(.standardInput, columns: ["channel"], of: summary, options: LogOptions())
    }
    let broken = try TemporaryFile("customer_id,channel\na,web\nb\n", name: "broken.csv")
    do {
      _ = try CustomerAttribute.read(
        .file(broken.url.path), columns: ["channel"], of: summary, options: LogOptions())
      Issue.record("no error")
    } catch {
      #expect(error.line == 3)
    }
  }

  @Test("a column is one of numbers until a text stands in it, in whatever round of blocks", .tags(.edge))
  func numbers() throws {
    var log = "customer_id,date\n"
    var table = "customer_id,early,late,number,note\n"
    // A round is sixteen blocks of 256 KB: the last row comes in the second one.
    let (customers, note) = (20_000, String(repeating: "n", count: 220))
    for customer in 0..<customers {
      log += "\(customer),2020-01-01\n"
      table += "\(customer),\(customer == 3 ? "x" : "1.0"),\(customer == customers - 1 ? "x" : "1.0"),1.5,\(note)\n"
    }
    let file = try TemporaryFile(log)
    let wide = try TemporaryFile(table, name: "table.csv")
    let summary = try summary(of: file)
    let frame = try CovariateFrame(
      reading: .file(wide.url.path), columns: ["early", "late", "number"], of: summary, options: LogOptions())
    for name in ["early", "late"] {
      guard case .levels(_, let names) = frame[name]!.values else {
        Issue.record("\(name) is no column of names")
        continue
      }
      #expect(names == ["1.0", "x"])
    }
    #expect(frame["number"]!.values == .numbers([Double](repeating: 1.5, count: customers)))
    #expect(frame.strangers == 0)
  }

  @Test("a second number of a customer names both lines; the same number in other digits is none")
  func secondNumber() throws {
    let file = try TemporaryFile("customer_id,date,age\na,2020-01-01,40\na,2020-01-02,40.0\na,2020-01-03,41\n")
    let summary = try summary(of: file)
    do {
      _ = try CovariateFrame(reading: .file(file.url.path), columns: ["age"], of: summary, options: LogOptions())
      Issue.record("no error")
    } catch {
      #expect(error.line == 4 && error.text == "41" && error.problem.contains("'40' on line 2"))
    }
  }
}
