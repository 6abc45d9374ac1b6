public import CustomerData
import CustomerModels
public import DelimitedText
import Estimation
import Parallelism
public import Valuation

/// What kinds of customers are worth before their first order: by covariates, by group, or all alike.
///
/// ```
/// first-order value = margin x expected spend
/// repeat value      = margin x expected spend x integral over (0, h] of exp(-delta u) dE[X(u)]
/// value             = first-order value + repeat value
/// ```
/// Time runs from the first order. That a first order is worth what a later one is expected to be is an assumption: spending
/// models are fitted to repeat purchases.
public struct NewCustomers: Sendable {
  /// One kind of customer. NaN where a number does not exist.
  public struct Kind: Sendable {
    /// The value of each covariate, or the group.
    public let levels: [String]
    /// Expected purchases after the first one, within the horizon.
    public let expectedTransactions: Double
    /// P(at least one of them).
    public let probabilityOfPurchase: Double
    /// Expected value of a purchase.
    public let expectedSpend: Double
    /// What the first order is worth.
    public let firstOrderValue: Double
    /// What the purchases after it are worth now.
    public let repeatValue: Double
    /// Both.
    public let value: Double
  }

  /// Names of what tells the kinds apart.
  public let columns: [String]
  /// The kinds, in order.
  public let kinds: [Kind]

  /// The most kinds that are listed without being asked for one by one.
  public static let mostKinds = 10_000

  /// - Parameters:
  ///   - frame: the kinds; nil for all combinations of levels, numbers other than indicators at their mean. Without covariates
  ///     the kinds are the groups, or one for all customers.
  ///   - levels: the texts of the kinds, row by row; nil with `frame`.
  /// - Throws: `CovariateError`; `ArtifactError` when the artefact is broken.
  public init(
    of artifact: ModelArtifact, kinds table: (frame: CovariateFrame, levels: [[String]])? = nil,
    options: PredictionOptions
  ) throws {
    let unit = artifact.transactions.unit ?? .day
    let assignment: ModelArtifact.Assignment
    let levels: [[String]]
    if let groups = artifact.groups {
      columns = [groups.column]
      levels = groups.groups.map { [$0.level] }
      assignment = try artifact.assignment(CustomerAttribute(name: groups.column, texts: levels.map { $0[0] }))
    } else if artifact.covariateNames.isEmpty {
      columns = []
      levels = [[]]
      assignment = try artifact.assignment(nil)
    } else {
      columns = artifact.covariateNames
      let kinds = try table ?? NewCustomers.combinations(artifact)
      levels = kinds.levels
      assignment = try artifact.assignment(covariates: kinds.frame)
    }
    let time = options.horizon.length(in: unit)
    let rate = options.discountRate.continuous(per: unit)
    kinds = options.threads.map(levels.count) { row in
      let model = assignment.transactions[row]
      let spend = assignment.spend.flatMap { $0[row].expectedSpend } ?? .nan
      let expected = model.expectedTransactions(over: time)
      let discounted = rate == 0 ? expected : model.discountedExpectedTransactions(over: time, discountRate: rate)
      let first = options.margin * spend
      let later = first * discounted
      return Kind(
        levels: levels[row], expectedTransactions: expected,
        probabilityOfPurchase: model.probabilityOfPurchase(over: time),
        expectedSpend: spend, firstOrderValue: first, repeatValue: later, value: first + later)
    }
  }

  /// Every level of every covariate with every other.
  private static func combinations(
    _ artifact: ModelArtifact
  ) throws(CovariateError) -> (frame: CovariateFrame, levels: [[String]]) {
    let codings = artifact.covariateNames.compactMap { name in
      [artifact.transactions.covariates, artifact.spend?.covariates].compactMap { $0 }.flatMap(\.columns)
        .first { $0.covariate == name }
    }
    var rows: [[String]] = [[]]
    for coding in codings {
      let values = coding.examples
      guard rows.count * values.count <= mostKinds else { throw .tooManyKinds(most: mostKinds) }
      rows = rows.flatMap { row in values.map { row + [$0] } }
    }
    let columns = codings.enumerated().map { index, coding in
      CovariateColumn(
        CustomerAttribute(
          name: coding.covariate, texts: rows.map { $0[index] == CovariateCoding.missing ? "" : $0[index] }),
        categorical: coding.levels != nil)
    }
    return (CovariateFrame(columns: columns, count: rows.count), rows)
  }

  /// Writes a row per kind: its levels, then `expected_transactions, p_purchase, expected_spend, first_order_value,
  /// repeat_value, value`. A value that does not exist is an empty field.
  public func write(to sink: any ByteSink, format: CSVFormat = CSVFormat()) throws(OutputError) {
    let writer = CSVWriter(sink, format: format)
    try writer.writeHeader(
      columns + [
        "expected_transactions", "p_purchase", "expected_spend", "first_order_value", "repeat_value", "value",
      ])
    try writer.writeRows(kinds.count, threads: ThreadCount(1)) { rows, block in
      for kind in kinds[rows] {
        for level in kind.levels { block.append(level) }
        for number in [
          kind.expectedTransactions, kind.probabilityOfPurchase, kind.expectedSpend, kind.firstOrderValue,
          kind.repeatValue, kind.value,
        ] {
          if number.isFinite { block.append(number) } else { block.appendEmpty() }
        }
        block.endRow()
      }
    }
  }
}

extension CovariateCoding {
  /// Values that show what the covariate does: every level, 0 and 1 of an indicator, the mean of another number.
  var examples: [String] {
    if let levels, let reference { return [reference] + levels }
    let isIndicator = centre == 0 && scale == 1
    return (isIndicator ? ["0", "1"] : ["\(centre ?? 0)"]) + (hasMissing == true ? [CovariateCoding.missing] : [])
  }
}
