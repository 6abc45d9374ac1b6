import Foundation
import LifetimeValue

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One line on a terminal that tells how far a reading is; silent when piped, with `--quiet`, or within the first second.
final class ProgressLine {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var lastShown = ContinuousClock.now
  private var hasWritten = false

  init(quiet: Bool) { isShown = !quiet && isatty(STDERR_FILENO) == 1 }

  /// Shows rows, rows per second, and the time left where the size of the input is known.
  func show(_ progress: ReadingProgress) {
    guard isShown else { return }
    let now = ContinuousClock.now
    let elapsed = (now - start) / .seconds(1)
    guard elapsed > 1, now - lastShown > .milliseconds(200) else { return }
    lastShown = now
    var text = "reading: \(NumberText.count(progress.rows)) rows, "
    text += "\(NumberText.count(Int(Double(progress.rows) / elapsed))) rows/s"
    if let total = progress.totalBytes, progress.bytes > 0, total >= progress.bytes {
      let left = elapsed * Double(total - progress.bytes) / Double(progress.bytes)
      text += ", \(Int(100 * Double(progress.bytes) / Double(total))) %, \(Int(left.rounded(.up))) s left"
    }
    write("\r\u{1B}[K" + text)
    hasWritten = true
  }

  /// Removes the line.
  func end() {
    if hasWritten { write("\r\u{1B}[K") }
    hasWritten = false
  }

  private func write(_ text: String) { StandardError.append(text) }
}
