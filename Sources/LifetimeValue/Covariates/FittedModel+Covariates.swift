public import CustomerData
import CustomerModels
public import Estimation
import Parallelism

/// Covariates of the customers to be fitted, and what they are to act on.
public struct CovariateInput: Sendable {
  /// One value per row of the summary.
  public var frame: CovariateFrame
  /// What they act on.
  public var choice: CovariateChoice

  /// See the properties.
  public init(_ frame: CovariateFrame, _ choice: CovariateChoice) {
    self.frame = frame
    self.choice = choice
  }
}

/// Covariates together with the customers whom they describe.
public struct DescribedCustomers: Sendable {
  /// The customers.
  public var summary: CustomerSummary
  /// What is known of them, row by row.
  public var covariates: CovariateInput

  /// See the properties.
  public init(_ summary: CustomerSummary, _ covariates: CovariateInput) {
    self.summary = summary
    self.covariates = covariates
  }
}

extension FittedModel {
  /// Fits the transaction model again with the covariates of its processes.
  mutating func refineTransactions(
    with covariates: CovariateInput, of summary: CustomerSummary, threads: ThreadCount
  ) throws(ArtifactFitError) {
    // The fit without covariates was made from these very names.
    guard let model = try? transactionModel() else { return }
    for process in [CovariateProcess.purchase, .dropout] {
      try check(type(of: model), has: process, covariates.choice)
    }
    try refine(model, covariates, summary.multiplicities, threads) { cells, rows in
      let (patterns, ends) = cells.purchasePatterns(of: summary, rows: rows)
      return CellObservations(observations: patterns, ends: ends)
    }
  }

  /// Fits the spending model again with its covariates.
  mutating func refineSpend(
    with covariates: CovariateInput, of summary: CustomerSummary, threads: ThreadCount
  ) throws(ArtifactFitError) {
    guard let model = try? spendingModel() else { return }
    try check(type(of: model), has: .spend, covariates.choice)
    try refine(model, covariates, summary.multiplicities, threads) { cells, rows in
      let (patterns, ends) = cells.spendPatterns(of: summary, rows: rows)
      return CellObservations(observations: patterns, ends: ends)
    }
  }

  /// Fits a contract again with its covariates, one value per subscriber or cohort.
  /// - Parameter model: the fit without covariates.
  mutating func refineContract(
    _ model: any ContractModel, with covariates: CovariateInput, of table: SubscriptionTable, threads: ThreadCount
  ) throws(ArtifactFitError) {
    for process in CovariateProcess.allCases { try check(type(of: model), has: process, covariates.choice) }
    try refine(model, covariates, table.memberMultiplicities, threads) { cells, rows in
      let (patterns, ends) = cells.subscriberPatterns(of: table, rows: rows)
      return CellObservations(observations: patterns, ends: ends)
    }
  }

  private func check(
    _ type: any ParametricModel.Type, has process: CovariateProcess, _ choice: CovariateChoice
  ) throws(ArtifactFitError) {
    if !(choice.covariates[process] ?? []).isEmpty,
      !type.covariateDirections.contains(where: { $0.process == process })
    {
      throw .covariates(.noProcess(model: model, process: process))
    }
  }

  private mutating func refine<Model: ParametricModel>(
    _ pooled: Model, _ covariates: CovariateInput, _ multiplicities: [Int], _ threads: ThreadCount,
    _ observations: (CovariateCells, [Int]?) -> CellObservations<Model.Observations>
  ) throws(ArtifactFitError) {
    guard CodedCovariates.concern(Model.self, covariates.choice) else { return }
    let options = MaximumLikelihood.Options(threads: threads)
    let coded: CodedCovariates
    let data: CellObservations<Model.Observations>
    var design: CovariateDesign
    let cells: CovariateCells
    do {
      coded = try CodedCovariates(
        covariates.choice, for: Model.self, frame: covariates.frame, weights: multiplicities)
      cells = covariates.frame.cells(of: coded.codings.map(\.covariate))
      data = observations(cells, nil)
      let weights = (0..<data.cells).map { cell in
        data.range(cell).reduce(0.0) { $0 + data.observations.weights[$1] }
      }
      design = try coded.design(
        covariates.frame, rows: cells.firstRows, weights: weights, lambda: covariates.choice.lambda)
    } catch {
      throw .covariates(error)
    }
    var lambda = covariates.choice.lambda
    var selection: PenaltySelection?
    if case .crossValidated(let folds, let seed) = covariates.choice.penalty {
      let fold = PenaltySelection.folds(covariates.frame.count, of: folds, seed: seed)
      let selected = PenaltySelection(Model.self, design: design, folds: folds, seed: seed, options: options) {
        number in
        let rows = Array(0..<covariates.frame.count)
        return (
          observations(cells, rows.filter { fold[$0] != number }),
          observations(cells, rows.filter { fold[$0] == number })
        )
      }
      selection = selected
      lambda = { _ in selected.best }
      for index in design.coefficients.indices { design.coefficients[index].penalty = selected.best }
    }
    do {
      let fit = try MaximumLikelihood.fit(Model.self, to: data, design: design, pooled: pooled, options: options)
      adopt(fit, coded, lambda, selection)
    } catch {
      throw .notFitted(model: model, error)
    }
  }

  /// Replaces the fit without covariates by the one with them.
  private mutating func adopt<Model: ParametricModel>(
    _ fit: CovariateFit<Model>, _ coded: CodedCovariates, _ lambda: (CovariateProcess) -> Double,
    _ selection: PenaltySelection?
  ) {
    let names = Model.parameterNames
    let k = names.count
    for (name, value) in zip(names, fit.model.parameters) { parameters[name] = value }
    standardErrors = Dictionary(uniqueKeysWithValues: zip(names, fit.covariance.standardErrors.prefix(k)))
    robustStandardErrors = Dictionary(uniqueKeysWithValues: zip(names, fit.robustCovariance.standardErrors.prefix(k)))
    covariance = fit.covariance.entries.prefix(k).map { Array($0.prefix(k)) }
    logLikelihood = fit.logLikelihood
    derived = (fit.model as? any DerivedQuantities).map {
      DerivedEstimate.estimates($0.derivedQuantities, fit.covariance)
    }
    report = fit.report
    self.covariates = FittedCovariates(fit, coded: coded, lambda: lambda, selection: selection)
  }
}
