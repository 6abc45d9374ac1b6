import CustomerData
import CustomerModels
import TestSupport
import Testing

/// 15 % a year, in weeks: ln(1.15) / 52, the discount rate of the oracle files.
let weeklyDelta = 0.002_687_729_661_060_743

/// A table of a model's values at one set of parameters, computed to 40 digits and more; the files in `Tests/Reference` name
/// their generators.
struct OracleTable<Model: LatentAttritionModel> {
  let parameters: [Double]
  let model: Model
  private let json: JSONValue
  private let rows: [(history: PurchaseHistory, values: JSONValue)]

  init(_ json: JSONValue) throws {
    parameters = Model.parameterNames.map { json["params"][$0].number }
    model = try Model(parameters: parameters)
    rows = json["triples"].array.map { row in
      (PurchaseHistory(frequency: Int(row["x"].number), recency: row["tx"].number, age: row["T"].number), row)
    }
    self.json = json
  }

  /// The tables of a file.
  static func all(in name: String) throws -> [OracleTable] {
    try JSONValue(contentsOf: Repository.reference(name))["tables"].array.map { try OracleTable($0) }
  }

  /// Log-likelihoods of customers, and their gradients.
  func checkLikelihoods() {
    let evaluator = Model.likelihood(of: patterns(rows.map { $0.history })).evaluator(at: model)
    for (index, row) in rows.enumerated() {
      let history = row.history
      var jet = LikelihoodJet(parameterCount: parameters.count)
      evaluator.evaluate(index, into: &jet)
      // The sum of terms of the size of x may be near 0: it is right relative to them.
      let expected = row.values["loglik"].number
      let tolerance = max(1e-13 * abs(expected), 1e-15 * (1 + 5 * Double(history.frequency)))
      #expect(abs(jet.value - expected) < tolerance, "\(history)")
      #expect(abs(model.logLikelihood(of: history) - expected) < tolerance, "\(history)")
      for (position, name) in Model.parameterNames.enumerated() {
        let natural = jet.gradient[position] / parameters[position]
        #expect(relativeError(natural, row.values["gradient"][name].number) < 1e-11, "\(history) \(name)")
      }
    }
  }

  /// What is to be expected of customers.
  func checkCustomers() {
    for (history, values) in rows {
      #expect(relativeError(model.probabilityAlive(given: history), values["p_alive"].number) < 1e-12, "\(history)")
      for horizon in values["cet"].keys {
        let expected = model.expectedTransactions(over: Double(horizon)!, given: history)
        #expect(relativeError(expected, values["cet"][horizon].number) < 1e-12, "\(history) \(horizon)")
      }
      // The tables' DERT has 18 digits.
      let dert = model.discountedExpectedTransactions(over: .infinity, discountRate: weeklyDelta, given: history)
      #expect(relativeError(dert, values["dert_15pct"].number) < 1e-12, "\(history)")
    }
  }

  /// What is to be expected of a new customer.
  func checkTimes(expectations tolerance: Double = 1e-13) {
    for row in json["unconditional"].array {
      let expected = model.expectedTransactions(over: row["t"].number)
      #expect(relativeError(expected, row["expectation"].number) < tolerance, "\(row["t"].number)")
    }
    for row in json["pmf"].array {
      for (n, value) in row["pmf_0_to_5"].array.enumerated() {
        let probability = model.probability(ofTransactions: n, over: row["t"].number)
        #expect(relativeError(probability, value.number) < 1e-13, "\(n) in \(row["t"].number)")
      }
    }
  }
}
