import DelimitedText
import Foundation
import Parallelism
import Synchronization
import TestSupport
import Testing

@testable import CustomerData

/// What comes late in a log that is else by day and without refunds.
private enum LateRow: String, CaseIterable {
  case refund = "c7,2024-05-15,-5"
  case earlierDay = "c7,2023-01-01,5"
  case earlierDayInHoldout = "c7,2024-02-20,5"
  case none = "c7,2024-05-15,5"
}

@Suite("Rows that are needed after all")
struct ReadingAgainTests {
  /// 12,000 rows by day, an unusable one every 1,000, with a row of `late` after 10,000 of them.
  private func log(_ late: LateRow) throws -> TemporaryFile {
    var random = SplitMix(state: 5)
    var text = "customer_id,date,amount\n"
    for row in 0..<12_000 {
      if row == 9_000 { text += "c7,2024-03-26,4\n" }
      if row == 10_000 { text += late.rawValue + "\n" }
      let day = CalendarDay(daysSince1970: 19_358 + Int32(row / 20))
      text += row % 1_000 == 999 ? "c1,then,1\n" : ""
      text += "c\(Int.random(in: 0..<2_000, using: &random)),\(day),\(Int.random(in: 0..<9_000, using: &random)).25\n"
    }
    return try TemporaryFile(text)
  }

  private func read(
    _ path: String, blockSize: Int, _ options: LogOptions, progress: (@Sendable (ReadingProgress) -> Void)? = nil
  ) throws -> SummarizedLog {
    try SummarizedLog(
      DelimitedInput(.file(path), recognising: [["customer_id", "date"]], blockSize: blockSize), options: options,
      progress: progress)
  }

  @Test("the bits and rejects are those of a log read once", arguments: LateRow.allCases)
  private func sameBits(late: LateRow) throws {
    let file = try log(late)
    var options = LogOptions()
    options.badRows = .skip
    options.calibrationEnd = CalendarDay(daysSince1970: 19_700)
    options.logInterpurchaseSums = late == .none
    // A single batch of blocks, all of whose rows are kept.
    options.rejects = file.sibling("once.csv")
    let once = try read(file.url.path, blockSize: 1 << 18, options)
    options.rejects = file.sibling("again.csv")
    for (limit, threads) in [(nil, 1), (nil, 2), (300_000, 2), (500_000, 1)] {
      options.memoryLimit = limit
      options.threads = ThreadCount(threads)
      let spilled = Atomic<Int>(0)
      // The first of several batches ends after some 2,000 rows.
      let result = try read(file.url.path, blockSize: 1_000, options) {
        spilled.store($0.spilledBytes, ordering: .relaxed)
      }
      expectSameBits(result, once)
      #expect(spilled.load(ordering: .relaxed) > 0 || limit == nil)
      #expect(
        try Data(contentsOf: URL(filePath: file.sibling("again.csv")))
          == Data(contentsOf: URL(filePath: file.sibling("once.csv"))))
    }
  }

  @Test("only a log that needs its rows is read again, and not after it was changed", arguments: LateRow.allCases)
  private func changed(late: LateRow) throws {
    let file = try log(late)
    let path = file.url.path
    var options = LogOptions()
    options.badRows = .skip
    let isTouched = Atomic<Bool>(false)
    func touching(_ change: @escaping @Sendable () throws -> Void) throws -> SummarizedLog {
      isTouched.store(false, ordering: .relaxed)
      return try read(path, blockSize: 1_000, options) { progress in
        if progress.rows > 6_000 && !isTouched.exchange(true, ordering: .relaxed) {
          #expect(throws: Never.self) { try change() }
        }
      }
    }
    let once = try read(path, blockSize: 1 << 18, options)
    // Another time is no change, other days are, though the file has grown as well.
    expectSameBits(
      try touching { try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: path) },
      once)
    let whole = try Data(contentsOf: file.url)
    let rewritten = Result {
      try touching {
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seek(toOffset: UInt64("customer_id,date,amount\n".utf8.count))
        try handle.write(contentsOf: Data("c1,2033".utf8))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("c1,2024-08-30,1\n".utf8))
      }
    }
    if late == .none {
      #expect(try rewritten.get().audit.rowsRead >= once.audit.rowsRead)
    } else {
      let error = try #require(throws: DataError.self) { try rewritten.get() }
      #expect(error.exit == .readFailed && error.problem.contains("changed"))
    }
    try whole.write(to: file.url)
    // Another file in its place.
    let replaced = try touching {
      try FileManager.default.removeItem(atPath: path)
      try "customer_id,date\nx,2024-01-01\n".write(toFile: path, atomically: true, encoding: .utf8)
    }
    expectSameBits(replaced, once)
  }

  @Test("a file that has grown is read to where it was", .tags(.edge))
  func grown() throws {
    let file = try log(.refund)
    let input = try DelimitedInput(.file(file.url.path), blockSize: 1_000)
    func blocks(_ input: DelimitedInput, atMost count: Int = .max) throws -> [[UInt8]] {
      let block = RecordBlock()
      var all: [[UInt8]] = []
      while all.count < count, try input.nextBlock(block) { all.append(Array(block.bytes)) }
      return all
    }
    #expect(input.canBeReadAgain)
    let some = try blocks(input, atMost: 50)
    #expect(try blocks(input.again(), atMost: 50) == some)
    let all = try some + blocks(input)
    let handle = try FileHandle(forWritingTo: file.url)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("c1,2024-08-01,3\n".utf8))
    #expect(try blocks(input.again()) == all)
    try handle.truncate(atOffset: 5_000)
    #expect(try blocks(input.again()).count < all.count)
  }
}
