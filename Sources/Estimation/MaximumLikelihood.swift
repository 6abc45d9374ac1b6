import CustomerData
public import CustomerModels
import DenseLinearAlgebra
import Optimizers
public import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Maximum likelihood for any `ParametricModel`: the parameters under which the data were most probable.
///
/// The data are divided by their natural scale, so that no result depends on their unit; the mean log-likelihood per
/// customer is climbed in log-parameters by `TrustRegionNewton` from every starting point the model offers
/// (`SummitSearch`), because it can have more than one summit; the best answer is then examined (`SummitDiagnosis`):
/// it may be a summit, a limit the likelihood only approaches, or a point on a level ridge, and the report says which.
/// The same data give the same bits on any number of threads.
///
/// Not offered: penalties and priors, covariates (they enter through `MeanLogLikelihood`).
public enum MaximumLikelihood {
  /// What a caller may choose.
  public struct Options: Sendable, Hashable {
    /// Threads to use; the result does not depend on it.
    public var threads: ThreadCount
    /// Newton steps from each starting point before it is given up.
    public var maximumIterations: Int
    /// Patterns in the sample on which starting points are compared when there are more than twice as many.
    public var explorationSize: Int

    /// See the properties.
    public init(threads: ThreadCount = .all, maximumIterations: Int = 200, explorationSize: Int = 4096) {
      self.threads = threads
      self.maximumIterations = maximumIterations
      self.explorationSize = explorationSize
    }
  }

  /// Fits a model to observations.
  ///
  /// - Parameters:
  ///   - model: the kind of model: `BGNBD.self`.
  ///   - observations: distinct observations with their weights.
  ///   - options: see `Options`.
  ///   - progress: called at every step and every pass over the table, from any thread, one call at a time.
  /// - Returns: the model in the unit of the observations, with covariances and report.
  /// - Throws: `notFittable` when no model can be fitted to such data, or the likelihood rises for ever; `notConverged` when every attempt ran out of
  ///   steps, which no known data set does.
  /// - Numerics: parameters of a summit inside the domain are exact to about 1e-9 relative.
  public static func fit<Model: ParametricModel>(
    _ model: Model.Type = Model.self, to observations: Model.Observations, options: Options = Options(),
    progress: (@Sendable (FitProgress) -> Void)? = nil
  ) throws(FitError) -> Fit<Model> {
    if let obstacle = Model.obstacle(in: observations) { throw .notFittable(obstacle) }
    let scale = observations.naturalScale
    var objective = MeanLogLikelihood<Model>(observations, dividedBy: scale, threads: options.threads)
    objective.observer = progress.map { FitObserver(model: Model.name, report: $0) }
    var search = SummitSearch(objective, observations: observations, dividedBy: scale, options: options)
    search.run()
    guard let best = search.summits.first else {
      throw .notConverged(
        search.report(status: .flat, messages: ["The likelihood could not be computed at any start."]))
    }
    if let obstacle = search.runawayObstacle { throw .notFittable(obstacle) }
    let diagnosis = search.diagnosis!
    if best.termination == .iterationLimit && diagnosis.status == .converged {
      throw .notConverged(
        search.report(
          status: .flat,
          messages: ["No summit was reached within \(options.maximumIterations) steps: allow more of them."]))
    }
    guard let scaledModel = try? Model(parameters: best.point.map { exp($0) }),
      let fitted = try? scaledModel.rescaled(by: scale)
    else {
      throw .notConverged(
        search.report(status: .boundary, messages: diagnosis.messages + ["The parameters leave the range of doubles."]))
    }
    let logLikelihood =
      best.expansion.value * objective.totalWeight - observations.logDensityGain(dividedBy: scale)
    guard logLikelihood.isFinite, search.gainBeyondBounds <= SummitDiagnosis.tolerance else {
      throw .notConverged(
        search.report(
          status: .boundary,
          messages: diagnosis.messages + [
            "The likelihood keeps rising toward parameters that doubles cannot hold: look for values in the data that are "
              + "hardly different or beyond all measure."
          ]))
    }
    let information = ObservedInformation(
      diagnosis, meanSquaredGradient: objective.meanSquaredGradient(at: scaledModel),
      customers: objective.totalWeight)
    let logCovariance = information.covariance
    let messages =
      diagnosis.messages + information.remarks(names: Model.parameterNames) + search.remarks + fitted.remarks
    return Fit(
      model: fitted, customers: Int(objective.totalWeight.rounded()),
      logLikelihood: logLikelihood, covariance: logCovariance.scaled(by: fitted.parameters),
      robustCovariance: information.robustCovariance.scaled(by: fitted.parameters), logCovariance: logCovariance,
      report: search.report(status: diagnosis.status, messages: messages))
  }
}
