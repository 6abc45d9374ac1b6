import LifetimeValue

/// A failure as the user meets it: one message, one exit code. All wording of errors stands here.
struct Failure: Error {
  /// Exit codes of the contract (BSD sysexits).
  enum Code: Int32 {
    case usage = 64
    case badData = 65
    case cannotOpen = 66
    case defect = 70
    case cannotWrite = 73
    case interrupted = 74
    case notFittable = 75
  }

  let code: Code
  let message: String

  var exitCode: Int32 { code.rawValue }

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The failure behind an error of the library; nil for errors of the argument parser, which words its own.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as DataError: self.init(Code(rawValue: error.exit.code) ?? .defect, error.description)
    case let error as OutputError: self.init(error)
    case let error as ArtifactFitError: self.init(error)
    case let error as PredictionError: self.init(error)
    case let error as CovariateError: self.init(error)
    case let error as ComparisonError: self.init(error)
    default: return nil
    }
  }

  /// Writes the message to standard error.
  func report() { StandardError.write("clv: error: \(message)") }

  private init(_ error: ArtifactFitError) {
    switch error {
    case .unknownModel(let name, let known):
      self.init(.usage, "there is no model `\(name)`; known: \(known.joined(separator: ", "))")
    case .covariates(let error): self.init(error)
    case .notFitted(let model, .notFittable(let obstacle)):
      let way = ModelCatalogue.spendingModel(named: model) == nil ? "" : " `--spend none` fits the purchases alone."
      self.init(.notFittable, "\(model) cannot be fitted to these data: \(obstacle.reason). \(obstacle.advice)\(way)")
    case .notFitted(let model, .notConverged(let report)):
      self.init(
        .notFittable,
        "\(model) cannot be fitted to these data: \(report.messages.joined(separator: " "))"
          + " (\(report.iterations) steps from \(report.startingPoints) starting points)")
    case .tooManyGroups(let column, let count, let most):
      self.init(
        .badData,
        "--by \(column): the column has \(count) different values; --by is for at most \(most) groups of customers")
    }
  }

  private init(_ error: OutputError) {
    let reason = error.systemReason.map { ": \($0)" } ?? ""
    switch error {
    case .isFolder(let path): self.init(.usage, "--output \(path) is a folder; name a file")
    case .isInput(let path): self.init(.usage, "--output \(path) is the input of the same run; name another file")
    case .cannotOpen(let path, _):
      self.init(.cannotWrite, "\(path) cannot be written\(reason); nothing was left behind")
    case .writeFailed(let path, _):
      self.init(.interrupted, "writing \(path) failed midway\(reason); nothing was left behind")
    case .readerGone: self.init(.interrupted, "standard output was closed")
    }
  }

  private init(_ error: PredictionError) {
    switch error {
    case .horizonNotReadable(let text):
      self.init(.usage, "--horizon \(text): expected a number with a unit (90d, 52w, 12m, 2y) or lifetime")
    case .horizonOutOfRange(let days):
      self.init(.usage, "--horizon of \(days) days: expected above 0 and at most 1000 years")
    case .discountRateOutOfRange(let rate):
      self.init(.usage, "--discount-rate \(rate): expected a finite number above -1, such as 0.10 for 10 % a year")
    case .marginNotFinite(let margin): self.init(.usage, "--margin \(margin): expected a finite number")
    case .priceNotFinite(let price): self.init(.usage, "--price \(price): expected a finite number")
    case .unitMismatch(let model, let data):
      self.init(
        .usage,
        "the model measures time in the unit \(model.rawValue), the data in \(data.rawValue); use the model's unit")
    case .covariatesNeeded(let names):
      self.init(
        .usage, "the model was fitted with the covariates \(Self.list(names)); give them with --covariates FILE")
    case .unboundedValue(let rate):
      self.init(
        .usage,
        "--horizon lifetime at --discount-rate \(rate): the lifetime value of some customers is infinite; "
          + "give a positive discount rate, or a finite horizon")
    }
  }

  private init(_ error: ComparisonError) {
    switch error {
    case .tooFew: self.init(.usage, "compare needs two fits or more")
    case .kinds(let contract, let transactions):
      self.init(.badData, "\(contract) is a contract and \(transactions) a model of transactions: nothing to compare")
    case .units(let part, let one, let other):
      self.init(
        .badData, "\(one) and \(other): the \(part.rawValue) are fitted in different time units; fit both in the same")
    case .data(let part, let one, let other):
      self.init(
        .badData,
        "\(one.name) and \(other.name) are fitted to different \(part.rawValue): fingerprint \(one.fingerprint) of "
          + "\(one.customers) customers, and \(other.fingerprint) of \(other.customers). Fit both to the same input, up "
          + "to the same observation end and by the same rules")
    case .noFingerprint(let name):
      self.init(.badData, "\(name) does not tell what data it was fitted to: fit it again")
    }
  }

  private init(_ error: CovariateError) {
    switch error {
    case .unknownCovariate(let name, let known):
      self.init(
        .usage,
        known.isEmpty
          ? "the model was fitted with the covariate `\(name)`; give it with --covariates FILE"
          : "there is no covariate `\(name)`; known are \(Self.list(known))")
    case .missingValues(let gaps):
      let names = gaps.first.isEmpty ? "" : " (\(gaps.first.joined(separator: ", "))\(gaps.hasMore ? ", ..." : ""))"
      let empty = gaps.customers - gaps.withoutRow
      let why = [
        gaps.withoutRow > 0 ? "\(gaps.withoutRow) without a row in the table" : nil,
        empty > 0 ? "\(empty) with an empty field" : nil,
      ].compactMap(\.self).joined(separator: ", ")
      self.init(
        .badData,
        "covariate `\(gaps.covariate)`: \(gaps.customers) of \(gaps.all) customers have no value\(names): \(why); complete "
          + "them, or fit with --missing level, which makes them a level of their own")
    case .tooManyLevels(let covariate, let levels, let most):
      self.init(
        .badData,
        "covariate `\(covariate)` has \(levels) different values, and there is a coefficient for each; names may have "
          + "\(most) at most. Put the rare ones together, or give a column of numbers")
    case .constant(let covariate):
      self.init(
        .notFittable, "covariate `\(covariate)`: all customers have the same value, so it tells nothing; leave it out")
    case .collinear(let names):
      self.init(
        .notFittable,
        names.count == 1
          ? "covariate `\(names[0])`: all customers that count have the same value, so it tells nothing; leave it out"
          : "the covariates \(Self.list(names)) say the same: one of them follows from the others for every customer; "
            + "leave one out")
    case .unknownReference(let covariate, let level, let known):
      self.init(
        .usage,
        known.isEmpty
          ? "--reference \(covariate)=\(level): the covariate is a number and has no levels; --categorical makes them names"
          : "--reference \(covariate)=\(level): no customer has this level; known are \(Self.list(known))")
    case .unseenLevel(let covariate, let level, let customers, let known):
      self.init(
        .badData,
        "covariate `\(covariate)`: \(customers) customers have the level '\(level)', which the fit did not see; it knows "
          + Self.list(known))
    case .notNumbers(let covariate, let text):
      self.init(.badData, "covariate `\(covariate)`: '\(text)' is not a number, and the fit had numbers")
    case .outOfRange(let row):
      self.init(
        .badData,
        "row \(row + 1) of the customers has covariates so far from those of the fit that its parameters leave the range of numbers"
      )
    case .tooManyKinds(let most):
      self.init(
        .usage, "--new-customers: more than \(most) combinations of levels; give a table of those wanted as the input")
    case .noProcess(let model, let process):
      self.init(.usage, "\(model) has no \(process.rawValue) process for covariates to act on")
    case .noParameter(let model, let process, let parameter, let known):
      self.init(
        .usage,
        "--dropout-covariates-on \(parameter): in \(model) covariates of the \(process.rawValue) process can act on \(Self.list(known))"
      )
    case .notShared(let covariate):
      self.init(
        .usage,
        "--equal-covariates \(covariate): name it in --purchase-covariates and in --dropout-covariates, whose coefficient "
          + "is to be the same")
    }
  }

  private static func list(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }

  /// A model file that cannot be used.
  init(_ error: ArtifactError, file: String) {
    switch error {
    case .unreadable(let reason):
      self.init(.cannotOpen, "\(file): the model file cannot be opened: \(reason). `clv fit --output` makes one.")
    case .malformed(let reason):
      self.init(.badData, "\(file): not a model file: \(reason). Make it anew with `clv fit --output`.")
    case .schemaVersion(let found, let supported):
      self.init(
        .badData,
        "\(file): schema version \(found); this clv reads version \(supported). Fit again, or use the clv that wrote it."
      )
    case .unknownModel(let name, let known):
      self.init(.badData, "\(file): unknown model `\(name)`; this clv knows \(known.joined(separator: ", ")).")
    case .parameter(let error):
      let parameter = error.parameter.map { "parameter `\($0)` is \(error.value)" } ?? "\(error.value) parameters"
      self.init(.badData, "\(file): \(error.model): \(parameter); expected: \(error.expected).")
    case .inconsistent(let reason): self.init(.badData, "\(file): \(reason).")
    }
  }
}
