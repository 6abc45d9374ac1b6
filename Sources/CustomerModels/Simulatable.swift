/// A transaction model that can draw customers.
///
/// The generator is named, not generic, so that a model's draws are compiled for it; a model may offer any other too.
public protocol Simulatable: TransactionModel {
  /// Repeat purchase times of one new customer within (0, age], ascending.
  func simulatePurchaseTimes(age: Double, using generator: inout SeededGenerator) -> [Double]
}

/// A spending model that can draw customers.
public protocol SimulatableSpend: SpendingModel {
  /// Values of `count` purchases of one new customer, positive and finite.
  func simulateSpend(count: Int, using generator: inout SeededGenerator) -> [Double]
}
