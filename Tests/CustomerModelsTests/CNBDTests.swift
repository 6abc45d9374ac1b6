import CustomerData
import CustomerModels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("BG/CNBD-k and MBG/CNBD-k")
struct CNBDTests {
  @Test("every number of the 40-digit table is matched", .tags(.reference))
  func oracle() throws {
    let file = try JSONValue(contentsOf: Repository.reference("mpmath_cnbd.json"))
    for table in file["tables"].array {
      switch (table["model"].string, Int(table["k"].number)) {
      case ("bgcnbd", 2): try check(BGCNBD<Erlang2>.self, table)
      case ("mbgcnbd", 2): try check(MBGCNBD<Erlang2>.self, table)
      case ("mbgcnbd", 3): try check(MBGCNBD<Erlang3>.self, table)
      default: Issue.record("an unknown table")
      }
    }
  }

  private func check<Timing, Dropout>(_ type: CNBD<Timing, Dropout>.Type, _ table: JSONValue) throws {
    let parameters = type.parameterNames.map { table["params"][$0].number }
    let model = try type.init(parameters: parameters)
    let rows = table["triples"].array
    let histories = rows.map {
      PurchaseHistory(frequency: Int($0["x"].number), recency: $0["tx"].number, age: $0["T"].number)
    }
    let evaluator = type.likelihood(of: patterns(histories)).evaluator(at: model)
    for (index, row) in rows.enumerated() {
      let history = histories[index]
      var jet = LikelihoodJet(parameterCount: 4)
      evaluator.evaluate(index, into: &jet)
      // The sum of terms of the size of k x may be near 0: it is right relative to them.
      let expected = row["loglik"].number
      let tolerance = max(1e-13 * abs(expected), 1e-15 * (1 + 10 * Double(Timing.k * history.frequency)))
      #expect(abs(jet.value - expected) < tolerance, "\(history)")
      #expect(abs(model.logLikelihood(of: history) - expected) < tolerance, "\(history)")
      let scale = jet.gradient.map(abs).max()!
      for (position, name) in type.parameterNames.enumerated() {
        let natural = row["gradient"][name].number * parameters[position]
        #expect(
          abs(jet.gradient[position] - natural) < max(1e-11 * abs(natural), 1e-13 * scale), "\(history) \(name)")
      }
      // 3e-422 is no double.
      let alive = row["p_alive"].number
      #expect(relativeError(model.probabilityAlive(given: history), alive) < 1e-12 || alive == 0, "\(history)")
    }
    try OracleTable<CNBD<Timing, Dropout>>(table).checkTimes()
  }

  static let histories = [
    PurchaseHistory(frequency: 0, recency: 0, age: 38.86), PurchaseHistory(frequency: 1, recency: 0.14, age: 38.86),
    PurchaseHistory(frequency: 5, recency: 20, age: 39), PurchaseHistory(frequency: 300, recency: 350, age: 365),
    PurchaseHistory(frequency: 3, recency: 12, age: 12),
  ]

  @Test(
    "gradient and Hessian agree with differences", .tags(.gradient),
    arguments: [[0.525, 6.183, 0.891, 1.614], [2, 0.5, 0.01, 0.03], [30, 20, 5, 0.2], [0.1, 5, 50, 50]], histories)
  func derivatives(parameters: [Double], history: PurchaseHistory) throws {
    func check<Model: ParametricModel>(_ model: Model) throws where Model.Observations == PurchasePatterns {
      let errors = try derivativeErrors(model, on: patterns([history]))
      #expect(errors.gradient < 1e-9)
      #expect(errors.hessian < 1e-9)
    }
    try check(BGCNBD<Erlang2>(parameters: parameters))
    try check(MBGCNBD<Erlang7>(parameters: parameters))
  }

  @Test("with k = 1 they are BG/NBD and MBG/NBD", .tags(.law), arguments: histories)
  func withoutRegularity(history: PurchaseHistory) throws {
    for parameters in [[0.525, 6.183, 0.891, 1.614], [3, 2, 1, 1], [20, 15, 0.05, 0.02], [0.8, 6, 30, 120]] {
      try checkEqual(BGCNBD<Erlang1>(parameters: parameters), BGNBD(parameters: parameters), history)
      try checkEqual(MBGCNBD<Erlang1>(parameters: parameters), MBGNBD(parameters: parameters), history)
    }
  }

  private func checkEqual(
    _ regular: some LatentAttritionModel, _ random: some LatentAttritionModel, _ history: PurchaseHistory
  ) {
    let (value, expected) = (regular.logLikelihood(of: history), random.logLikelihood(of: history))
    #expect(abs(value - expected) < 1e-13 * (abs(expected) + Double(10 * history.frequency)))
    #expect(relativeError(regular.probabilityAlive(given: history), random.probabilityAlive(given: history)) < 1e-12)
    #expect(relativeError(regular.meanPurchaseRate(given: history), random.meanPurchaseRate(given: history)) < 1e-12)
    for time in [1e-4, 1, 39, 1000, 1e7] {
      let expectation = regular.expectedTransactions(over: time, given: history)
      #expect(relativeError(expectation, random.expectedTransactions(over: time, given: history)) < 1e-11, "\(time)")
      let alive = regular.probabilityAlive(after: time, given: history)
      #expect(relativeError(alive, random.probabilityAlive(after: time, given: history)) < 1e-11, "\(time)")
      for n in [0, 1, 7] {
        let probability = regular.probability(ofTransactions: n, over: time, given: history)
        #expect(
          relativeError(probability, random.probability(ofTransactions: n, over: time, given: history)) < 1e-11,
          "\(n) in \(time)")
      }
    }
    for time in [1, 39, 1000, Double.infinity] {
      for rate in [0.003, 0.2] {
        let discounted = regular.discountedExpectedTransactions(over: time, discountRate: rate, given: history)
        #expect(
          relativeError(
            discounted, random.discountedExpectedTransactions(over: time, discountRate: rate, given: history)) < 1e-11,
          "\(time) at \(rate)")
      }
    }
  }

  @Test("the mean of the distribution is the expectation, at any k", .tags(.law), arguments: [0, 1, 2, 3])
  func expectations(index: Int) throws {
    let models: [any LatentAttritionModel] = [
      try BGCNBD<Erlang2>(r: 0.8, alpha: 2, a: 0.5, b: 2), try MBGCNBD<Erlang3>(r: 2, alpha: 1.3, a: 1.3, b: 1.8),
      try BGCNBD<Erlang12>(r: 5, alpha: 1, a: 1, b: 3), try MBGCNBD<Erlang5>(r: 0.2, alpha: 1, a: 0.1, b: 0.3),
    ]
    for history in [
      PurchaseHistory(frequency: 0, recency: 0, age: 9), PurchaseHistory(frequency: 4, recency: 12, age: 13),
      PurchaseHistory(frequency: 4, recency: 12, age: 20), PurchaseHistory(frequency: 30, recency: 50, age: 51),
    ] {
      for time in [0.3, 5, 30] {
        var (total, mean) = (0.0, 0.0)
        for n in 0..<400 {
          let probability = models[index].probability(ofTransactions: n, over: time, given: history)
          total += probability
          mean += Double(n) * probability
        }
        let heavyTail = index == 3 && history.frequency == 0
        if heavyTail { continue }
        #expect(abs(total - 1) < 1e-12, "\(history) \(time)")
        let expected = models[index].expectedTransactions(over: time, given: history)
        #expect(relativeError(mean, expected) < 1e-11, "\(history) \(time)")
      }
    }
  }

  @Test("a customer waits for the next purchase less, the longer they have been silent", .tags(.law))
  func stages() throws {
    let model = try BGCNBD<Erlang4>(r: 50, alpha: 50, a: 1, b: 20)
    var before = Double.infinity
    for age in [20.0, 22, 24] {
      let history = PurchaseHistory(frequency: 5, recency: 20, age: age)
      let wait = model.timeToNextPurchase(quantile: 0.5, given: history)
      #expect(wait < before)
      before = wait
    }
  }

  @Test("the likelihood carries the times between purchases: k - 1 times the sum of their logarithms")
  func logInterpurchaseSum() throws {
    let model = try MBGCNBD<Erlang3>(r: 2, alpha: 1.3, a: 1.3, b: 1.8)
    var history = PurchaseHistory(frequency: 4, recency: 12, age: 13)
    let without = model.logLikelihood(of: history)
    history.logInterpurchaseSum = 3.5
    #expect(relativeError(model.logLikelihood(of: history), without + 7) < 1e-14)
    let one = try MBGCNBD<Erlang1>(r: 2, alpha: 1.3, a: 1.3, b: 1.8)
    history.logInterpurchaseSum = .nan
    #expect(one.logLikelihood(of: history).isFinite)
  }

  @Test("predictions given a past are right among simulated customers with that past", .tags(.law))
  func conditional() throws {
    // Customers alike in x and in how long they have been silent, where forgetting the stages would err by a fifth.
    let model = try BGCNBD<Erlang4>(r: 6, alpha: 3, a: 1, b: 8)
    let (age, horizon) = (8.0, 2.0)
    var surprise = [Moments(), Moments()]
    var bought = Moments()
    for customer in 0..<30_000 {
      var generator = SeededGenerator(seed: 11, stream: UInt64(customer))
      let times = model.simulatePurchaseTimes(age: age + horizon, using: &generator)
      let past = times.filter { $0 <= age }
      guard past.count == 3 else { continue }
      let history = PurchaseHistory(frequency: 3, recency: past.last!, age: age)
      let group = age - past.last! < 2 ? 0 : 1
      let next = Double(times.count - past.count)
      surprise[group].add(next - model.expectedTransactions(over: horizon, given: history))
      bought.add((next > 0 ? 1 : 0) - model.probabilityOfPurchase(over: horizon, given: history))
    }
    for group in surprise + [bought] { #expect(abs(group.mean) < 5 * group.standardError) }
  }
}
