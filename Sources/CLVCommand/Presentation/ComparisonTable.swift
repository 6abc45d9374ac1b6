import LifetimeValue

/// Comparisons as `clv compare` prints them.
enum ComparisonTable {
  static func lines(_ comparisons: [ModelComparison]) -> [String] {
    var result: [String] = []
    for comparison in comparisons {
      if !result.isEmpty { result.append("") }
      result += fits(comparison) + [""] + tests(comparison)
    }
    return result
  }

  private static func fits(_ comparison: ModelComparison) -> [String] {
    var table = TextTable(
      header: [
        "fit", "model", "parameters", "log-likelihood", "AIC", "above lowest", "weight", "BIC", "above lowest",
        "weight",
      ], alignments: [.left, .left] + Array(repeating: .right, count: 8))
    for fit in comparison.fits {
      table.add([
        fit.name, fit.model,
        Double(fit.parameters) == fit.degreesOfFreedom
          ? "\(fit.parameters)" : NumberText.fixed(fit.degreesOfFreedom, 1), NumberText.fixed(fit.logLikelihood, 4),
        NumberText.fixed(fit.criteria.aic, 2), NumberText.fixed(fit.aicDifference, 2),
        NumberText.fixed(fit.aicWeight, 4),
        NumberText.fixed(fit.criteria.bic, 2), NumberText.fixed(fit.bicDifference, 2),
        NumberText.fixed(fit.bicWeight, 4),
      ])
    }
    let title = comparison.part.rawValue
    return [
      "\(title.prefix(1).uppercased() + title.dropFirst()): \(NumberText.count(comparison.customers)) customers", "",
    ]
      + table.lines
  }

  private static func tests(_ comparison: ModelComparison) -> [String] {
    if comparison.tests.isEmpty { return ["  None of these models is a special case of another: compare AIC or BIC."] }
    return comparison.tests.flatMap { pair in
      let test = pair.test
      let reference =
        test.isOnBoundary
        ? "half chi-squared(\(test.degreesOfFreedom - 1)), half chi-squared(\(test.degreesOfFreedom)), as "
          + "\(pair.restricted) lies at the edge of \(pair.full)"
        : "chi-squared(\(test.degreesOfFreedom))"
      var lines = [
        "  \(pair.restricted) as a special case of \(pair.full):",
        "    likelihood ratio \(NumberText.significant(test.statistic, 6)), p \(NumberText.significant(test.p, 4)) "
          + "(\(reference))",
      ]
      if pair.isLowerWithMoreParameters {
        lines.append("    \(pair.full) has the lower likelihood, which its best fit cannot have: fit it again.")
      }
      return lines
    }
  }
}
