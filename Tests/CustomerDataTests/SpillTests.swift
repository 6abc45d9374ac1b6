import DelimitedText
import Foundation
import Parallelism
import Synchronization
import TestSupport
import Testing

@testable import CustomerData

@Suite("Rows beyond the memory limit")
struct SpillTests {
  /// A folder of its own, and a log of 20,000 rows in it: ids of 1 to 40 bytes, days in no order and a refund here
  /// and there, or by day without a refund.
  private struct Scene {
    let file: TemporaryFile
    let folder: String

    init(byDay: Bool = false) throws {
      var text = "customer_id,date,amount\n"
      var state: UInt64 = 1
      for row in 0..<20_000 {
        // Marsaglia, "Xorshift RNGs" (2003).
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        let customer = state % 3_000
        let id = "c\(customer)" + String(repeating: "x", count: Int(customer % 36))
        let day = CalendarDay(daysSince1970: Int32(18_000 + (byDay ? UInt64(row / 40) : state >> 20 % 500)))
        let sign = !byDay && state >> 40 % 10 == 0 ? "-" : ""
        text += "\(id),\(day),\(sign)\(state >> 30 % 50).\(state >> 50 % 10)\n"
      }
      file = try TemporaryFile(text)
      folder = file.sibling("scratch")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func read(
      limit: Int?, threads: Int = 2, folder: String? = nil, logInterpurchaseSums: Bool = false,
      progress: (@Sendable (ReadingProgress) -> Void)? = nil
    ) throws -> SummarizedLog {
      var options = LogOptions()
      options.logInterpurchaseSums = logInterpurchaseSums
      options.memoryLimit = limit
      options.temporaryFolder = folder ?? self.folder
      options.threads = ThreadCount(threads)
      return try SummarizedLog(
        DelimitedInput(.file(file.url.path), recognising: [["customer_id", "date"]], blockSize: 4_096),
        options: options, progress: progress)
    }
  }

  @Test("the same bits whether all, some or no partitions are written out, and nothing is left in the folder")
  func sameBits() throws {
    for byDay in [false, true] {
      let scene = try Scene(byDay: byDay)
      let expected = try scene.read(limit: nil, logInterpurchaseSums: byDay)
      #expect(expected.summary.count > 2_900)
      var written = Set<Int>()
      // Customers and rows take 0.7 MB; half of a small limit is set aside.
      for limit in [1, 700_000, 1_000_000, 1 << 30] {
        for threads in [1, 2] {
          let bytes = Atomic<Int>(0)
          let log = try scene.read(limit: limit, threads: threads, logInterpurchaseSums: byDay) {
            bytes.store($0.spilledBytes, ordering: .relaxed)
          }
          expectSameBits(log, expected)
          written.insert(bytes.load(ordering: .relaxed))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scene.folder) == [])
      }
      #expect(written.contains(0) && written.count >= 3)
    }
  }

  @Test("partitions grown beyond the limit are written, the others stay")
  func largestFirst() throws {
    let scene = try Scene()
    let input = try DelimitedInput(.file(scene.file.url.path), recognising: [["customer_id", "date"]])
    let columns = try LogColumns(input, options: LogOptions())
    let (text, block) = (RecordBlock(), LogBlock())
    #expect(try input.nextBlock(text))
    LogParser(columns, rules: LogParser.Rules(LogOptions())).parse(text, into: block)
    let (pools, rules) = (PartitionPools(), HistoryRules(LogOptions()))
    let partitions = (0..<LogPartition.count).map { _ in LogPartition(in: pools, rules: rules) }
    for (index, partition) in partitions.enumerated() { partition.insert(block, partition: index) }
    var options = LogOptions()
    let held = partitions.reduce(0) { $0 + $1.byteCount }
    // Half of it is the limit on partitions.
    options.memoryLimit = 2 * held
    try PartitionSpill(partitions, options: options).relieve()
    #expect(partitions.allSatisfy { $0.runs.isEmpty })
    options.memoryLimit = 2 * held - 2
    let sizes = partitions.map(\.byteCount)
    try PartitionSpill(partitions, options: options).relieve()
    let written = partitions.indices.filter { !partitions[$0].runs.isEmpty }
    #expect(written.count > 0 && written.count < LogPartition.count)
    #expect(written.map { sizes[$0] }.min()! >= Set(partitions.indices).subtracting(written).map { sizes[$0] }.max()!)
    #expect(written.reduce(0) { $0 + sizes[$1] } >= held / 2)
  }

  @Test("a folder that is named and missing is an error at the start; the default only when it is needed", .tags(.edge))
  func missingFolder() async throws {
    let scene = try Scene()
    #expect(throws: DataError.self) { try scene.read(limit: nil, folder: scene.folder + "/none") }
    do {
      _ = try scene.read(limit: nil, folder: scene.folder + "/none")
    } catch let error as DataError {
      #expect(error.exit == .cannotWrite && error.file == scene.folder + "/none")
    }
    await #expect(processExitsWith: .exitCode(73)) { [path = scene.file.url.path as String] in
      setenv("TMPDIR", path + ".none", 1)
      var options = LogOptions()
      let log = try SummarizedLog(reading: .file(path), options: options)
      guard log.audit.rowsRead == 20_000 else { exit(1) }
      options.memoryLimit = 1_000
      do throws(DataError) {
        _ = try SummarizedLog(reading: .file(path), options: options)
      } catch {
        exit(error.exit.code)
      }
    }
  }

  @Test("a disk that fills up is an error of writing, and nothing is left", .tags(.edge))
  func fullDisk() async throws {
    let scene = try Scene()
    await #expect(processExitsWith: .exitCode(74)) {
      [path = scene.file.url.path as String, folder = scene.folder as String] in
      TerminationCleanup.install()
      var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
      #if canImport(Glibc)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #else
        setrlimit(RLIMIT_FSIZE, &limit)
      #endif
      var options = LogOptions()
      options.memoryLimit = 1_000
      options.temporaryFolder = folder
      do throws(DataError) {
        _ = try SummarizedLog(reading: .file(path), options: options)
      } catch {
        exit(error.exit.code)
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scene.folder) == [])
  }
}

@Suite("Scratch files")
struct ScratchFileTests {
  @Test("bytes come back from where they were put; the folder shows no file")
  func roundTrip() throws {
    let place = try TemporaryFile("")
    let folder = place.url.deletingLastPathComponent().path
    let file = try ScratchFile(in: folder)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["input.csv"])
    #expect(file.reserve(3) == 0 && file.reserve(5) == 3)
    try "world".utf8CString.withUnsafeBytes { try file.write(UnsafeRawBufferPointer(rebasing: $0[..<5]), at: 3) }
    try "abc".utf8CString.withUnsafeBytes { try file.write(UnsafeRawBufferPointer(rebasing: $0[..<3]), at: 0) }
    var bytes = [UInt8](repeating: 0, count: 8)
    try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
    #expect(String(decoding: bytes, as: UTF8.self) == "abcworld")
    #expect(throws: DataError.self) { try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 4) } }
  }
}
