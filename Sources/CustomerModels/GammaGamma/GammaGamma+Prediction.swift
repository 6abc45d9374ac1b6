import CustomerData
import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension GammaGamma: SpendingModel {
  /// - Source: Fader & Hardie (2013), eq. 1a.
  public func logLikelihood(ofMean mean: Double, count: Int) -> Double {
    let n = p * Double(count)
    let total = Double(count) * mean
    return -logBeta(n, q) - n * log1p(gamma / total) - q * log1p(total / gamma) - log(mean)
  }

  /// p gamma / (q - 1), the population mean; nil for q <= 1, where it is infinite.
  public var expectedSpend: Double? { q > 1 ? p * (gamma / (q - 1)) : nil }

  /// p (gamma + x m) / (p x + q - 1): a weighted mean of the customer's own mean and the population's.
  ///
  /// - Returns: nil where p x + q <= 1.
  /// - Source: Fader & Hardie (2013), eq. 5.
  public func expectedSpend(givenMean mean: Double, count: Int) -> Double? {
    let x = Double(count)
    let shape = p * x + (q - 1)
    return shape > 0 ? p * (gamma + x * mean) / shape : nil
  }
}
