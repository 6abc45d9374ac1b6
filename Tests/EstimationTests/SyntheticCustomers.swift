import CustomerData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// BG/NBD customers drawn from wide ranges of everything a fit may meet. A set is made by its number alone.
struct SyntheticCustomers: Sendable, CustomStringConvertible {
  enum Ages: String, CaseIterable { case constant, staggered, wholeDays }
  enum Kind: String, CaseIterable {
    case wide, noDropout, hardlyAnyRepeat, manyPurchases, leaveAtOnceOrNever, samePurchaseRate
  }

  let number: Int
  let kind: Kind
  let ages: Ages
  let customers: Int
  /// r, alpha, a, b.
  let truth: [Double]
  let longestAge: Double

  init(_ number: Int, largest: Int = 20_000) {
    var generator = SeededGenerator(seed: UInt64(number))
    self.number = number
    // Half of the sets draw from all ranges; the others share the special kinds.
    kind = number % 2 == 0 ? .wide : Kind.allCases[1 + (number / 2) % (Kind.allCases.count - 1)]
    ages = Ages.allCases[Int(generator.uniform() * 3)]
    customers = Int(generator.logUniform(50, Double(largest)))
    var r = generator.logUniform(0.02, 20)
    var alpha = generator.logUniform(0.1, 500)
    var a = generator.logUniform(0.01, 50)
    var b = generator.logUniform(0.01, 50)
    var longest = generator.logUniform(5, 150)
    switch kind {
    case .wide: break
    case .noDropout: (a, b) = (1e-9, 1)
    case .hardlyAnyRepeat: alpha = longest * r * generator.logUniform(10, 200)
    case .manyPurchases:
      // Rates and ages such that the busiest buy some thousands of times.
      alpha = r * longest / generator.logUniform(50, 1000)
      a = generator.logUniform(0.01, 1)
      b = a * generator.logUniform(20, 2000)
    case .leaveAtOnceOrNever:
      let share = 0.05 + 0.9 * generator.uniform()
      (a, b) = (0.003 * share, 0.003 * (1 - share))
    case .samePurchaseRate:
      let rate = generator.logUniform(0.3, 30) / longest
      r = 1e6
      alpha = 1e6 / rate
    }
    // Nobody buys more than about 5,000 times.
    while r / alpha * longest > 1200 { longest /= 2 }
    truth = [r, alpha, a, b]
    longestAge = longest
  }

  var description: String {
    "\(number) \(kind.rawValue) \(ages.rawValue) n=\(customers) truth=\(truth.map { Float($0) }) T=\(Float(longestAge))"
  }

  /// The customers' histories, compressed.
  var patterns: PurchasePatterns {
    var generator = SeededGenerator(seed: UInt64(number) &+ 1_000_003)
    var histories: [PurchaseHistory] = []
    for _ in 0..<customers {
      var age = ages == .constant ? longestAge : longestAge * generator.uniform()
      if ages == .wholeDays { age = (age * 7).rounded(.up) / 7 }
      let rate = exp(generator.logGamma(shape: truth[0])) / truth[1]
      let dropout = generator.beta(truth[2], truth[3])
      var time = 0.0
      var occasions: [Double] = []
      while occasions.count < 5000 {
        time += generator.exponential() / rate
        guard time <= age else { break }
        if ages == .wholeDays {
          let day = (time * 7).rounded(.down) / 7
          // Purchases of one day are one occasion; those of the first day belong to the first purchase.
          if day > 0, occasions.last != day { occasions.append(day) }
        } else {
          occasions.append(time)
        }
        if generator.uniform() < dropout { break }
      }
      histories.append(PurchaseHistory(frequency: occasions.count, recency: occasions.last ?? 0, age: age))
    }
    return PurchasePatterns(histories, unit: .week)
  }
}

/// Gamma-Gamma customers drawn from wide ranges. A set is made by its number alone.
struct SyntheticSpend: Sendable, CustomStringConvertible {
  let number: Int
  let customers: Int
  /// p, q, gamma; infinite p or q stand for purchases, or customers, that are alike.
  let truth: [Double]
  let meanPurchases: Double

  init(_ number: Int, largest: Int = 20_000) {
    var generator = SeededGenerator(seed: UInt64(number) &+ 9_000_000)
    self.number = number
    customers = Int(generator.logUniform(20, Double(largest)))
    var p = generator.logUniform(0.1, 100)
    var q = generator.logUniform(0.3, 50)
    let gamma = generator.logUniform(0.01, 1e5)
    if number % 4 == 1 { p = 1e6 }
    if number % 4 == 3 { q = 1e6 }
    truth = [p, q, gamma]
    // Now and then everybody has one valued purchase.
    meanPurchases = number % 5 == 0 ? 0 : generator.logUniform(0.2, 50)
  }

  var description: String {
    "spend \(number) n=\(customers) truth=\(truth.map { Float($0) }) x about \(Float(meanPurchases))"
  }

  var patterns: SpendPatterns {
    var generator = SeededGenerator(seed: UInt64(number) &+ 5_000_000)
    var patterns = SpendPatterns(counts: [], means: [], weights: [])
    for _ in 0..<customers {
      let x = 1 + Int(generator.exponential() * meanPurchases)
      let logRate = generator.logGamma(shape: truth[1]) - log(truth[2])
      patterns.counts.append(x)
      patterns.means.append(exp(generator.logGamma(shape: truth[0] * Double(x)) - logRate - log(Double(x))))
      patterns.weights.append(1)
    }
    return patterns
  }
}
