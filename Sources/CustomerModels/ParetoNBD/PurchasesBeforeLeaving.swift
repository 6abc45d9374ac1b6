#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The integral over the moment y of leaving of a Pareto/NBD customer's chance to have bought n times before it:
/// ```
/// integral over 0 < y < t of (y / (alpha + y))^n (alpha / (alpha + y))^r (s / beta) (1 + y / beta)^-(s + 1) dy
/// ```
/// In u = log y the logarithm of the integrand is concave, with its maximum at the root of a quadratic and
/// singularities pi away from the real axis. Gauss-Legendre panels of 24 points go from the maximum both ways until 45
/// e-folds are lost.
struct PurchasesBeforeLeaving {
  private let model: ParetoNBD
  private let n: Double

  init(_ model: ParetoNBD, count: Double) {
    self.model = model
    n = count
  }

  /// The logarithm of the integral to `time`.
  func logIntegral(to time: Double) -> Double {
    let end = log(time)
    let start = min(log(mode), end)
    let top = height(start)
    return top + log(sum(from: start, to: end, top: top) + sum(from: start, to: -.infinity, top: top))
  }

  /// Logarithm of the integrand in u.
  private func height(_ u: Double) -> Double {
    let y = exp(u)
    let purchases = -n * log1p(model.alpha / y) - model.r * log1p(y / model.alpha)
    return purchases + log(model.s * y / model.beta) - (model.s + 1) * log1p(y / model.beta)
  }

  /// Where it is largest: -(r + s) y^2 + (beta (1 - r) + alpha (n - s)) y + alpha beta (1 + n) = 0.
  private var mode: Double {
    let (r, s) = (model.r, model.s)
    let linear = model.beta * (1 - r) + model.alpha * (n - s)
    let constant = model.alpha * model.beta * (1 + n)
    let root = (linear * linear + 4 * (r + s) * constant).squareRoot()
    return linear > 0 ? (linear + root) / (2 * (r + s)) : 2 * constant / (root - linear)
  }

  /// The integral of exp(height - top) over panels away from `start`.
  private func sum(from start: Double, to end: Double, top: Double) -> Double {
    let rule = DropoutRule.order24
    let direction = end < start ? -1.0 : 1.0
    var sum = 0.0
    var (near, nearHeight) = (start, top)
    var width = 3.0
    while near != end, top - nearHeight < 45 {
      var far = abs(end - near) <= width ? end : near + direction * width
      var farHeight = height(far)
      // Concave: what is lost from the near to the far side tells how steep the panel is anywhere.
      while nearHeight - farHeight > 16 {
        width = 0.6 * abs(far - near)
        far = near + direction * width
        farHeight = height(far)
      }
      var panel = 0.0
      for index in rule.nodes.indices {
        panel += rule.weights[index] * exp(height(near + (far - near) * rule.nodes[index]) - top)
      }
      sum += panel * abs(far - near)
      (near, nearHeight) = (far, farHeight)
    }
    return sum
  }
}
