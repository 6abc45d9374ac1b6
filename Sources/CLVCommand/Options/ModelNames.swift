import ArgumentParser
import LifetimeValue

/// Model names as typed by the user.
enum ModelNames {
  /// A transaction model's name, checked against the catalogue.
  static func transaction(_ name: String) throws -> String {
    guard name == ModelSelection.name || ModelCatalogue.transactionModel(named: name) != nil else {
      throw ValidationError(
        "--transactions \(name): known are \(names(ModelCatalogue.transactionModels.map { $0.name })), auto"
          + ", and \(names(ModelCatalogue.opportunityModels.map { $0.name })).")
    }
    return name
  }

  /// Whether a name is that of a model of discrete opportunities.
  static func isOpportunityModel(_ name: String) -> Bool {
    ModelCatalogue.opportunityModels.contains { $0.name == name }
  }

  /// Checks a contract model's name.
  static func checkContract(_ name: String) throws {
    if ModelCatalogue.contractModel(named: name) == nil {
      throw ValidationError("--contract \(name): known are \(names(ModelCatalogue.contractModels.map { $0.name })).")
    }
  }

  /// Whether any of these models is one of regular purchases, which needs the times between purchases.
  static func needRegularity(_ names: [String]) -> Bool {
    names.contains { $0 == ModelSelection.name || ModelCatalogue.hasRegularity($0) }
  }

  /// A k needs a model that has one.
  static func check(_ regularity: RegularityChoice, for names: [String]) throws {
    if case .fixed(let k) = regularity, !needRegularity(names) {
      let regular = ModelCatalogue.transactionModels.map { $0.name }.filter { ModelCatalogue.hasRegularity($0) }
      throw ValidationError("--regularity \(k) is for --transactions \(Self.names(regular)) and auto.")
    }
  }

  /// Cohorts are those of a contract.
  static func check(_ cohorts: CohortFits, contract: String?) throws {
    if cohorts == .separate && contract == nil {
      throw ValidationError("--cohorts separate is for --contract; --by COLUMN fits groups of customers on their own.")
    }
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
