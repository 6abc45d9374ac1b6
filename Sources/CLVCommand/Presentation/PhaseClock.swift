import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Time and memory of the parts of a run, for `--format json`.
struct PhaseClock {
  /// One finished part.
  struct Phase: Encodable {
    /// `read`, `groups`, `fit`, `score`, `write`, `evaluate`, `simulate`.
    let name: String
    /// Wall-clock seconds.
    let seconds: Double
    /// Seconds of all threads, user and system.
    let cpuSeconds: Double
    /// The most memory the process had held when the part ended, in bytes.
    let peakMemory: Int
  }

  private(set) var phases: [Phase] = []

  /// Runs `body` and records it under `name`.
  mutating func measure<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
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
