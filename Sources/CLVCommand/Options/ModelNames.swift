import ArgumentParser
import LifetimeValue

/// Model names as typed by the user.
enum ModelNames {
  /// A transaction model's name, checked against the catalogue.
  static func transaction(_ name: String) throws -> String {
    guard ModelCatalogue.transactionModel(named: name) != nil else {
      throw ValidationError(
        "--transactions \(name): known are \(names(ModelCatalogue.transactionModels.map { $0.name })).")
    }
    return name
  }

  /// A spending model's name, checked; nil for `none`.
  static func spending(_ name: String) throws -> String? {
    if name == "none" { return nil }
    guard ModelCatalogue.spendingModel(named: name) != nil else {
      throw ValidationError("--spend \(name): known are \(names(ModelCatalogue.spendingModels.map { $0.name })), none.")
    }
    return name
  }

  private static func names(_ list: [String]) -> String { list.joined(separator: ", ") }
}
