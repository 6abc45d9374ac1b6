import SpecialFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Elementary and special functions of numbers that may carry derivatives. They share their names with those of
// doubles; which one is meant follows from the argument.

/// e^x.
@inline(__always)
public func exp<Scalar: FormulaScalar>(_ x: Scalar) -> Scalar {
  let value = exp(x.value)
  return x.mapped(to: value, slope: value, curvature: value)
}

/// e^x - 1.
@inline(__always)
public func expm1<Scalar: FormulaScalar>(_ x: Scalar) -> Scalar {
  let value = expm1(x.value)
  return x.mapped(to: value, slope: value + 1, curvature: value + 1)
}

/// ln x.
@inline(__always)
public func log<Scalar: FormulaScalar>(_ x: Scalar) -> Scalar {
  let inverse = 1 / x.value
  return x.mapped(to: log(x.value), slope: inverse, curvature: -inverse * inverse)
}

/// ln(1 + x).
@inline(__always)
public func log1p<Scalar: FormulaScalar>(_ x: Scalar) -> Scalar {
  let inverse = 1 / (1 + x.value)
  return x.mapped(to: log1p(x.value), slope: inverse, curvature: -inverse * inverse)
}

/// x to a constant power, for positive x.
@inline(__always)
public func power<Scalar: FormulaScalar>(_ x: Scalar, _ exponent: Double) -> Scalar {
  let value = power(x.value, exponent)
  let inverse = 1 / x.value
  return x.mapped(
    to: value, slope: exponent * value * inverse, curvature: exponent * (exponent - 1) * value * inverse * inverse)
}

/// x to the power y, for positive x.
@inline(__always)
public func power<Scalar: FormulaScalar>(_ x: Scalar, _ y: Scalar) -> Scalar { exp(y * log(x)) }

/// ln Gamma(x), for positive x.
public func logGamma<Scalar: FormulaScalar>(_ x: Scalar) -> Scalar {
  x.mapped(to: logGamma(x.value), slope: digamma(x.value), curvature: trigamma(x.value))
}

/// ln Gamma(r + x) - ln Gamma(r), the logarithm of the rising factorial, for positive r and a number x >= 0.
public func logGammaDifference<Scalar: FormulaScalar>(_ r: Scalar, _ x: Double) -> Scalar {
  guard x != 0 else { return Scalar(0) }
  return r.mapped(
    to: logGammaDifference(r.value, x), slope: digammaDifference(r.value, x), curvature: trigammaDifference(r.value, x))
}

/// ln B(a, b).
public func logBeta<Scalar: FormulaScalar>(_ a: Scalar, _ b: Scalar) -> Scalar {
  var result = Scalar(logBeta(a.value, b.value))
  guard Scalar.carriesDerivatives else { return result }
  // d/da is digamma(a) - digamma(a + b).
  result.addSlope(-digammaDifference(a.value, b.value), of: a)
  result.addSlope(-digammaDifference(b.value, a.value), of: b)
  let shared = -trigamma(a.value + b.value)
  result.addCurvature(-trigammaDifference(a.value, b.value), of: a)
  result.addCurvature(shared, of: a, b)
  result.addCurvature(-trigammaDifference(b.value, a.value), of: b)
  return result
}

/// ln B(a, b + x) - ln B(a, b) for a number x >= 0: the logarithm of the chance to survive x dropout trials.
///
/// - Numerics: the derivatives of few whole trials are summed trial by trial, which keeps their digits where b is so
///   large that they vanish; those of many are mixed differences.
public func logBetaDifference<Scalar: FormulaScalar>(_ a: Scalar, _ b: Scalar, _ x: Double) -> Scalar {
  var result = Scalar(logBetaDifference(a.value, b.value, x))
  guard Scalar.carriesDerivatives, x != 0 else { return result }
  let all = a.value + b.value
  var slope = 0.0
  var curvature = 0.0
  if x <= 64, x == x.rounded() {
    // Each trial is log (b + j) / (a + b + j); its first derivative in b is a / ((b + j) (a + b + j)).
    for trial in 0..<Int(x) {
      let stay = 1 / (b.value + Double(trial))
      let both = 1 / (all + Double(trial))
      slope += a.value * stay * both
      curvature -= a.value * stay * both * (stay + both)
    }
  } else {
    slope = digammaBetaDifference(a.value, b.value, x)
    curvature = trigammaBetaDifference(a.value, b.value, x)
  }
  let shared = -trigammaDifference(all, x)
  result.addSlope(-digammaDifference(all, x), of: a)
  result.addSlope(slope, of: b)
  result.addCurvature(shared, of: a)
  result.addCurvature(shared, of: a, b)
  result.addCurvature(curvature, of: b)
  return result
}

/// ln B(a, b + x) - ln B(a, b) for an x >= 0 that varies too.
public func logBetaDifference<Scalar: FormulaScalar>(_ a: Scalar, _ b: Scalar, _ x: Scalar) -> Scalar {
  var result = Scalar(logBetaDifference(a.value, b.value, x.value))
  guard Scalar.carriesDerivatives else { return result }
  let all = a.value + b.value
  let end = b.value + x.value
  let first = -trigammaDifference(all, x.value)
  let last = -trigammaDifference(end, a.value)
  // -psi'(a + b + x).
  let shared = -trigamma(all + x.value)
  result.addSlope(-digammaDifference(all, x.value), of: a)
  result.addSlope(digammaBetaDifference(a.value, b.value, x.value), of: b)
  result.addSlope(-digammaDifference(end, a.value), of: x)
  result.addCurvature(first, of: a)
  result.addCurvature(first, of: a, b)
  result.addCurvature(shared, of: a, x)
  result.addCurvature(trigammaBetaDifference(a.value, b.value, x.value), of: b)
  result.addCurvature(last, of: b, x)
  result.addCurvature(last, of: x)
  return result
}

/// ln(e^a + e^b).
///
/// An argument of -infinity is nothing at all, whatever its derivatives.
public func logSumExp<Scalar: FormulaScalar>(_ a: Scalar, _ b: Scalar) -> Scalar {
  if a.value == -.infinity { return b }
  if b.value == -.infinity { return a }
  let total = logSumExp(a.value, b.value)
  let share = exp(b.value - total)
  let rest = exp(a.value - total)
  var result = Scalar(total)
  guard Scalar.carriesDerivatives else { return result }
  result.addSlope(rest, of: a)
  result.addSlope(share, of: b)
  result.addCurvature(rest * share, of: a - b)
  return result
}

/// ln(e^a - e^b) for a > b.
public func logDifferenceExp<Scalar: FormulaScalar>(_ a: Scalar, _ b: Scalar) -> Scalar {
  if b.value == -.infinity { return a }
  return a + log(oneMinusExp: b - a)
}

/// ln(1 - e^x) for negative x.
public func log<Scalar: FormulaScalar>(oneMinusExp x: Scalar) -> Scalar {
  // d/dx is -1 / (e^-x - 1).
  let slope = -1 / expm1(-x.value)
  return x.mapped(to: log(oneMinusExp: x.value), slope: slope, curvature: slope * (1 - slope))
}
