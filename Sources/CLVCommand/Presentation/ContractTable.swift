import LifetimeValue

/// A fitted contract as `clv fit` prints it: the common fit, the cohorts' own, and whether they differ.
struct ContractTable {
  private let artifact: SubscriptionArtifact

  init(_ artifact: SubscriptionArtifact) { self.artifact = artifact }

  var lines: [String] {
    var lines = FitTable.section(artifact.contract, title: "Contract")
    for fit in artifact.cohorts ?? [] {
      if let own = fit.contract { lines += [""] + FitTable.section(own, title: "Cohort \(fit.cohort)") }
    }
    if let test = artifact.commonFitTest {
      let verdict = test.p < 0.05 ? "the cohorts differ; use their own fits" : "one fit serves them all"
      lines += [
        "",
        "All cohorts alike: chi-squared \(NumberText.significant(test.statistic, 5)) on \(test.degreesOfFreedom)"
          + " degrees of freedom, p \(NumberText.significant(test.p, 3)): \(verdict)",
      ]
    }
    return lines
  }
}
