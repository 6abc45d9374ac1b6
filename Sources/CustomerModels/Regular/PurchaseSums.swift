import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Expectations of a `RegularCustomer` over the rate of events, given which all is a sum over a Poisson number of events.
///
/// Letters: lambda the rate of events, q = lambda / (lambda + delta), w_j = (lambda silence)^j / j! the weight of stage j,
/// s_m = B(a, b + m) / B(a, b) the chance to survive m chances to leave.
/// ```
/// discounted purchases | lambda  = sum over m >= 1, j of w_j s_(m-1) q^(mk - j) P(Poisson((lambda + delta) t) >= mk - j)
/// survival             | lambda  = sum over N, j of w_j P(Poisson(lambda t) = N) s_((N + j) / k)
/// ```
/// each divided by the mean of sum w_j. The first holds because an Erlang-i time S_i has E[e^(-delta S_i); S_i <= t] =
/// q^i P(Poisson((lambda + delta) t) >= i).
///
/// Method: the trapezoid rule in log lambda, which converges exponentially: what limits it is the gamma density, of which
/// |Gamma(n + 2 pi i / h)| / Gamma(n) is the error, and the k stages, of which e^(-2 pi^2 / (k h)) is. Steps are chosen
/// for 1e-15. Sums over N run over a window of nine standard deviations; where it starts far from 0, what lies before
/// is an expectation over p (`BetaQuadrature`).
/// Rejected: sums over N of negative binomial probabilities, which need k of them per N, and a quadrature over time for
/// the discount.
struct PurchaseSums {
  private let customer: RegularCustomer
  private let time: Double
  private let delta: Double
  private let k: Int
  /// Purchases from which sums from the first on are replaced by quadrature over p.
  private static let longest = 400
  /// Events of which the spread no longer matters: the error is of the order of its inverse.
  private static let certain = 1e11

  init(_ customer: RegularCustomer, time: Double, discountRate: Double) {
    self.customer = customer
    self.time = time
    delta = discountRate
    k = customer.k
  }

  /// The integral over (0, time] of e^(-delta u) dE[X(u)].
  func discountedPurchases() -> Double {
    let quadrature = chancesToLeave
    return mean(closing: false) { rate, weights in discountedPurchases(rate, weights, quadrature) }
  }

  /// P(still a customer at `time`).
  func survival() -> Double { mean(closing: true) { rate, weights in survival(rate, weights) } }

  // MARK: Over lambda

  /// The mean of a function of lambda and the weights of the stages.
  /// - Parameter closing: whether the function goes to 1 where lambda goes to 0; else it vanishes there.
  private func mean(
    closing: Bool, _ function: (Double, UnsafeBufferPointer<Double>) -> Double
  ) -> Double {
    let (n, now, silence) = (customer.n, customer.now, customer.silence)
    let center = n / now
    let step = min(2 * Double.pi / (600 + 80 * (n + Double(k))).squareRoot(), 0.55 / Double(k))
    // The gamma density in log lambda is e^(n (d - e^d + 1)) with d = log(lambda / center), over its integral.
    var stageSum = 0.0
    var term = 1.0
    for j in 0..<k {
      stageSum += term
      term *= (n + Double(j)) / Double(j + 1) * (silence / now)
    }
    let norm = (2 * Double.pi / n).squareRoot() * exp(StirlingRemainder(n).value) * stageSum
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: k) { weights in
      var sum = 0.0
      /// The weight of the gamma density and its product with the function, at d.
      func value(_ d: Double) -> (weight: Double, product: Double) {
        let rate = center * exp(d)
        var weight = 1.0
        var total = 0.0
        for j in 0..<k {
          weights.initializeElement(at: j, to: weight)
          total += weight
          weight *= rate * silence / Double(j + 1)
        }
        let density = exp(n * (d - expm1(d)))
        return (density * total, density == 0 ? 0 : density * function(rate, UnsafeBufferPointer(weights)))
      }
      var d = 0.0
      let top = log((n + Double(k)) / n)
      while true {
        let (weight, product) = value(d)
        sum += product
        if d > top && weight < 1e-30 * norm { break }
        d += step
      }
      d = -step
      while true {
        let (weight, product) = value(d)
        sum += product
        if closing {
          // From here on the function is 1, and the weights are a geometric series.
          if center * exp(d) * (now + time) < 1e-17 {
            sum += product / expm1(n * step)
            break
          }
          // It is at most 1, and the weights fall from here on.
          if weight < 1e-19 * sum { break }
        } else if product < 1e-18 * sum || weight < 1e-40 * norm && d < -3 {
          break
        }
        d -= step
      }
      return step * sum / norm
    }
  }

  // MARK: Given lambda

  private func discountedPurchases(
    _ rate: Double, _ weights: UnsafeBufferPointer<Double>, _ quadrature: BetaQuadrature?
  ) -> Double {
    let logQ = -log1p(delta / rate)
    let perPurchase = exp(Double(k) * logQ)
    // The weights of the stages, each with the discount of the events that it still lacks.
    var all = 0.0
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: k) { ahead in
      // ahead[i]: of the stages j >= k - i, those to whom i more events are a purchase.
      for j in (0..<k).reversed() {
        let i = k - 1 - j
        ahead.initializeElement(at: i, to: all)
        all += weights[j] * exp(Double(k - j) * logQ)
      }
      if time == .infinity { return all * sumOfSurvivals(.infinity, logQ, quadrature) }
      let mean = (rate + delta) * time
      if mean > Self.certain { return all * sumOfSurvivals(mean / Double(k), logQ, quadrature) }
      var purchases = firstRelevantCount(mean) / k
      var events = Double(purchases * k)
      let last = mean + 9.5 * mean.squareRoot() + 30
      var earlier: Double
      var survival: Double
      var chance = 1.0
      if purchases == 0 {
        (earlier, survival) = (0, 1)
        chance = exp(-mean)
      } else if purchases <= Self.longest || quadrature == nil {
        (earlier, survival) = (0, 1)
        for m in 0..<purchases {
          earlier += survival
          survival *= perPurchase * (customer.b + Double(m)) / (customer.a + customer.b + Double(m))
        }
      } else {
        earlier = sumOfSurvivals(Double(purchases), logQ, quadrature)
        survival = exp(
          logBetaDifference(customer.a, customer.b, Double(purchases)) + Double(k) * logQ * Double(purchases))
      }
      // Relative chances where the window does not start at 0.
      var (sum, total) = (0.0, 0.0)
      let isRelative = purchases > 0
      while events <= last {
        for i in 0..<k {
          sum += chance * (all * earlier + survival * ahead[i])
          total += chance
          events += 1
          chance *= mean / events
        }
        earlier += survival
        survival *= perPurchase * (customer.b + Double(purchases)) / (customer.a + customer.b + Double(purchases))
        purchases += 1
        // A geometric bound of what is left.
        if events > 2 * mean && events > Double(2 * k), chance * earlier * all < 1e-19 * sum { break }
      }
      return isRelative ? sum / total : sum
    }
  }

  private func survival(_ rate: Double, _ weights: UnsafeBufferPointer<Double>) -> Double {
    var all = 0.0
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: k) { ahead in
      for j in (0..<k).reversed() {
        ahead.initializeElement(at: k - 1 - j, to: all)
        all += weights[j]
      }
      let mean = rate * time
      if mean > Self.certain { return all * exp(logBetaDifference(customer.a, customer.b, mean / Double(k))) }
      var purchases = firstRelevantCount(mean) / k
      var events = Double(purchases * k)
      let last = mean + 9.5 * mean.squareRoot() + 30
      var survival = exp(logBetaDifference(customer.a, customer.b, Double(purchases)))
      let isRelative = purchases > 0
      var chance = isRelative ? 1 : exp(-mean)
      var (sum, total) = (0.0, 0.0)
      while events <= last {
        let next = survival * (customer.b + Double(purchases)) / (customer.a + customer.b + Double(purchases))
        for i in 0..<k {
          sum += chance * (survival * (all - ahead[i]) + next * ahead[i])
          total += chance
          events += 1
          chance *= mean / events
        }
        survival = next
        purchases += 1
        if events > 2 * mean, chance < 1e-19 * total { break }
      }
      return isRelative ? sum / total : sum
    }
  }

  /// A number of events below which a Poisson number with this mean hardly ever falls.
  private func firstRelevantCount(_ mean: Double) -> Int {
    mean < 150 ? 0 : max(0, Int(mean - 9.5 * mean.squareRoot() - 30))
  }

  // MARK: Over the chance to leave

  /// Nodes for p where sums from the first purchase on would be long.
  private var chancesToLeave: BetaQuadrature? {
    let shape = customer.n + Double(k)
    let highest = (shape + 50 + 10 * shape.squareRoot()) / customer.now
    let purchases = (highest + delta) * time / Double(k)
    guard purchases > Double(Self.longest) else { return nil }
    var scale = 1 / (2 * purchases)
    if delta > 0 { scale = max(scale, -0.05 * expm1(-Double(k) * log1p(delta / highest))) }
    return BetaQuadrature(a: customer.a, b: customer.b, scale: scale)
  }

  /// The sum over m < count of s_m q^(km): E over p of (1 - ((1 - p) q^k)^count) / (1 - (1 - p) q^k).
  private func sumOfSurvivals(_ count: Double, _ logQ: Double, _ quadrature: BetaQuadrature?) -> Double {
    let logPerPurchase = Double(k) * logQ
    let loss = -expm1(logPerPurchase)
    return quadrature!.expectation { p in
      let decay = p + (1 - p) * loss
      return (count == .infinity ? 1 : -expm1(count * (log1p(-p) + logPerPurchase))) / decay
    }
  }
}
