import CustomerData
import Estimation
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import CLVCommand

@Suite("The progress line")
struct ProgressLineTests {
  /// A terminal whose clock stands until it is moved, and which keeps what is written.
  private final class Screen: Sendable {
    let texts = Mutex<[String]>([])
    let elapsed = Mutex<Duration>(.zero)
    private let start = ContinuousClock.now

    func line(width: Int = 100) -> ProgressLine {
      ProgressLine(
        on: ProgressLine.Terminal(
          now: { [self] in start + elapsed.withLock { $0 } }, width: { width },
          write: { [self] text in texts.withLock { $0.append(text) } }))
    }

    func pass(seconds: Double) { elapsed.withLock { $0 += .seconds(seconds) } }

    /// What has been written since the last time, without what clears the line.
    func read() -> [String] {
      texts.withLock { texts in
        defer { texts = [] }
        return texts.map { $0.replacing("\r\u{1B}[K", with: "|") }
      }
    }
  }

  @Test("each phase says how far it is, how fast and how long it will take; the line is removed before results")
  func phases() {
    let screen = Screen()
    let line = screen.line()
    line.begin("read")
    line.update(.reading(ReadingProgress(rows: 10, bytes: 100, totalBytes: 1000)))
    screen.pass(seconds: 0.9)
    line.show()
    #expect(screen.read() == [], "the first second is silent")
    screen.pass(seconds: 3.1)
    line.update(.reading(ReadingProgress(rows: 12_000_000, bytes: 250, totalBytes: 1000, spilledBytes: 5 << 20)))
    line.show()
    #expect(
      screen.read() == [
        "|reading: 12,000,000 rows, 3,000,000 rows/s, 5 MB in temporary files, 25 %, 12 s left"
      ])
    line.update(.reading(ReadingProgress(rows: 12_000_000, bytes: 1000, totalBytes: 1000, customers: 800)))
    line.show()
    line.end()
    #expect(screen.read() == ["|summarizing: 12,000,000 rows, 800 customers, 200 customers/s", "|"])
    line.show()
    line.end()
    #expect(screen.read() == [], "between phases nothing shows")
    line.begin("fit")
    screen.pass(seconds: 2)
    line.show()
    var fit = FitProgress(model: "bg-nbd")
    fit.steps = 7
    fit.passes = 8
    fit.meanLogLikelihood = -9.5912345678901
    line.update(.fitting(fit))
    line.show()
    #expect(
      screen.read() == [
        "|fitting: 2 s", "|fitting bg-nbd: step 7, 8 passes over the data, mean log-likelihood -9.591234568, 2 s",
      ])
    line.begin("write")
    screen.pass(seconds: 2)
    line.customers(of: 5_000)?(2_000)
    line.show()
    line.end()
    #expect(screen.read() == ["|writing: 2,000 of 5,000 customers, 1,000 customers/s, 40 %, 3 s left", "|"])
  }

  @Test("a line is cut to the width of the terminal; a pipe has no end in sight", .tags(.edge))
  func odd() {
    let screen = Screen()
    let line = screen.line(width: 21)
    line.begin("read")
    screen.pass(seconds: 2)
    line.update(.reading(ReadingProgress(rows: 4, bytes: 9)))
    line.show()
    #expect(screen.read() == ["|reading: 4 rows, 2 r"])
    #expect(
      Progress.text(phase: "read", .reading(ReadingProgress(rows: 0, bytes: 0, totalBytes: 0)), seconds: 0)
        == "reading: 0 rows")
    #expect(
      Progress.text(phase: "write", .items(done: 0, of: 0, name: "customers"), seconds: 1)
        == "writing: 0 of 0 customers, 0 customers/s")
  }

  @Test("without a terminal nothing is written")
  func silent() {
    let line = ProgressLine(on: nil)
    line.begin("read")
    line.update(.items(done: 1, of: 2, name: "customers"))
    #expect(line.customers(of: 3) == nil)
    line.show()
    line.end()
  }
}
