import CustomerData
import CustomerModels
import Estimation
import Parallelism
import Testing
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.tags(.law)) struct InvarianceTests {
  @Test("Days for weeks: the same r, a and b, alpha times 7, and the log-likelihood less sum(x) log 7")
  func unit() throws {
    let weeks = SampleLogs.cdnow.purchases
    var days = weeks.divided(by: 1.0 / 7)
    days.unit = .day
    let byWeek = try MaximumLikelihood.fit(BGNBD.self, to: weeks)
    let byDay = try MaximumLikelihood.fit(BGNBD.self, to: days)
    #expect(relativeError(byDay.model.r, byWeek.model.r) < 1e-9)
    #expect(relativeError(byDay.model.alpha, 7 * byWeek.model.alpha) < 1e-9)
    #expect(relativeError(byDay.model.a, byWeek.model.a) < 1e-9)
    #expect(relativeError(byDay.model.b, byWeek.model.b) < 1e-9)
    var purchases = 0.0
    for index in 0..<weeks.count { purchases += weeks.weights[index] * Double(weeks.frequencies[index]) }
    #expect(abs(byDay.logLikelihood - (byWeek.logLikelihood - purchases * log(7))) < 1e-8)
    #expect(relativeError(byDay.standardErrors[1]!, 7 * byWeek.standardErrors[1]!) < 1e-8)
  }

  @Test("The log-likelihood of a fit is that of the data in their own unit")
  func ownUnit() throws {
    let purchases = SampleLogs.cdnow.purchases
    let byPurchases = try MaximumLikelihood.fit(ParetoNBD.self, to: purchases)
    var sum = 0.0
    for index in 0..<purchases.count {
      sum += purchases.weights[index] * byPurchases.model.logLikelihood(of: purchases[index])
    }
    #expect(relativeError(byPurchases.logLikelihood, sum) < 1e-12)
    let spend = SampleLogs.cdnow.spend
    let bySpend = try MaximumLikelihood.fit(GammaGamma.self, to: spend)
    sum = 0
    for index in 0..<spend.count {
      sum += spend.weights[index] * bySpend.model.logLikelihood(ofMean: spend.means[index], count: spend.counts[index])
    }
    #expect(relativeError(bySpend.logLikelihood, sum) < 1e-12)
  }

  @Test("The same bits on 1, 2 and 5 threads")
  func threads() throws {
    let master = SampleLogs.cdnowMaster.purchases
    let one = try MaximumLikelihood.fit(BGNBD.self, to: master, options: .init(threads: ThreadCount(1)))
    for count in [2, 5] {
      #expect(one == (try MaximumLikelihood.fit(BGNBD.self, to: master, options: .init(threads: ThreadCount(count)))))
    }
  }

  @Test("Customers written one by one or as patterns with weights give the same fit")
  func weights() throws {
    var patterns = SampleLogs.cdnow.spend
    patterns.weights = patterns.weights.map { _ in 1 }
    let single = try MaximumLikelihood.fit(GammaGamma.self, to: patterns)
    let half = patterns.count / 2
    // The second half counted three times: once as weights, once as rows.
    var weighted = patterns
    for index in half..<patterns.count { weighted.weights[index] = 3 }
    let indices = Array(0..<patterns.count) + Array(half..<patterns.count) + Array(half..<patterns.count)
    let repeated = patterns.selecting(indices, weights: Array(repeating: 1, count: indices.count))
    let first = try MaximumLikelihood.fit(GammaGamma.self, to: weighted)
    let second = try MaximumLikelihood.fit(GammaGamma.self, to: repeated)
    #expect(first.customers == second.customers)
    for index in 0..<3 {
      #expect(relativeError(first.model.parameters[index], second.model.parameters[index]) < 1e-9)
      #expect(relativeError(first.standardErrors[index]!, second.standardErrors[index]!) < 1e-8)
      #expect(
        relativeError(first.robustCovariance[index, index]!, second.robustCovariance[index, index]!) < 1e-8)
      #expect(first.model.parameters[index] != single.model.parameters[index])
    }
  }

  @Test("A table explored on a sample gives the answer of the whole table")
  func sampling() throws {
    let master = SampleLogs.cdnowMaster.purchases
    let whole = try MaximumLikelihood.fit(BGNBD.self, to: master, options: .init(explorationSize: 100_000))
    let sampled = try MaximumLikelihood.fit(BGNBD.self, to: master, options: .init(explorationSize: 200))
    for index in 0..<4 {
      #expect(relativeError(whole.model.parameters[index], sampled.model.parameters[index]) < 1e-8)
    }
  }

  @Test("Where the model is true, the sandwich agrees with the information")
  func sandwich() throws {
    let fit = try MaximumLikelihood.fit(BGNBD.self, to: SampleLogs.cdnowMaster.purchases)
    for index in 0..<4 {
      // CDNOW is not a BG/NBD to the letter; a wrong sandwich would be off by factors.
      #expect(relativeError(fit.robustCovariance.standardErrors[index]!, fit.standardErrors[index]!) < 0.3)
      for other in 0..<4 { #expect(fit.robustCovariance[index, other] == fit.robustCovariance[other, index]) }
    }
  }
}
