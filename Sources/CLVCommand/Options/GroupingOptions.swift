import ArgumentParser
import LifetimeValue

/// `--by`: groups of customers, each with a fit of its own.
struct GroupingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Fit each group of customers on its own too: a column of the input, or of the table of --covariates, "
        + "constant for each customer. Predictions then need it as well.", valueName: "column"))
  var by: String?

  @Option(help: "With --by: a customer with two values is an error (constant), or has the first in the file (first).")
  var byRule: CustomerAttribute.Rule = .constant

  /// The groups of a summary's customers; nil without `--by`.
  func read(_ input: String, of summary: CustomerSummary, options: LogOptions, clock: inout PhaseClock) throws
    -> CustomerAttribute?
  {
    guard let by else { return nil }
    return try clock.measure("groups") {
      try CustomerAttribute.read(
        InputLocation(argument: input), columns: [by], of: summary, options: options, rule: byRule,
        advice: "--by-rule first takes the one that stands first in the file")[0]
    }
  }
}
