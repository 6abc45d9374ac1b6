import LifetimeValue

/// The models among which `--transactions auto` chose, as a table.
struct CandidateTable {
  private let candidates: [CandidateFit]

  init(_ candidates: [CandidateFit]) { self.candidates = candidates }

  var lines: [String] {
    let hasHoldout = candidates.contains { $0.holdoutLogScore != nil }
    var table = TextTable(
      header: ["model", "parameters", "log-likelihood", "AIC", "BIC"] + (hasHoldout ? ["holdout log score"] : [])
        + ["status"],
      alignments: [.left, .right, .right, .right, .right] + (hasHoldout ? [.right] : []) + [.left])
    for candidate in candidates where candidate.logLikelihood != nil {
      let k = candidate.k.map { ", k = \($0)" } ?? ""
      table.add(
        [candidate.model + k, candidate.parameters.map { "\($0)" } ?? "-"]
          + [candidate.logLikelihood, candidate.aic, candidate.bic].map { $0.map { NumberText.fixed($0, 3) } ?? "-" }
          + (hasHoldout ? [candidate.holdoutLogScore.map { NumberText.fixed($0, 4) } ?? "-"] : [])
          + [(candidate.status ?? "-") + (candidate.note.map { "; \($0)" } ?? "")])
    }
    let without = candidates.filter { $0.logLikelihood == nil }
    return ["Candidates", ""] + table.lines + (without.isEmpty ? [] : [""])
      + without.map { "  \($0.model): left out, \($0.note ?? "no reason is known")" }
  }
}
