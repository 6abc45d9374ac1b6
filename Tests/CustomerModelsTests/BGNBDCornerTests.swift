import CustomerData
import CustomerModels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("BG/NBD in the corners of its domain")
struct BGNBDCornerTests {
  let file: JSONValue

  init() throws { file = try JSONValue(contentsOf: Repository.reference("own_bgnbd.json")) }

  private func model(_ row: JSONValue) throws -> BGNBD {
    try BGNBD(parameters: row["parameters"].array.map(\.number))
  }

  @Test("E[X(t)]", .tags(.reference, .edge))
  func expectations() throws {
    for row in file["expectation"].array {
      let value = try model(row).expectedTransactions(over: row["t"].number)
      #expect(relativeError(value, row["value"].number) < 1e-12, "\(row.object)")
    }
  }

  @Test("P(alive at t)", .tags(.reference, .edge))
  func alive() throws {
    for row in file["alive"].array {
      let value = try model(row).probabilityAlive(at: row["t"].number)
      // 2F1 at b = 10^6 and more is the limit.
      #expect(relativeError(value, row["value"].number) < 5e-12, "\(row.object)")
    }
  }

  @Test("DET and DERT", .tags(.reference, .edge))
  func discounted() throws {
    for row in file["det"].array {
      let value = try model(row).discountedExpectedTransactions(
        over: row["t"].double ?? .infinity, discountRate: row["delta"].number)
      #expect(relativeError(value, row["value"].number) < 1e-12, "\(row.object)")
    }
  }

  @Test("P(X(t) = n)", .tags(.reference, .edge))
  func probabilities() throws {
    for row in file["pmf"].array {
      let value = try model(row).probability(ofTransactions: Int(row["n"].number), over: row["t"].number)
      // At x = 10,000 logarithms of the order 10^4 cancel.
      #expect(relativeError(value, row["value"].number) < 1e-11, "\(row.object)")
    }
  }

  @Test("log-likelihood and gradient on the way to every boundary", .tags(.reference, .edge, .gradient))
  func likelihood() throws {
    for row in file["loglik"].array {
      let history = PurchaseHistory(frequency: Int(row["x"].number), recency: row["tx"].number, age: row["T"].number)
      let model = try model(row)
      var jet = LikelihoodJet(parameterCount: 4)
      BGNBD.likelihood(of: patterns([history])).evaluator(at: model).evaluate(0, into: &jet)
      #expect(relativeError(jet.value, row["value"].number) < 1e-13, "\(row.object)")
      #expect(relativeError(model.logLikelihood(of: history), row["value"].number) < 1e-13, "\(row.object)")
      for (index, value) in row["log_gradient"].array.enumerated() {
        #expect(relativeError(jet.gradient[index], value.number) < 1e-12, "\(index) of \(row.object)")
      }
    }
  }

  /// What a fit without detectable dropout, or with equal rates for all, leaves in a model file.
  @Test("predictions at the limits of the model: quick, and those of the simpler model", .tags(.reference, .edge))
  func limits() throws {
    for (a, b) in [(1e-13, 1e13), (11, 1e13), (3e-12, 1e3)] {
      // Nobody leaves: a negative binomial, at the rate r / alpha.
      let model = try BGNBD(r: 1.5, alpha: 4, a: a, b: b)
      #expect(relativeError(model.expectedTransactions(over: 1000), 375) < 1e-9)
      #expect(relativeError(model.probabilityAlive(at: 1000), 1) < 1e-9)
      let discounted = model.discountedExpectedTransactions(over: 1000, discountRate: 0.01)
      #expect(relativeError(discounted, 0.375 * (1 - exp(-10)) / 0.01) < 1e-9)
      #expect(relativeError(model.discountedExpectedTransactions(over: .infinity, discountRate: 0.01), 37.5) < 1e-9)
    }
    for b in [1e-13, 8e-6] {
      // Everybody leaves right after the first repeat purchase.
      let model = try BGNBD(r: 1.5, alpha: 4, a: 1e13, b: b)
      #expect(relativeError(model.expectedTransactions(over: 1000), model.probabilityOfPurchase(over: 1000)) < 1e-9)
    }
    // Everybody buys once per unit of time: E[(1 - exp(-p t)) / p] and so on over beta(2, 3), by mpmath with 60 digits.
    let equal = try BGNBD(r: 1e13, alpha: 1e13, a: 2, b: 3)
    let values = [
      (52.0, 3.7779358215748543127, 0.0041063425650373746105, 3.7529208527039967992),
      (52_178, 3.9997700268303720534, 4.4073048924898271672e-9, 3.9349410496284517028),
    ]
    for (time, expected, alive, discounted) in values {
      #expect(relativeError(equal.expectedTransactions(over: time), expected) < 1e-12)
      #expect(relativeError(equal.probabilityAlive(at: time), alive) < 1e-11)
      #expect(relativeError(equal.discountedExpectedTransactions(over: time, discountRate: 0.001), discounted) < 1e-12)
    }
  }

  /// By mpmath with 60 digits: E[(1 - (1 + p t / alpha)^-r) / p] as an integral over log p; E[(1 + p t / alpha)^-r] by
  /// Kummer's functions of -r t / alpha, with terms up to r^-3.
  @Test("customers who buy all the time until they leave", .tags(.reference, .edge))
  func unboundedRates() throws {
    let values: [(Double, Double, Double, Double, Double)] = [
      (1e9, 0.8, 2.5, 1032.1032032927991216, 1.7660977298380717405e-8),
      (1e9, 3, 2.5, 2.25, 2.3854403866405717963e-29),
      (1e12, 1.02, 2.5, 56.004595353342370809, 1.1845376170983401076e-13),
      (1e12, 0.1, 2.5, 696047521493.98018125, 0.053006695867752452191),
      (1e17, 0.8, 2.5, 41535.091846615293551, 7.0309616971195102707e-15),
      (1e300, 0.8, 2.5, 1.6539996126196534506e61, 2.79907626751018222e-241),
      (1e300, 0.1, 2.5, 1.1031609784479769631e271, 8.4009951435653632124e-31), (1e300, 2, 3, 4, 0),
    ]
    for (r, a, b, expected, alive) in values {
      let model = try BGNBD(r: r, alpha: 4.4, a: a, b: b)
      #expect(relativeError(model.expectedTransactions(over: 52), expected) < 1e-12, "\(r) \(a)")
      #expect(relativeError(model.probabilityAlive(at: 52), alive) < 1e-12, "\(r) \(a)")
    }
  }

  /// Integrals over log p and u by mpmath with 25 digits: 24-point Gauss-Legendre panels, at most 8 e-folds of u each.
  @Test("customers who buy all the time, discounted", .tags(.reference, .edge))
  func discountedUnboundedRates() throws {
    let values: [(Double, Double, Double, Double, Double, Double, Double)] = [
      (1.5e8, 1.5e8, 2, 3, 52, 0.001, 3.7529208512770255), (1e9, 4.4, 0.8, 2.5, 52, 0.002, 1014.5151643755947),
      (1e13, 1e13, 2, 3, 52, 0.001, 3.7529208527039968), (1e300, 4.4, 0.8, 2.5, 52, 0.002, 1.626124449451662e61),
      (1e300, 1e300, 0.8, 2.5, 52, 0.002, 10.525762570711075), (2e13, 3e13, 0.8, 2.5, 400, -0.05, 155537611.78281113),
    ]
    for (r, alpha, a, b, time, rate, value) in values {
      let model = try BGNBD(r: r, alpha: alpha, a: a, b: b)
      #expect(
        relativeError(model.discountedExpectedTransactions(over: time, discountRate: rate), value) < 1e-12, "\(r)")
    }
  }

  @Test("Every shape of the chance to leave ends, also those that a double holds a few values of", .tags(.edge))
  func narrowChances() throws {
    for size in stride(from: 28.0, through: 36, by: 0.25) {
      let model = try BGNBD(r: 1, alpha: 1, a: pow(10, size), b: pow(10, size))
      // p is 1 / 2: (1 - 1 / (1 + t / 2)) / p.
      #expect(relativeError(model.expectedTransactions(over: 52), 2 * (1 - 1 / 27.0)) < 1e-12, "\(size)")
    }
  }

  @Test("sizes at which products of parameters leave the doubles end all the same", .tags(.edge))
  func overflowingParameters() throws {
    for (r, alpha, a, b) in [
      (1e300, 1e-300, 1e300, 1e300), (1e-300, 1e300, 1e-300, 1e-300), (1e300, 1e300, 1e300, 1e300),
      (1e-306, 4, 0.8, 2.4), (.leastNonzeroMagnitude, 4, 0.8, 2.4),
    ] {
      let model = try BGNBD(r: r, alpha: alpha, a: a, b: b)
      #expect(model.expectedTransactions(over: 52) >= 0)
      _ = model.discountedExpectedTransactions(over: 52, discountRate: 0.002)
      _ = model.probabilityAlive(at: 52)
    }
  }

  @Test("logarithms of chances go on where the chances are too small for a double", .tags(.law, .edge))
  func logarithms() throws {
    let model = try BGNBD(r: 0.25, alpha: 4.5, a: 0.8, b: 2.4)
    for n in [0, 1, 2, 7, 40] {
      let value = model.logProbability(ofTransactions: n, over: 30)
      #expect(relativeError(value, log(model.probability(ofTransactions: n, over: 30))) < 1e-13)
    }
    #expect(model.probability(ofTransactions: 20_000, over: 30) == 0)
    // A customer who stays: NB(20000), of which the tail falls by t / (alpha + t) per purchase.
    let tail =
      model.logProbability(ofTransactions: 20_000, over: 30) - model.logProbability(ofTransactions: 19_999, over: 30)
    #expect(abs(tail - log(30 / 34.5)) < 1e-3)
    let busy = try BGNBD(r: 1e4, alpha: 1, a: 1, b: 1)
    #expect(relativeError(busy.logProbability(ofTransactions: 0, over: 1), -1e4 * log(2)) < 1e-14)
    let silent = PurchaseHistory(frequency: 3000, recency: 10, age: 100)
    #expect(model.probabilityAlive(given: silent) == 0)
    #expect(model.logProbabilityAlive(given: silent) < -5000 && model.logProbabilityAlive(given: silent).isFinite)
    let seen = PurchaseHistory(frequency: 3, recency: 10, age: 20)
    #expect(relativeError(model.logProbabilityAlive(given: seen), log(model.probabilityAlive(given: seen))) < 1e-14)
  }

  @Test("Gamma-Gamma log-likelihood and gradient on the way to every boundary", .tags(.reference, .edge, .gradient))
  func spend() throws {
    for row in file["spend_loglik"].array {
      let observations = SpendPatterns(counts: [Int(row["x"].number)], means: [row["m"].number], weights: [1])
      let model = try GammaGamma(parameters: row["parameters"].array.map(\.number))
      var jet = LikelihoodJet(parameterCount: 3)
      GammaGamma.likelihood(of: observations).evaluator(at: model).evaluate(0, into: &jet)
      // At p = q = 10^9 the rounding of x m alone is worth 10^-12.
      #expect(relativeError(jet.value, row["value"].number) < 1e-12, "\(row.object)")
      for (index, value) in row["log_gradient"].array.enumerated() {
        #expect(
          abs(jet.gradient[index] - value.number) < 1e-11 * abs(value.number) + 1e-15, "\(index) of \(row.object)")
      }
    }
  }
}
