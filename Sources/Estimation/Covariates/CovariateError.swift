public import CustomerData
public import CustomerModels

/// Why covariates cannot be used.
public enum CovariateError: Error, Sendable, Equatable {
  /// No column of this name was read.
  case unknownCovariate(String, known: [String])
  /// Customers without a value of a covariate.
  case missingValues(CovariateGaps)
  /// A column of names that are nearly one per customer.
  case tooManyLevels(covariate: String, levels: Int, most: Int)
  /// All customers have the same value.
  case constant(covariate: String)
  /// Columns of which one is a sum of multiples of the others.
  case collinear([String])
  /// A reference level that no customer has.
  case unknownReference(covariate: String, level: String, known: [String])
  /// Customers with a level that the fit did not see.
  case unseenLevel(covariate: String, level: String, customers: Int, known: [String])
  /// Texts where the fit had numbers; the first of them.
  case notNumbers(covariate: String, text: String)
  /// A number so far from those of the fit that the parameters leave the range of doubles.
  case outOfRange(customer: Int)
  /// More combinations of levels than can be listed.
  case tooManyKinds(most: Int)
  /// A model in which no covariate can act on this process.
  case noProcess(model: String, process: CovariateProcess)
  /// Coefficients of parameters that the process does not move.
  case noParameter(model: String, process: CovariateProcess, parameter: String, known: [String])
  /// A covariate is to have one coefficient in both processes, but is not in both.
  case notShared(covariate: String)
}
