import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The parts of a run: their time and memory for `--format json`, and a line on the terminal while they last.
struct PhaseClock {
  /// One finished part.
  struct Phase: Encodable {
    /// `read`, `groups`, `covariates`, `fit`, `score`, `write`, `evaluate`, `simulate`.
    let name: String
    /// Wall-clock seconds.
    let seconds: Double
    /// Seconds of all threads, user and system.
    let cpuSeconds: Double
    /// The most memory the process had held when the part ended, in bytes.
    let peakMemory: Int
  }

  private(set) var phases: [Phase] = []
  /// The line; parts may say how far they are.
  let line: ProgressLine

  /// - Parameter quiet: no line.
  init(quiet: Bool) { line = .standardError(quiet: quiet) }

  /// Runs `body` and records it under `name`.
  /// - Parameter shown: false when what it writes would mix with the line.
  mutating func measure<Result>(_ name: String, shown: Bool = true, _ body: () throws -> Result) rethrows -> Result {
    if shown { line.begin(name) }
    defer { line.end() }
    let start = ContinuousClock.now
    let cpu = PhaseClock.usage().cpu
    let result = try body()
    let elapsed = ContinuousClock.now - start
    let after = PhaseClock.usage()
    phases.append(
      Phase(
        name: name, seconds: elapsed / .seconds(1), cpuSeconds: after.cpu - cpu, peakMemory: after.peakBytes))
    return result
  }

  /// The same, recorded only where the part takes place.
  mutating func measure<Result>(_ name: String, when takesPlace: Bool, _ body: () throws -> Result) rethrows -> Result {
    takesPlace ? try measure(name, body) : try body()
  }

  private static func usage() -> (cpu: Double, peakBytes: Int) {
    var usage = rusage()
    // Linux counts the peak in kilobytes, Darwin in bytes.
    #if canImport(Glibc)
      getrusage(RUSAGE_SELF.rawValue, &usage)
      let unit = 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      let unit = 1
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), Int(usage.ru_maxrss) * unit)
  }
}
