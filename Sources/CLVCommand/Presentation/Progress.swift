import LifetimeValue

/// How far a phase has come, as far as it says; its words on the progress line.
enum Progress {
  case reading(ReadingProgress)
  case fitting(FitProgress)
  /// So many of so many customers, or of whatever the rows are.
  case items(done: Int, of: Int, name: String)

  /// The line: what is being done, how far it is, how fast, and the time left where the end is known.
  ///
  /// - Parameter seconds: since the phase began.
  static func text(phase: String, _ progress: Progress?, seconds: Double) -> String {
    let verb = verbs[phase] ?? phase
    switch progress {
    case nil: return "\(verb): \(Int(seconds)) s"
    case .reading(let reading): return reading.text(seconds)
    case .fitting(let fit): return "\(verb) \(fit.text), \(Int(seconds)) s"
    case .items(let done, let count, let name):
      return "\(verb): \(NumberText.count(done)) of \(NumberText.count(count)) \(name)"
        + rate(done, name, seconds) + left(Double(done) / Double(max(1, count)), seconds)
    }
  }

  private static let verbs = [
    "read": "reading", "fit": "fitting", "score": "scoring", "write": "writing", "evaluate": "evaluating",
    "simulate": "simulating", "groups": "reading groups",
  ]

  fileprivate static func rate(_ count: Int, _ name: String, _ seconds: Double) -> String {
    seconds > 0 ? ", \(NumberText.count(Int(Double(count) / seconds))) \(name)/s" : ""
  }

  /// The share that is done, and the time that the rest takes if it goes on like this.
  fileprivate static func left(_ share: Double, _ seconds: Double) -> String {
    guard share > 0, share <= 1 else { return "" }
    let left = (seconds * (1 - share) / share).rounded(.up)
    return ", \(Int(100 * share)) %" + (left < 1e6 ? ", \(Int(left)) s left" : "")
  }
}

extension ReadingProgress {
  fileprivate func text(_ seconds: Double) -> String {
    if let customers {
      return "summarizing: \(NumberText.count(rows)) rows, \(NumberText.count(customers)) customers"
        + Progress.rate(customers, "customers", seconds)
    }
    var text = "reading: \(NumberText.count(rows)) rows" + Progress.rate(rows, "rows", seconds)
    if spilledBytes > 0 { text += ", \(NumberText.count(spilledBytes >> 20)) MB in temporary files" }
    if let totalBytes, totalBytes > 0 { text += Progress.left(Double(bytes) / Double(totalBytes), seconds) }
    return text
  }
}

extension FitProgress {
  fileprivate var text: String {
    "\(model): step \(steps), \(passes) passes over the data, mean log-likelihood "
      + NumberText.significant(meanLogLikelihood, 10)
  }
}
