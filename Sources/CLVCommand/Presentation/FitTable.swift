import Foundation
import LifetimeValue

/// A fitted model as `clv fit` prints it.
struct FitTable {
  private let artifact: ModelArtifact

  init(_ artifact: ModelArtifact) { self.artifact = artifact }

  var lines: [String] {
    var result = Self.section(artifact.transactions, title: "Transactions")
    if let end = artifact.window.end { result.insert("Observed to \(end).", at: 1) }
    if let candidates = artifact.candidates {
      result += [""] + CandidateTable(candidates).lines + [""] + [artifact.selection].compactMap { $0 }
    }
    if let spend = artifact.spend { result += [""] + Self.section(spend, title: "Spend per purchase") }
    if let groups = artifact.groups { result += [""] + GroupTable(groups, artifact).lines }
    return result
  }

  static func section(_ fit: FittedModel, title: String) -> [String] {
    let unit = fit.unit.map { ", unit \($0.rawValue)" } ?? ""
    var result = ["\(title): \(fit.model), \(NumberText.count(fit.customers)) customers\(unit)", ""]
    var table = TextTable(
      header: ["parameter", "estimate", "std. error", "95 % interval"], alignments: [.left, .right, .right, .right])
    for name in fit.parameterOrder {
      let value = fit.parameters[name]!
      let error = fit.standardErrors[name] ?? nil
      table.add([
        name, NumberText.significant(value, 10), NumberText.significant(error, 6), interval(value, error),
      ])
    }
    for name in fit.parameters.keys.sorted() where !fit.parameterOrder.contains(name) {
      table.add([name, NumberText.significant(fit.parameters[name]!, 10), "-", "-"])
    }
    for (name, estimate) in (fit.derived ?? [:]).sorted(by: { $0.key < $1.key }) {
      table.add([
        name, NumberText.significant(estimate.value, 10), NumberText.significant(estimate.standardError, 6),
        symmetricInterval(estimate),
      ])
    }
    result += table.lines
    if let covariates = fit.covariates { result += CovariateSection(covariates).lines }
    result += [
      "",
      "  log-likelihood \(NumberText.fixed(fit.logLikelihood, 6)), AIC \(NumberText.fixed(fit.criteria.aic, 3)), "
        + "BIC \(NumberText.fixed(fit.criteria.bic, 3))",
      "  \(fit.report.status.rawValue) after \(fit.report.iterations) iterations"
        + " (gradient norm \(String(format: "%.1e", fit.report.gradientNorm)))",
    ]
    if let profile = fit.regularityProfile {
      let terms = profile.enumerated().map { "\($0.offset + 1): \(NumberText.fixed($0.element, 3))" }
      // Where the penalty is chosen too, k is chosen before the covariates come in.
      let condition = fit.covariates?.penaltySelection == nil ? "" : ", without covariates"
      result.append("  log-likelihood by k\(condition): " + terms.joined(separator: ", "))
    }
    return result + fit.report.messages.map { "  \($0)" }
  }

  /// What is no parameter may be negative.
  private static func symmetricInterval(_ estimate: DerivedEstimate) -> String {
    guard let error = estimate.standardError else { return "-" }
    let half = normalQuantile975 * error
    return "\(NumberText.significant(estimate.value - half, 5)) to \(NumberText.significant(estimate.value + half, 5))"
  }

  /// exp(log estimate -/+ 1.96 se / estimate): the interval on the log scale, which cannot pass below 0.
  private static func interval(_ value: Double, _ error: Double?) -> String {
    guard let error else { return "-" }
    let half = normalQuantile975 * error / value
    return "\(NumberText.significant(value * exp(-half), 5)) to \(NumberText.significant(value * exp(half), 5))"
  }
}
