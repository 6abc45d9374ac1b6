public import CustomerData
public import CustomerModels
import Estimation
public import Evaluation
public import Optimizers

/// The outcome of one fit as data: what stands in the model file under `transactions` or `spend`.
///
/// The generic `Fit<Model>` knows its model's type; this is the same under the model's name, to save,
/// read back and print.
public struct FittedModel: Sendable, Codable, Equatable {
  /// The model's name: `bg-nbd`.
  public var model: String
  /// The time unit of the parameters; nil for a spending model.
  public var unit: TimeUnit?
  /// Days in that unit, so that a file edited by hand in one place only is found out; nil for a spending model.
  public var unitDays: Double?
  /// Customers the model was fitted to.
  public var customers: Int
  /// Parameters by name; among them what was chosen and not estimated: the `k` of a regular model.
  public var parameters: [String: Double]
  /// The names of those that were estimated, in the order of `covariance`.
  public var parameterOrder: [String]
  /// Standard errors by name; nil where the data do not determine one.
  public var standardErrors: [String: Double?]
  /// Standard errors that hold when the model is only an approximation (sandwich); nil where there is none.
  public var robustStandardErrors: [String: Double?]
  /// Covariance of the estimates; nil entries where it does not exist.
  public var covariance: [[Double?]]
  /// Sum over customers, in nats.
  public var logLikelihood: Double
  /// Log-likelihood at each k from 1 that was tried, when k was chosen among them; nil otherwise.
  public var regularityProfile: [Double]?
  /// What follows from the parameters, by name: the `correlation` of Pareto/NBD with correlation; nil where nothing does.
  public var derived: [String: DerivedEstimate]?
  /// How the optimisation went.
  public var report: OptimizationReport
  /// A checksum of the data that all models of their kind share; nil in a file of an earlier program.
  public var fingerprint: String?

  /// What covariates do; nil without them. `parameters` are then those of a customer at the centre.
  public var covariates: FittedCovariates?

  /// A fit under its model's name.
  init<Model: ParametricModel>(_ fit: Fit<Model>, unit: TimeUnit?) {
    let names = Model.parameterNames
    model = Model.name
    self.unit = unit
    unitDays = unit?.days
    customers = fit.customers
    parameterOrder = names
    parameters = Dictionary(uniqueKeysWithValues: zip(names, fit.model.parameters))
      .merging(Model.chosenParameters) { estimated, _ in estimated }
    standardErrors = Dictionary(uniqueKeysWithValues: zip(names, fit.standardErrors))
    robustStandardErrors = Dictionary(uniqueKeysWithValues: zip(names, fit.robustCovariance.standardErrors))
    covariance = fit.covariance.entries
    logLikelihood = fit.logLikelihood
    derived = (fit.model as? any DerivedQuantities).map {
      DerivedEstimate.estimates($0.derivedQuantities, fit.covariance)
    }
    report = fit.report
  }

  /// The same with the checksum of the data it was fitted to.
  func marked(_ fingerprint: String?) -> FittedModel {
    var marked = self
    marked.fingerprint = fingerprint
    return marked
  }

  /// Parameters and coefficients of covariates that were estimated.
  public var parameterCount: Int { covariates?.parameterCount ?? parameterOrder.count }

  /// How many free parameters the fit amounts to; under a penalty fewer than were estimated. A k that was chosen by its
  /// likelihood is one of them.
  public var degreesOfFreedom: Double {
    (covariates?.degreesOfFreedom ?? Double(parameterOrder.count)) + (hasChosenK ? 1 : 0)
  }

  /// Whether k was chosen by its likelihood, and not given.
  var hasChosenK: Bool { regularityProfile != nil }

  /// Akaike's and Schwarz's criteria.
  public var criteria: InformationCriteria {
    InformationCriteria(logLikelihood: logLikelihood, parameters: degreesOfFreedom, customers: customers)
  }

  /// The parameter values in order.
  /// - Throws: `ArtifactError.inconsistent` when a name has no value.
  func orderedParameters() throws(ArtifactError) -> [Double] {
    var values: [Double] = []
    for name in parameterOrder {
      guard let value = parameters[name] else {
        throw .inconsistent("parameter `\(name)` of `\(model)` has no value")
      }
      values.append(value)
    }
    return values
  }

  /// The transaction model with these parameters.
  public func transactionModel() throws(ArtifactError) -> any LatentAttritionModel {
    guard let named = ModelCatalogue.transactionModel(named: model) else {
      throw .unknownModel(model, known: ModelCatalogue.transactionModels.map { $0.name })
    }
    var type = named
    if ModelCatalogue.hasRegularity(model) {
      guard let k = parameters["k"],
        let regular = ModelCatalogue.transactionModel(named: model, regularity: Int(clamping: k))
      else { throw .inconsistent("`\(model)` needs the parameter k, a whole number from 1 to 12") }
      type = regular
    }
    return try instance(of: type)
  }

  /// The spending model with these parameters.
  public func spendingModel() throws(ArtifactError) -> any SpendingModel {
    guard let type = ModelCatalogue.spendingModel(named: model) else {
      throw .unknownModel(model, known: ModelCatalogue.spendingModels.map { $0.name })
    }
    return try instance(of: type)
  }

  /// The model of this type with these parameters.
  func instance<Model: ParametricModel>(of type: Model.Type) throws(ArtifactError) -> Model {
    guard parameterOrder == type.parameterNames else {
      throw .inconsistent(
        "`\(model)` has the parameters \(type.parameterNames.joined(separator: ", ")), the file has "
          + parameterOrder.joined(separator: ", "))
    }
    let values = try orderedParameters()
    try covariates?.check(parameterCount: values.count)
    do {
      return try type.init(parameters: values)
    } catch {
      throw .parameter(error)
    }
  }
}

extension Int {
  /// A whole number; 0 for one that is none, or out of reach.
  fileprivate init(clamping number: Double) { self = Int(exactly: number) ?? 0 }
}
