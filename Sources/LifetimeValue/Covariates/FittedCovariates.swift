import CustomerData
public import CustomerModels
public import Estimation
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The covariates of a fitted model as data: what stands in the model file under `covariates`.
///
/// The model's own parameters are those of a customer at the centre: numbers at their mean (0 for an indicator), names at the
/// reference level. A customer with other values has log-parameters further by coefficient x (value - centre) x loadings.
public struct FittedCovariates: Sendable, Codable, Equatable {
  /// One coefficient.
  public struct Coefficient: Sendable, Codable, Equatable {
    /// The covariate.
    public var covariate: String
    /// The level against the reference; nil for a number.
    public var level: String?
    /// The reference level; nil for a number.
    public var reference: String?
    /// Where a number has no effect; nil for a level.
    public var centre: Double?
    /// By which the number was divided in the search; penalties are on that scale. nil for a level.
    public var scale: Double?
    /// The parameter it moves, where it moves one of those of its process alone.
    public var parameter: String?
    /// The other processes that share it.
    public var sharedWith: [CovariateProcess]?
    /// How the log-parameters move per unit of coefficient times value.
    public var loadings: [Double]
    /// Per unit of the covariate.
    public var coefficient: Double
    /// exp(coefficient).
    public var multiplier: Double
    /// From the information; nil where the data do not determine it.
    public var standardError: Double?
    /// From the sandwich.
    public var robustStandardError: Double?
    /// Coefficient over standard error.
    public var z: Double?
    /// P(|Z| > |z|) of a standard normal Z.
    public var p: Double?
    /// Coefficient -/+ 1.96 standard errors.
    public var interval: [Double]?
  }

  /// How covariates become columns.
  public var columns: [CovariateCoding]
  /// Coefficients of the purchase process.
  public var purchase: [Coefficient]?
  /// Coefficients of the dropout process.
  public var dropout: [Coefficient]?
  /// Coefficients of the spend per purchase.
  public var spend: [Coefficient]?
  /// lambda by process, where above 0.
  public var penalty: [String: Double]
  /// How lambda was chosen; nil where it was given.
  public var penaltySelection: PenaltySelection?
  /// Parameters and coefficients estimated.
  public var parameterCount: Int
  /// How many free parameters the fit amounts to; smaller under a penalty.
  public var degreesOfFreedom: Double
  /// The names in the order of `covariance`: parameters, then coefficients.
  public var covarianceOrder: [String]
  /// Covariance of parameters and coefficients; nil entries where it does not exist.
  public var covariance: [[Double?]]

  init<Model: ParametricModel>(
    _ fit: CovariateFit<Model>, coded: CodedCovariates, lambda: (CovariateProcess) -> Double,
    selection: PenaltySelection?
  ) {
    let k = Model.parameterNames.count
    let scales = coded.terms.map { coded.scale(ofColumn: $0.column) }
    func scaled(_ covariance: Covariance) -> [[Double?]] {
      let factors = Array(repeating: 1, count: k) + scales
      return covariance.entries.enumerated().map { row, entries in
        entries.enumerated().map { column, entry in entry.map { $0 / (factors[row] * factors[column]) } }
      }
    }
    covariance = scaled(fit.covariance)
    let robust = scaled(fit.robustCovariance)
    covarianceOrder = Model.parameterNames + coded.terms.map { coded.name(of: $0) }
    columns = coded.codings
    penaltySelection = selection
    parameterCount = k + coded.terms.count
    degreesOfFreedom = fit.degreesOfFreedom
    var lists: [CovariateProcess: [Coefficient]] = [:]
    var penalties: [String: Double] = [:]
    for (index, term) in coded.terms.enumerated() {
      let coding = coded.codings.first { $0.covariate == term.covariate }!
      let value = fit.coefficients[index] / scales[index]
      func error(_ entries: [[Double?]]) -> Double? {
        entries[k + index][k + index].flatMap { $0 >= 0 ? $0.squareRoot() : nil }
      }
      let standardError = error(covariance)
      let z = standardError.flatMap { $0 > 0 ? value / $0 : nil }
      for process in term.processes {
        let others = term.processes.filter { $0 != process }
        lists[process, default: []].append(
          Coefficient(
            covariate: term.covariate, level: term.level, reference: term.level == nil ? nil : coding.reference,
            centre: term.level == nil ? coding.centre : nil, scale: term.level == nil ? coding.scale : nil,
            parameter: term.parameter, sharedWith: others.isEmpty ? nil : others, loadings: term.loadings,
            coefficient: value, multiplier: min(exp(value), .greatestFiniteMagnitude), standardError: standardError,
            robustStandardError: error(robust), z: z, p: z.map { erfc(abs($0) / 2.0.squareRoot()) },
            interval: standardError.map { [value - normalQuantile975 * $0, value + normalQuantile975 * $0] }))
        if lambda(process) > 0 { penalties[process.rawValue] = lambda(process) }
      }
    }
    purchase = lists[.purchase]
    dropout = lists[.dropout]
    spend = lists[.spend]
    penalty = penalties
  }

  /// What a user must know of names with few customers each.
  func sparseMessages(customers: Int) -> [String] {
    columns.compactMap { column in
      guard let levels = column.levels?.count, levels >= Self.manyLevels, customers < 10 * (levels + 1) else {
        return nil
      }
      return
        "covariate `\(column.covariate)` has \(levels + 1) levels for \(customers) customers, fewer than ten each: "
        + "its coefficients say more of chance; put levels together, or hold them back with --penalty auto"
    }
  }

  /// Below it a few customers per level are a small set, not a wrong column.
  private static let manyLevels = 20

  /// The coefficients of a process.
  public func coefficients(_ process: CovariateProcess) -> [Coefficient] {
    switch process {
    case .purchase: purchase ?? []
    case .dropout: dropout ?? []
    case .spend: spend ?? []
    }
  }

  /// Names of the covariates.
  public var names: [String] { columns.map(\.covariate) }

  /// Those whose values are names, whatever they look like.
  public var categorical: Set<String> { Set(columns.filter { $0.levels != nil }.map(\.covariate)) }

  /// The models of customers, one for each distinct set of values, and which customer has which.
  /// - Throws: `CovariateError`: a level that the fit did not see, missing or unreadable values, parameters out of range.
  func assignment<Model: ParametricModel>(
    of model: Model, frame: CovariateFrame
  ) throws(CovariateError) -> (models: [Model], modelOfRow: [UInt32]) {
    let cells = frame.cells(of: names)
    let coded = CodedCovariates(codings: columns, terms: [])
    let values = try coded.values(frame, rows: cells.firstRows)
    let shifts = shifts()
    var models: [Model] = []
    models.reserveCapacity(cells.firstRows.count)
    for cell in cells.firstRows.indices {
      let moved = shifts.map { ($0.perUnit * values[cell, $0.column], $0.loadings) }
      guard let own = try? model.moved(moved) else { throw .outOfRange(customer: cells.firstRows[cell]) }
      models.append(own)
    }
    return (models, cells.cellOfRow)
  }

  /// The covariance of a customer's log-parameters, by the delta method; nil where it does not exist.
  ///
  /// - Parameters:
  ///   - parameters: those of the centre.
  ///   - row: a customer of the frame.
  /// - Precondition: one process alone has covariates, as in a contract, so that no coefficient is shared.
  func logCovariance(
    _ parameters: [Double], frame: CovariateFrame, row: Int
  ) throws(CovariateError) -> [[Double]]? {
    let values = try CodedCovariates(codings: columns, terms: []).values(frame, rows: [row])
    let shifts = shifts()
    // d log-parameter / d parameter or coefficient, the latter per unit of the covariate.
    var slopes = parameters.indices.map { own in parameters.indices.map { $0 == own ? 1 / parameters[own] : 0 } }
    for (index, coefficient) in (dropout ?? []).enumerated() {
      let value = values[0, shifts[index].column] * (coefficient.scale ?? 1)
      for own in slopes.indices { slopes[own].append(value * coefficient.loadings[own]) }
    }
    var result: [[Double]] = []
    for first in slopes {
      var line: [Double] = []
      for second in slopes {
        var sum = 0.0
        for (i, entries) in covariance.enumerated() where first[i] != 0 {
          for (j, entry) in entries.enumerated() where second[j] != 0 {
            guard let entry else { return nil }
            sum += first[i] * entry * second[j]
          }
        }
        line.append(sum)
      }
      result.append(line)
    }
    return result
  }

  /// What each column of the design does; shared coefficients once.
  private func shifts() -> [(column: Int, perUnit: Double, loadings: [Double])] {
    var result: [(column: Int, perUnit: Double, loadings: [Double])] = []
    for process in CovariateProcess.allCases {
      for coefficient in coefficients(process) {
        // A shared coefficient's loadings hold both processes; the first of them counts.
        let isFirst = (coefficient.sharedWith ?? []).allSatisfy { Self.rank(process) < Self.rank($0) }
        guard isFirst, let column = column(of: coefficient) else { continue }
        result.append((column, coefficient.coefficient * (coefficient.scale ?? 1), coefficient.loadings))
      }
    }
    return result
  }

  private static func rank(_ process: CovariateProcess) -> Int { CovariateProcess.allCases.firstIndex(of: process)! }

  private func column(of coefficient: Coefficient) -> Int? {
    var first = 0
    for coding in columns {
      if coding.covariate == coefficient.covariate {
        return coding.columns.firstIndex { $0 == coefficient.level }.map { first + $0 }
      }
      first += coding.columns.count
    }
    return nil
  }

  /// Whether the coefficients of one fit are a special case of those of another: each of them is there too, and free where it
  /// was free. A penalised fit is no maximum of its likelihood, and has no part in a likelihood-ratio test.
  static func areNested(_ restricted: FittedCovariates?, in full: FittedCovariates?) -> Bool {
    guard restricted?.penalty.isEmpty ?? true, full?.penalty.isEmpty ?? true else { return false }
    return CovariateProcess.allCases.allSatisfy { process in
      (restricted?.coefficients(process) ?? []).allSatisfy { own in
        (full?.coefficients(process) ?? []).contains { other in
          own.covariate == other.covariate && own.level == other.level && own.reference == other.reference
            && own.parameter == other.parameter && (other.sharedWith == nil || own.sharedWith != nil)
        }
      }
    }
  }

  /// Checks that a file's parts belong together.
  func check(parameterCount: Int) throws(ArtifactError) {
    for process in CovariateProcess.allCases {
      for coefficient in coefficients(process) {
        guard coefficient.loadings.count == parameterCount, column(of: coefficient) != nil,
          coefficient.coefficient.isFinite
        else {
          throw .inconsistent("the covariate `\(coefficient.covariate)` does not fit the model and its columns")
        }
      }
    }
  }
}
