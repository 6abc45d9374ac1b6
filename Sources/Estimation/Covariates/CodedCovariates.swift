public import CustomerData
public import CustomerModels
public import DenseLinearAlgebra

/// The covariates of one model: how each becomes columns, and which coefficients they have.
public struct CodedCovariates: Sendable, Equatable {
  /// One coefficient: a column of the design and what it moves.
  public struct Term: Sendable, Equatable {
    /// The covariate.
    public var covariate: String
    /// The level, for names.
    public var level: String?
    /// The column of the design.
    public var column: Int
    /// What it acts on: one process, or two that share the coefficient.
    public var processes: [CovariateProcess]
    /// The parameter it moves, where it moves one of those of its process alone.
    public var parameter: String?
    /// How it moves the log-parameters.
    public var loadings: [Double]
  }

  /// How covariates become columns.
  public let codings: [CovariateCoding]
  /// The coefficients.
  public let terms: [Term]

  /// - Parameters:
  ///   - frame: the customers of the fit.
  ///   - weights: customers of each row; empty for one each.
  ///   - processes: those of the model among which to look.
  /// - Throws: `CovariateError`.
  public init<Model: ParametricModel>(
    _ choice: CovariateChoice, for model: Model.Type, frame: CovariateFrame, weights: [Int] = []
  ) throws(CovariateError) {
    let directions = try Self.directions(choice, for: model)
    let names = choice.names(of: directions.map(\.direction.process))
    var codings: [CovariateCoding] = []
    for name in names {
      guard let column = frame[name] else { throw .unknownCovariate(name, known: frame.columns.map(\.name)) }
      // The frame knows who they are.
      if choice.missing == .error, let gaps = frame.gaps(of: column) { throw .missingValues(gaps) }
      codings.append(
        try CovariateCoding(column, weights: weights, missing: choice.missing, reference: choice.references[name]))
    }
    self.codings = codings
    terms = try Self.terms(choice, directions, codings)
  }

  /// From parts that were saved.
  public init(codings: [CovariateCoding], terms: [Term]) {
    self.codings = codings
    self.terms = terms
  }

  /// Whether any covariate of a choice is for this model.
  public static func concern<Model: ParametricModel>(_ model: Model.Type, _ choice: CovariateChoice) -> Bool {
    model.covariateDirections.contains { !(choice.covariates[$0.process] ?? []).isEmpty }
  }

  /// The model's directions that have covariates.
  private static func directions<Model: ParametricModel>(
    _ choice: CovariateChoice, for model: Model.Type
  ) throws(CovariateError) -> [(direction: CovariateDirection, parameter: String?)] {
    var result: [(direction: CovariateDirection, parameter: String?)] = []
    for direction in model.covariateDirections where !(choice.covariates[direction.process] ?? []).isEmpty {
      guard direction.process == .dropout, !choice.dropoutParameters.isEmpty else {
        result.append((direction, nil))
        continue
      }
      let single = direction.separated(parameters: model.parameterNames)
      for name in choice.dropoutParameters {
        guard let found = single.first(where: { $0.parameter == name }) else {
          throw .noParameter(
            model: model.name, process: .dropout, parameter: name, known: single.map(\.parameter))
        }
        result.append((found.direction, name))
      }
    }
    return result
  }

  private static func terms(
    _ choice: CovariateChoice, _ directions: [(direction: CovariateDirection, parameter: String?)],
    _ codings: [CovariateCoding]
  ) throws(CovariateError) -> [Term] {
    for name in choice.equal {
      for process in [CovariateProcess.purchase, .dropout] where !(choice.covariates[process] ?? []).contains(name) {
        throw .notShared(covariate: name)
      }
    }
    var terms: [Term] = []
    for (direction, parameter) in directions {
      var column = 0
      for coding in codings {
        for level in coding.columns {
          defer { column += 1 }
          guard (choice.covariates[direction.process] ?? []).contains(coding.covariate) else { continue }
          let shared = terms.firstIndex { $0.column == column && !$0.processes.contains(direction.process) }
          if choice.equal.contains(coding.covariate), let shared {
            // One coefficient that moves both.
            terms[shared].processes.append(direction.process)
            for index in direction.loadings.indices { terms[shared].loadings[index] += direction.loadings[index] }
          } else {
            terms.append(
              Term(
                covariate: coding.covariate, level: level, column: column, processes: [direction.process],
                parameter: parameter, loadings: direction.loadings))
          }
        }
      }
    }
    return terms
  }

  /// What a column's unit is on the scale of the covariate: 1 for indicators.
  public func scale(ofColumn column: Int) -> Double {
    var next = 0
    for coding in codings {
      if column == next, coding.levels == nil { return coding.scale ?? 1 }
      next += coding.columns.count
    }
    return 1
  }

  /// The name of a coefficient in messages and matrices: `channel=web (purchase)`.
  public func name(of term: Term) -> String {
    let column = term.level.map { "\(term.covariate)=\($0)" } ?? term.covariate
    return "\(column) (\((term.parameter.map { [$0] } ?? term.processes.map(\.rawValue)).joined(separator: ", ")))"
  }

  /// The design's values for some customers.
  public func values(_ frame: CovariateFrame, rows: [Int]) throws(CovariateError) -> Matrix {
    let width = codings.reduce(0) { $0 + $1.columns.count }
    var matrix = Matrix(rows: rows.count, columns: width)
    var first = 0
    for coding in codings {
      guard let column = frame[coding.covariate] else {
        throw .unknownCovariate(coding.covariate, known: frame.columns.map(\.name))
      }
      let coded: [[Double]]
      do {
        coded = try coding.values(column, rows: rows)
      } catch {
        if case .missingValues(let gaps) = error { throw .missingValues(frame.gaps(of: column) ?? gaps) }
        throw error
      }
      for (row, values) in coded.enumerated() {
        for (offset, value) in values.enumerated() { matrix[row, first + offset] = value }
      }
      first += coding.columns.count
    }
    return matrix
  }

  /// The design for cells of customers.
  /// - Parameter weights: customers of each cell, to tell columns that are one another's sums.
  /// - Throws: `CovariateError.collinear`.
  public func design(
    _ frame: CovariateFrame, rows: [Int], weights: [Double], lambda: (CovariateProcess) -> Double
  ) throws(CovariateError) -> CovariateDesign {
    let values = try values(frame, rows: rows)
    try checkRank(values, weights)
    return CovariateDesign(
      values: values,
      coefficients: terms.map { term in
        CovariateDesign.Coefficient(
          name: name(of: term), column: term.column, loadings: term.loadings,
          penalty: term.processes.map(lambda).max() ?? 0)
      })
  }

  /// Looks for a weighted sum of columns that is the same for all customers.
  private func checkRank(_ values: Matrix, _ weights: [Double]) throws(CovariateError) {
    let width = values.columns
    guard width > 0, values.rows > 0 else { return }
    let total = weights.reduce(0, +)
    var means = Array(repeating: 0.0, count: width)
    for row in 0..<values.rows {
      for column in 0..<width { means[column] += weights[row] * values[row, column] / total }
    }
    var gram = Matrix(rows: width, columns: width)
    for row in 0..<values.rows {
      for i in 0..<width {
        let scaled = weights[row] * (values[row, i] - means[i])
        for j in 0...i { gram[i, j] += scaled * (values[row, j] - means[j]) }
      }
    }
    let spreads = (0..<width).map { gram[$0, $0].squareRoot() }
    for i in 0..<width {
      for j in 0...i where spreads[i] > 0 && spreads[j] > 0 { gram[i, j] /= spreads[i] * spreads[j] }
    }
    let names = codings.flatMap(\.columnNames)
    guard let eigen = try? SymmetricEigen(gram), let lowest = eigen.values.first, lowest < 1e-10 else { return }
    let vector = eigen.vectors.column(0)
    throw .collinear(names.indices.filter { abs(vector[$0]) > 1e-4 }.map { names[$0] })
  }
}
