import _CVectorMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The nodes of the dropout integrals (`DropoutPanels`) of a block of Pareto/NBD customers, as columns.
///
/// Customers are appended, then the logarithms of all nodes are taken together, then their exponentials: by the vector
/// functions, which cost a fraction of what one call per node would. A customer's first node is the term of one who is
/// still there.
struct DropoutNodes: ~Copyable {
  /// A customer's nodes: `first` is the one still a customer, `count` others follow, a multiple of eight.
  struct Span {
    let first: Int
    let count: Int
  }

  /// d / A and d / B.
  private(set) var ratioA: UnsafeMutablePointer<Double>
  private(set) var ratioB: UnsafeMutablePointer<Double>
  /// log(1 + d / A) and log(1 + d / B).
  private(set) var logA: UnsafeMutablePointer<Double>
  private(set) var logB: UnsafeMutablePointer<Double>
  /// Weights of the rule; after `takeExponentials` the terms of the sum.
  private(set) var weight: UnsafeMutablePointer<Double>
  /// The power of 1 + d / B; after `weigh` the exponent.
  private var exponent: UnsafeMutablePointer<Double>
  private var capacity: Int
  private(set) var count = 0
  private let summation: PatternSummation

  /// - Parameter capacity: nodes there is room for at first.
  init(capacity: Int, summation: PatternSummation) {
    self.capacity = capacity
    self.summation = summation
    ratioA = UnsafeMutablePointer<Double>.allocate(capacity: 6 * capacity)
    (ratioB, logA, logB) = (ratioA + capacity, ratioA + 2 * capacity, ratioA + 3 * capacity)
    (weight, exponent) = (ratioA + 4 * capacity, ratioA + 5 * capacity)
  }

  deinit { ratioA.deallocate() }

  mutating func removeAll() { count = 0 }

  /// Adds the nodes of one customer.
  mutating func append(n: Double, s: Double, distanceA: Double, distanceB: Double, silence: Double) -> Span {
    let first = count
    let (inverseA, inverseB) = (1 / distanceA, 1 / distanceB)
    if count == capacity { grow() }
    ratioA[count] = silence * inverseA
    ratioB[count] = silence * inverseB
    weight[count] = 1
    exponent[count] = s
    count += 1
    let panels = DropoutPanels(n: n, s: s, distanceA: distanceA, distanceB: distanceB, silence: silence)
    for panel in panels {
      let height = panel.width * panels.density
      let order = panel.rule.nodes.count
      if count + order > capacity { grow() }
      let (ratioA, ratioB) = (ratioA + count, ratioB + count)
      let (weight, exponent) = (weight + count, exponent + count)
      panel.rule.nodes.withUnsafeBufferPointer { nodes in
        panel.rule.weights.withUnsafeBufferPointer { weights in
          for index in 0..<order {
            let d = panel.left + panel.width * nodes[index]
            ratioA[index] = d * inverseA
            ratioB[index] = d * inverseB
            weight[index] = height * weights[index]
            exponent[index] = s + 1
          }
        }
      }
      count += order
    }
    return Span(first: first, count: count - first - 1)
  }

  private mutating func grow() {
    var larger = DropoutNodes(capacity: 2 * capacity, summation: summation)
    larger.ratioA.update(from: ratioA, count: count)
    larger.ratioB.update(from: ratioB, count: count)
    larger.weight.update(from: weight, count: count)
    larger.exponent.update(from: exponent, count: count)
    larger.count = count
    swap(&self, &larger)
  }

  /// Logarithms of all nodes; `weigh` each customer next.
  func takeLogarithms() {
    switch summation {
    case .plain:
      for index in 0..<count {
        logA[index] = log1p(ratioA[index])
        logB[index] = log1p(ratioB[index])
      }
    case .vector(let level):
      clv_log1p(level, ratioA, logA, count)
      clv_log1p(level, ratioB, logB, count)
    }
  }

  /// The exponents of one customer.
  func weigh(_ span: Span, n: Double) {
    for index in span.first...span.first + span.count {
      exponent[index] = -n * logA[index] - exponent[index] * logB[index]
    }
  }

  /// Turns all weights into terms.
  func takeExponentials() {
    switch summation {
    case .plain:
      for index in 0..<count { exponent[index] = exp(exponent[index]) }
    case .vector(let level):
      clv_exp(level, exponent, exponent, count)
    }
    for index in 0..<count { weight[index] *= exponent[index] }
  }
}
