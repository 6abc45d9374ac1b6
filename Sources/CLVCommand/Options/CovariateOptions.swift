import ArgumentParser
import LifetimeValue

/// Which covariates act on what.
struct CovariateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Covariates of the purchase rate, separated by commas: columns of --covariates, or of the input.",
      valueName: "a,b"))
  var purchaseCovariates: NameList?

  @Option(help: ArgumentHelp("Covariates of the dropout, in the same way.", valueName: "a,b"))
  var dropoutCovariates: NameList?

  @Option(help: ArgumentHelp("Covariates of the spend per purchase, in the same way.", valueName: "a,b"))
  var spendCovariates: NameList?

  @OptionGroup var source: CovariateSource

  @Option(help: ArgumentHelp("Covariates with one coefficient for purchase and dropout together.", valueName: "a,b"))
  var equalCovariates: NameList?

  @Option(
    help: ArgumentHelp(
      "Models with a and b: which of them get coefficients of their own (default: one coefficient that moves both).",
      valueName: "a,b"))
  var dropoutCovariatesOn: NameList?

  @Option(help: ArgumentHelp("Covariates whose values are names though they look like numbers.", valueName: "a,b"))
  var categorical: NameList?

  @Option(
    help: ArgumentHelp(
      "Reference levels (default: the most frequent): channel=web,country=DE.", valueName: "a=x,b=y"))
  var reference: NameList?

  @Option(help: "Customers without a value: an error, or a level of their own.")
  var missing: MissingCovariates = .error

  @Option(
    parsing: .unconditional,
    help: "Holds large coefficients back: the penalty of every process, or auto to choose it by cross-validation.")
  var penalty: PenaltyArgument?

  @Option(
    parsing: .unconditional,
    help:
      "The penalty of the purchase process: weight of its squared coefficients, numbers standardised, per customer (default: 0)."
  )
  var purchasePenalty: Double?

  @Option(parsing: .unconditional, help: "The penalty of the dropout process.")
  var dropoutPenalty: Double?

  @Option(parsing: .unconditional, help: "The penalty of the spend.")
  var spendPenalty: Double?

  @Option(parsing: .unconditional, help: "Parts into which --penalty auto deals the customers (default: 5).")
  var penaltyFolds: Int?

  @Option(parsing: .unconditional, help: "Decides which customer --penalty auto puts into which part.")
  var seed: UInt64 = 1

  func validate() throws {
    for (name, value) in [
      ("--purchase-penalty", purchasePenalty), ("--dropout-penalty", dropoutPenalty), ("--spend-penalty", spendPenalty),
      ("--penalty", penalty?.value),
    ] {
      if let value, !(value >= 0 && value.isFinite) {
        throw ValidationError("\(name) \(value): expected a finite number, 0 or above.")
      }
    }
    if penalty != nil && (purchasePenalty ?? dropoutPenalty ?? spendPenalty) != nil {
      throw ValidationError("--penalty is for all processes; leave out it or the penalty of one process.")
    }
    if let penaltyFolds, !(2...100).contains(penaltyFolds) {
      throw ValidationError("--penalty-folds \(penaltyFolds): expected 2 to 100.")
    }
    if names.isEmpty {
      if equalCovariates != nil || dropoutCovariatesOn != nil || penalty != nil || reference != nil
        || categorical != nil || (purchasePenalty ?? dropoutPenalty ?? spendPenalty) != nil
      {
        throw ValidationError(
          "name covariates with --purchase-covariates, --dropout-covariates or --spend-covariates.")
      }
    }
    _ = try references()
  }

  /// Covariates of the spend need a spending model.
  func check(hasSpend: Bool) throws {
    if spendCovariates != nil && !hasSpend {
      throw Failure(
        .usage, "--spend-covariates: no spending model is fitted (no amounts in the input, or --spend none)")
    }
  }

  /// Every covariate once.
  var names: [String] { CovariateChoice(covariates: covariates).names }

  private var covariates: [CovariateProcess: [String]] {
    [
      .purchase: purchaseCovariates?.names ?? [], .dropout: dropoutCovariates?.names ?? [],
      .spend: spendCovariates?.names ?? [],
    ]
  }

  private func references() throws -> [String: String] {
    var result: [String: String] = [:]
    for pair in reference?.names ?? [] {
      guard let sign = pair.firstIndex(of: "=") else {
        throw ValidationError("--reference \(pair): expected covariate=level.")
      }
      let name = String(pair[..<sign])
      guard names.contains(name) else { throw ValidationError("--reference \(pair): there is no covariate `\(name)`.") }
      result[name] = String(pair[pair.index(after: sign)...])
    }
    return result
  }

  /// The library's choice.
  func choice() throws -> CovariateChoice {
    let fixed: CovariateChoice.Penalty = .fixed([
      .purchase: purchasePenalty ?? penalty?.value ?? 0, .dropout: dropoutPenalty ?? penalty?.value ?? 0,
      .spend: spendPenalty ?? penalty?.value ?? 0,
    ])
    return CovariateChoice(
      covariates: covariates, equal: equalCovariates?.names ?? [],
      dropoutParameters: dropoutCovariatesOn?.names ?? [],
      penalty: penalty?.isAuto == true ? .crossValidated(folds: penaltyFolds ?? 5, seed: seed) : fixed,
      missing: missing, references: try references())
  }

  /// Reads the covariates of a summary's customers; nil where none are named.
  func read(_ input: String, of summary: CustomerSummary, options: LogOptions) throws -> CovariateInput? {
    if names.isEmpty { return nil }
    let frame = try source.frame(
      names, of: summary, categorical: Set(categorical?.names ?? []), input: input, options: options)
    return CovariateInput(frame, try choice())
  }

  /// Reads the covariates of subscribers or cohorts; nil where none are named.
  func read(_ input: String, of table: SubscriptionTable, options: LogOptions) throws -> CovariateInput? {
    if names.isEmpty { return nil }
    let frame = try source.frame(
      names, of: table, categorical: Set(categorical?.names ?? []), input: input, options: options)
    return CovariateInput(frame, try choice())
  }
}
