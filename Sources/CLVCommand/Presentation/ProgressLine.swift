import Dispatch
import LifetimeValue
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One line on a terminal that tells what is being done and how far it is; silent when standard error is no terminal, with
/// `--quiet`, and in the first second of a phase.
///
/// The phases say how far they are as often as they like, from any thread; four times a second a timer shows the last word.
final class ProgressLine: Sendable {
  /// Where the line is shown.
  struct Terminal: Sendable {
    var now: @Sendable () -> ContinuousClock.Instant = { .now }
    /// Columns.
    var width: @Sendable () -> Int
    var write: @Sendable (String) -> Void
  }

  private struct State {
    var phase: String?
    var progress: Progress?
    var start: ContinuousClock.Instant
    var isVisible = false
  }

  /// Nil where nothing is shown.
  private let terminal: Terminal?
  private let state: Mutex<State>

  /// - Parameter terminal: nil to show nothing.
  init(on terminal: Terminal?) {
    self.terminal = terminal
    state = Mutex(State(start: .now))
  }

  /// The line on standard error, kept up to date.
  static func standardError(quiet: Bool) -> ProgressLine {
    guard !quiet && isatty(STDERR_FILENO) == 1 else { return ProgressLine(on: nil) }
    let line = ProgressLine(on: Terminal(width: standardErrorWidth, write: StandardError.append))
    line.keepShowing()
    return line
  }

  /// A phase begins.
  func begin(_ phase: String) {
    guard let terminal else { return }
    state.withLock { $0 = State(phase: phase, start: terminal.now(), isVisible: $0.isVisible) }
  }

  /// How far the phase is.
  func update(_ progress: Progress) {
    if terminal != nil { state.withLock { $0.progress = progress } }
  }

  /// What takes the number of customers done; nil where nothing is shown.
  func customers(of count: Int) -> (@Sendable (Int) -> Void)? {
    if terminal == nil { return nil }
    return { self.update(.items(done: $0, of: count, name: "customers")) }
  }

  /// Shows the present state.
  func show() {
    guard let terminal else { return }
    state.withLock { state in
      guard let phase = state.phase else { return }
      let seconds = (terminal.now() - state.start) / .seconds(1)
      if seconds < 1 { return }
      let text = Progress.text(phase: phase, state.progress, seconds: seconds)
      // A line that wraps could not be removed again.
      terminal.write("\r\u{1B}[K" + text.prefix(max(1, terminal.width() - 1)))
      state.isVisible = true
    }
  }

  /// The phase is over: removes the line, and nothing shows until another phase begins.
  func end() {
    guard let terminal else { return }
    state.withLock { state in
      if state.isVisible { terminal.write("\r\u{1B}[K") }
      state.isVisible = false
      state.phase = nil
    }
  }

  private func keepShowing() {
    DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(250)) { [weak self] in
      guard let self else { return }
      show()
      keepShowing()
    }
  }
}

private func standardErrorWidth() -> Int {
  var size = winsize()
  return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
}
