import LifetimeValue

/// `--parameters r=0.243,alpha=4.414,...`: values by name.
struct ParameterList {
  private let values: [String: Double]

  init(_ text: String) throws {
    var values: [String: Double] = [:]
    for pair in text.split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1).map { String($0) }
      guard parts.count == 2, let value = Double(parts[1]) else {
        throw Failure(.usage, "--parameters: `\(pair)` is not name=number")
      }
      guard values.updateValue(value, forKey: parts[0]) == nil else {
        throw Failure(.usage, "--parameters: `\(parts[0])` stands twice")
      }
    }
    self.values = values
  }

  /// The transaction model, and the spending model of the catalogue some of whose parameters are among them.
  func models(
    transactions name: String, unit: TimeUnit
  ) throws -> (transactions: any Simulatable, unit: TimeUnit, spend: (any SimulatableSpend)?) {
    var chosen = ModelCatalogue.transactionModel(named: name)
    if ModelCatalogue.hasRegularity(name) {
      guard let k = values["k"].flatMap(Int.init(exactly:)),
        let regular = ModelCatalogue.transactionModel(named: name, regularity: k)
      else { throw Failure(.usage, "--parameters: `k` of \(name) is a whole number from 1 to 12") }
      chosen = regular
    }
    guard let type = chosen as? any (LatentAttritionModel & Simulatable).Type else {
      let known = ModelCatalogue.transactionModels.map { $0.name }.joined(separator: ", ")
      throw Failure(.usage, "--transactions \(name): known are \(known)")
    }
    var known = Set(type.parameterNames + type.chosenParameters.keys)
    let spendTypes = ModelCatalogue.spendingModels.compactMap { $0 as? any SimulatableSpend.Type }
    let spendType = spendTypes.first { spend in
      spend.parameterNames.contains { !known.contains($0) && values[$0] != nil }
    }
    known.formUnion(spendType?.parameterNames ?? [])
    try refuseStrangers(to: Array(known), of: ([name] + spendTypes.map { $0.name }).joined(separator: " or "))
    return (try instance(type), unit, try spendType.map { try spendInstance($0) })
  }

  private func spendInstance<Model: SimulatableSpend>(_ type: Model.Type) throws -> any SimulatableSpend {
    try instance(type)
  }

  /// The contract model of this name.
  func contract(_ name: String) throws -> any ContractModel {
    guard let type = ModelCatalogue.contractModel(named: name) else {
      let known = ModelCatalogue.contractModels.map { $0.name }.joined(separator: ", ")
      throw Failure(.usage, "--contract \(name): known are \(known)")
    }
    try refuseStrangers(to: type.parameterNames, of: name)
    return try instance(type)
  }

  /// BG/BB.
  func opportunities() throws -> BGBB {
    try refuseStrangers(to: BGBB.parameterNames, of: BGBB.name)
    return try instance(BGBB.self)
  }

  private func refuseStrangers(to known: [String], of name: String) throws {
    if let stranger = values.keys.sorted().first(where: { !known.contains($0) }) {
      throw Failure(.usage, "--parameters: `\(stranger)` is no parameter of \(name)")
    }
  }

  private func instance<Model: ParametricModel>(_ type: Model.Type) throws -> Model {
    let ordered = try type.parameterNames.map { name in
      guard let value = values[name] else {
        throw Failure(.usage, "--parameters: `\(name)` of \(type.name) is missing")
      }
      return value
    }
    do {
      return try type.init(parameters: ordered)
    } catch {
      throw Failure(.usage, "--parameters: \(error.parameter ?? "value") = \(error.value); expected: \(error.expected)")
    }
  }
}
