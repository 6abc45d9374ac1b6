import CustomerData
import CustomerModels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What five packages print at the parameters of the high-precision tables: the same numbers where they
/// compute them, the right ones where they do not.
@Suite("Predictions of packages", .tags(.reference))
struct PackagePredictionTests {
  /// What the file calls its quantities, of a history (x, t_x, T).
  private struct Answers {
    var logLikelihood: ([Double]) -> Double
    var probabilityAlive: ([Double]) -> Double
    var expected: (Double, [Double]) -> Double
    var lifetime: ([Double]) -> Double
    var unconditional: (Double) -> Double
    var probability: (Int, Double) -> Double

    init(_ model: some LatentAttritionModel) {
      func history(_ at: [Double]) -> PurchaseHistory {
        PurchaseHistory(frequency: Int(at[0]), recency: at[1], age: at[2])
      }
      // 15 % a year, in weeks.
      let delta = log(1.15) / 52
      logLikelihood = { model.logLikelihood(of: history($0)) }
      probabilityAlive = { model.probabilityAlive(given: history($0)) }
      expected = { model.expectedTransactions(over: $0, given: history($1)) }
      lifetime = { model.discountedExpectedTransactions(over: .infinity, discountRate: delta, given: history($0)) }
      unconditional = { model.expectedTransactions(over: $0) }
      probability = { model.probability(ofTransactions: $0, over: $1) }
    }

    /// With P(alive) at the next opportunity.
    init(_ model: BGBB) {
      func history(_ at: [Double]) -> OpportunityHistory {
        OpportunityHistory(frequency: Int(at[0]), recency: Int(at[1]), opportunities: Int(at[2]))
      }
      logLikelihood = { model.logLikelihood(of: history($0)) }
      probabilityAlive = { model.probabilityAlive(after: 1, given: history($0)) }
      expected = { model.expectedTransactions(over: Int($0), given: history($1)) }
      lifetime = { model.discountedExpectedTransactions(over: nil, discountRate: 0.15, given: history($0)) }
      unconditional = { model.expectedTransactions(over: Int($0)) }
      probability = { model.probability(ofTransactions: $0, over: Int($1)) }
    }

    /// A quantity by its name in lists of wrong values.
    func value(_ quantity: String, _ at: [Double]) -> Double? {
      switch quantity {
      case "ll": logLikelihood(at)
      case "palive": probabilityAlive(at)
      case "dert": lifetime(at)
      case "E[X]": unconditional(at[0])
      case let horizon where horizon.hasPrefix("cet"): Double(horizon.dropFirst(3)).map { expected($0, at) }
      default: nil
      }
    }
  }

  private static var entries: [JSONValue] {
    get throws { try JSONValue(contentsOf: Repository.reference("package_predictions.json"))["entries"].array }
  }

  private func answers(_ entry: JSONValue) throws -> Answers? {
    let parameters = entry["params"].array.map(\.number)
    return switch (entry["model"].string, entry["k"].double) {
    case ("bgnbd", nil): Answers(try BGNBD(parameters: parameters))
    case ("mbgnbd", nil): Answers(try MBGNBD(parameters: parameters))
    case ("pnbd", nil): Answers(try ParetoNBD(parameters: parameters))
    case ("ggomnbd", nil): Answers(try GGompertzNBD(parameters: parameters))
    case ("bgbb", nil): Answers(try BGBB(parameters: parameters))
    case ("bgcnbd", 2): Answers(try BGCNBD<Erlang2>(parameters: parameters))
    case ("mbgcnbd", 2): Answers(try MBGCNBD<Erlang2>(parameters: parameters))
    case ("mbgcnbd", 3): Answers(try MBGCNBD<Erlang3>(parameters: parameters))
    default: nil
    }
  }

  @Test("where a package is right, we give its number")
  func agreement() throws {
    var compared = 0
    for entry in try Self.entries where entry["compared_with_mpmath"].object as? Bool == true {
      let answers = try #require(try answers(entry))
      let label = "\(entry["source"]["package"].string!) \(entry["model"].string!)"
      let wrong = Set(entry["wrong_values"].array.map { Self.key($0["quantity"].string!, Self.numbers($0["at"])) })
      // The file states how far the package is from 60 digits, and lists what is more than 1e-6 away.
      func check(_ quantity: String, _ error: String, _ at: [Double], _ printed: JSONValue, _ value: Double) throws {
        guard !wrong.contains(Self.key(quantity, at)) else { return }
        let stated = entry["max_relative_error_vs_mpmath"][error].number
        let deviation = relativeError(value, try #require(printed.double))
        #expect(deviation < min(max(1.001 * stated, 1e-10), 1e-6), "\(label) \(quantity) \(at)")
        compared += 1
      }
      for (row, triple) in entry["triples"].array.enumerated() {
        let at = Self.numbers(triple)
        try check("ll", "ll", at, entry["loglik"][row], answers.logLikelihood(at))
        if !entry["p_alive"].isNull {
          try check("palive", "palive", at, entry["p_alive"][row], answers.probabilityAlive(at))
        }
        for horizon in entry["cet"].keys {
          let printed = entry["cet"][horizon][row]
          try check("cet\(horizon)", "cet", at, printed, answers.expected(Double(horizon)!, at))
        }
        if !entry["dert_15pct"].isNull { try check("dert", "dert", at, entry["dert_15pct"][row], answers.lifetime(at)) }
      }
      for time in entry["expectation"].keys {
        let t = Double(time)!
        try check("E[X]", "E[X]", [t], entry["expectation"][time], answers.unconditional(t))
      }
      for time in entry["pmf"].keys {
        for (n, printed) in entry["pmf"][time].array.enumerated() {
          try check("pmf", "pmf", [Double(n), Double(time)!], printed, answers.probability(n, Double(time)!))
        }
      }
    }
    #expect(compared > 2000)
  }

  @Test("where a package is wrong or not finite, we are right")
  func correction() throws {
    var compared = 0
    for entry in try Self.entries {
      for wrong in entry["wrong_values"].array {
        let (quantity, at) = (wrong["quantity"].string!, Self.numbers(wrong["at"]))
        let value = try #require(try answers(entry)?.value(quantity, at))
        let label = "\(entry["source"]["package"].string!) \(entry["model"].string!) \(quantity) \(at)"
        #expect(relativeError(value, wrong["correct"].number) < 1e-10, "\(label)")
        compared += 1
      }
    }
    #expect(compared == 127)
  }

  /// BTYDplus approximates the conditional expectations of CNBD-k, so those are not compared; and counts to infinity by
  /// cutting the sum in unconditional ones, to some 1e-7.
  @Test("BTYDplus at k = 2 and 3: likelihoods, P(alive) and distributions")
  func regular() throws {
    let entries = try Self.entries.filter { !$0["k"].isNull }
    #expect(entries.count == 3)
    let triples = try #require(try Self.entries.first)["triples"].array.map(Self.numbers)
    for entry in entries {
      let answers = try #require(try answers(entry))
      let label = "\(entry["model"].string!) \(entry["k"].number)"
      for (row, at) in triples.enumerated() {
        // One chance is too small for a double, and its logarithm is missing.
        if let printed = entry["loglik"][row].double {
          #expect(abs(answers.logLikelihood(at) - printed) < 1e-10 * max(1, abs(printed)), "\(label) \(at)")
        }
        #expect(relativeError(answers.probabilityAlive(at), entry["p_alive"][row].number) < 1e-10, "\(label) \(at)")
      }
      for (row, time) in [1.0, 10, 39, 100].enumerated() {
        let expected = answers.unconditional(time)
        #expect(
          relativeError(expected, entry["expectation"][row].number) < (time > 10 ? 1e-6 : 1e-10), "\(label) \(time)")
        for n in 0...5 where time == 10 || time == 39 {
          let printed = entry["pmf\(Int(time))"][n].number
          #expect(relativeError(answers.probability(n, time), printed) < 1e-10, "\(label) \(n) in \(time)")
        }
      }
    }
  }

  private static func key(_ quantity: String, _ at: [Double]) -> String { "\(quantity) \(at)" }

  /// A history or a single time.
  private static func numbers(_ value: JSONValue) -> [Double] {
    value.double.map { [$0] } ?? value.array.map(\.number)
  }
}
