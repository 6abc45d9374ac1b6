public import CustomerData

/// A model of how much a customer spends per purchase.
public protocol SpendingModel: ParametricModel where Observations == SpendPatterns {
  /// log density of the mean value of `count` purchases.
  func logLikelihood(ofMean mean: Double, count: Int) -> Double

  /// Expected mean value of a new customer's purchases; nil where it does not exist.
  var expectedSpend: Double? { get }

  /// Expected value per purchase of a customer whose `count` purchases had this mean; nil where it does not exist.
  func expectedSpend(givenMean mean: Double, count: Int) -> Double?
}
