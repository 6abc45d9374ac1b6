import LifetimeValue

/// Groups as `clv fit --by` prints them: a row for each beside that of all customers.
struct GroupTable {
  private let groups: GroupedFits
  private let artifact: ModelArtifact

  init(_ groups: GroupedFits, _ artifact: ModelArtifact) {
    self.groups = groups
    self.artifact = artifact
  }

  var lines: [String] {
    var result = section("Purchases", artifact.transactions, groups.transactionsTest) { $0.transactions }
    if let spend = artifact.spend, let test = groups.spendTest {
      result += [""] + section("Spend per purchase", spend, test) { $0.spend }
    }
    return result
  }

  private func section(
    _ title: String, _ common: FittedModel, _ test: GroupedFits.CommonFitTest,
    _ own: (GroupedFits.Group) -> FittedModel?
  ) -> [String] {
    let names = common.parameterOrder
    var table = TextTable(
      header: [groups.column, "customers"] + names.flatMap { [$0, "std. error"] } + ["log-likelihood", "status"],
      alignments: [.left] + Array(repeating: .right, count: 2 * names.count + 2) + [.left])
    func add(_ name: String, _ customers: Int, _ fit: FittedModel?) {
      let numbers = names.flatMap { parameter in
        [
          NumberText.significant(fit?.parameters[parameter], 5),
          NumberText.significant(fit?.standardErrors[parameter] ?? nil, 3),
        ]
      }
      table.add(
        [name, NumberText.count(customers)] + numbers
          + [NumberText.fixed(fit?.logLikelihood, 3), fit?.report.status.rawValue ?? "as all"])
    }
    for group in groups.groups { add(group.title, group.customers, own(group)) }
    add("all", groups.groups.reduce(0) { $0 + $1.customers }, common)
    return ["\(title) by \(groups.column): \(common.model)", ""] + table.lines + ["", "  " + sentence(test)]
  }

  private func sentence(_ result: GroupedFits.CommonFitTest) -> String {
    guard let test = result.test else { return "Fewer than two groups have a fit of their own: nothing to test." }
    let which = result.groups == groups.groups.count ? "" : "the \(result.groups) with a fit of their own, "
    return "One fit for all of them: \(which)chi-squared \(NumberText.significant(test.statistic, 5)) on "
      + "\(test.degreesOfFreedom) degrees of freedom, p \(NumberText.significant(test.p, 3))"
  }
}
