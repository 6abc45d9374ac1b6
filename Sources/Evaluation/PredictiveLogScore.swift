import CustomerData
import CustomerModels
import Parallelism
import Valuation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Log-probabilities that a prediction gave to the numbers of purchases that were seen.
enum PredictiveLogScore {
  /// log P(X* = n | x, t_x, T) of each customer under a model; minus infinity where the probability is 0.
  ///
  /// The living customer's probability of n depends on (x, T, n) only and is worked out once for each.
  ///
  /// - Parameters:
  ///   - alive: P(alive) of each customer.
  ///   - time: length of the holdout in the model's unit.
  static func logProbabilities(
    of actual: [Int32], given summary: CustomerSummary, alive: [Double],
    models: AssignedModels<any LatentAttritionModel>, over time: Double, threads: ThreadCount
  ) -> [Double] {
    let tags = tags(of: actual, models)
    let rows = summary.livingCustomers(of: models, tags: tags, threads: threads)
    let living = threads.column(rows.count, blockSize: 64) { entry in
      let row = rows.firstRows[entry]
      return models[row].livingForecast(given: summary[row])
        .logProbability(ofTransactions: Int(actual[row]), over: time)
    }
    return threads.column(summary.count) { row in
      let ofLiving = living[Int(rows.entryOfRow[row])]
      // As logarithms: products could underflow and call impossible what is only rare.
      guard actual[row] == 0 else { return models[row].logProbabilityAlive(given: summary[row]) + ofLiving }
      // 1 - P(alive) (1 - P(none)).
      return alive[row] < 1 ? log1p(alive[row] * expm1(ofLiving)) : ofLiving
    }
  }

  /// A number for each pair of an outcome and a model.
  private static func tags(of actual: [Int32], _ models: AssignedModels<any LatentAttritionModel>) -> [UInt32] {
    if models.models.count == 1 { return actual.map { UInt32(bitPattern: $0) } }
    var numbers: [UInt64: UInt32] = [:]
    return actual.indices.map { row in
      let pair = UInt64(UInt32(bitPattern: actual[row])) | UInt64(models.position(row)) << 32
      let next = UInt32(truncatingIfNeeded: numbers.count)
      return numbers[pair]
        ?? {
          numbers[pair] = next; return next
        }()
    }
  }

  /// log P(X = n) of each customer when purchases are Poisson with the given means; minus infinity where the mean is
  /// 0 and there was a purchase.
  static func poissonLogProbabilities(of actual: [Int32], means: [Double]) -> [Double] {
    var logFactorials = [0.0]
    for n in 0..<Int(actual.max() ?? 0) { logFactorials.append(logFactorials[n] + log(Double(n + 1))) }
    return zip(actual, means).map { n, mean in
      if mean > 0 { return Double(n) * log(mean) - mean - logFactorials[Int(n)] }
      return n == 0 ? 0 : -.infinity
    }
  }

  /// log P(X = n) of each customer when purchases are binomial with the given means out of `trials`; minus infinity where
  /// that is impossible.
  static func binomialLogProbabilities(of actual: [Int32], means: [Double], trials: Int) -> [Double] {
    var logChoices = [0.0]
    for n in 0..<max(trials, 0) { logChoices.append(logChoices[n] + log(Double(trials - n) / Double(n + 1))) }
    return zip(actual, means).map { n, mean in
      guard n <= trials else { return -.infinity }
      let share = mean / Double(trials)
      let misses = Double(trials) - Double(n)
      let taken = n == 0 ? 0 : Double(n) * log(share)
      let missed = misses == 0 ? 0 : misses * log1p(-share)
      return logChoices[Int(n)] + taken + missed
    }
  }
}
