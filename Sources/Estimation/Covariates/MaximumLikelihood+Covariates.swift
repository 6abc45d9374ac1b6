import CustomerData
public import CustomerModels
import DenseLinearAlgebra
import Optimizers
import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension MaximumLikelihood {
  /// Fits a model with covariates.
  ///
  /// What is maximised is the mean log-likelihood per customer less, for each coefficient, its penalty times its square.
  /// The search starts at the fit without covariates, and at the model's own starting points with coefficients of 0.
  ///
  /// - Parameters:
  ///   - pooled: the model fitted to the same observations without covariates; fitted here when not given.
  ///   - start: a fit of nearly the same data and design, from which alone the search starts: for cross-validation.
  /// - Throws: as without covariates.
  public static func fit<Model: ParametricModel>(
    _ model: Model.Type = Model.self, to data: CellObservations<Model.Observations>, design: CovariateDesign,
    pooled: Model? = nil, start: CovariateFit<Model>? = nil, options: Options = Options()
  ) throws(FitError) -> CovariateFit<Model> {
    if let obstacle = Model.obstacle(in: data.observations) { throw .notFittable(obstacle) }
    let scale = data.observations.naturalScale
    let objective = CovariateObjective<Model>(data.divided(by: scale), design: design, threads: options.threads)
    var search = CovariateSearch(objective, options: options)
    if let start, let there = try? start.model.rescaled(by: 1 / scale) {
      search.run(from: there.parameters.map { log($0) } + start.coefficients)
    } else {
      let pooled = if let pooled { pooled } else { try fit(model, to: data.observations, options: options).model }
      let there = (try? pooled.rescaled(by: 1 / scale)).map { $0.parameters.map { log($0) } }
      search.run(pooled: there)
    }
    guard let best = search.best, let diagnosis = search.diagnosis else {
      throw .notConverged(
        search.report(status: .flat, messages: ["The likelihood could not be computed at any start."]))
    }
    if best.termination == .iterationLimit && diagnosis.status == .converged {
      throw .notConverged(
        search.report(
          status: .flat,
          messages: ["No summit was reached within \(options.maximumIterations) steps: allow more of them."]))
    }
    let k = objective.parameterCount
    guard let scaledModel = try? Model(parameters: best.point.prefix(k).map { exp($0) }),
      let fitted = try? scaledModel.rescaled(by: scale), let sum = objective.total(at: best.point)
    else {
      throw .notConverged(
        search.report(status: .boundary, messages: diagnosis.messages + ["The parameters leave the range of doubles."]))
    }
    let coefficients = Array(best.point.dropFirst(k))
    let logLikelihood = sum.value - data.observations.logDensityGain(dividedBy: scale)
    let information = ObservedInformation(
      diagnosis, meanSquaredGradient: objective.meanSquaredGradient(at: best.point), customers: objective.totalWeight)
    let natural = fitted.parameters + Array(repeating: 1, count: coefficients.count)
    return CovariateFit(
      model: fitted, coefficients: coefficients, customers: Int(objective.totalWeight.rounded()),
      logLikelihood: logLikelihood, covariance: information.covariance.scaled(by: natural),
      robustCovariance: information.robustCovariance.scaled(by: natural),
      degreesOfFreedom: search.degreesOfFreedom(information.covariance),
      report: search.report(
        status: diagnosis.status, messages: diagnosis.messages + search.advice + fitted.remarks),
      point: best.point)
  }

  /// The log-likelihood of data under a fit to others with the same design.
  static func logLikelihood<Model: ParametricModel>(
    of data: CellObservations<Model.Observations>, design: CovariateDesign, under fit: CovariateFit<Model>,
    threads: ThreadCount
  ) -> Double? {
    CovariateObjective<Model>(data, design: design, threads: threads)
      .total(at: fit.model.parameters.map { log($0) } + fit.coefficients)?.value
  }
}
