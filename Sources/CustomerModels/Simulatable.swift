/// A transaction model that can draw customers.
public protocol Simulatable: TransactionModel {
  /// Repeat purchase times of one new customer within (0, age], ascending.
  func simulatePurchaseTimes<Generator: RandomNumberGenerator>(
    age: Double, using generator: inout Generator
  ) -> [Double]
}
