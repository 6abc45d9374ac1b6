/// Newton's method with exact second derivatives, kept inside a trust region: finds a summit of a smooth function.
///
/// Each step maximises the quadratic expansion within a ball, exactly, on the eigen-decomposition of the Hessian
/// (`TrustRegionSubproblem`), so indefinite and singular Hessians need no special care. Meant for up to some 60
/// variables of comparable scale, such as log-parameters. A candidate is accepted only when value, gradient and
/// Hessian are finite there and the value rises; where the promised gain has sunk below the rounding of the value, the
/// gradient decides instead. Letters follow Nocedal and Wright (2006), chapter 4: rho is gain over promised gain.
///
/// Not offered: quasi-Newton updates (exact Hessians cost little more than gradients for these likelihoods) and
/// general constraints (a box keeps the variables finite, nothing more).
public struct TrustRegionNewton: Sendable {
  /// When to stop and how far to go.
  public struct Options: Sendable, Hashable {
    /// Steps, accepted or not.
    public var maximumIterations = 200
    /// First radius of the trust region, in the units of the variables.
    public var initialRadius = 1.0
    /// Largest radius.
    public var maximumRadius = 8.0
    /// Converged only when no element of the gradient exceeds this ...
    public var gradientTolerance = 1e-9
    /// ... and the Newton decrement does not exceed this (or both are at the rounding of the value).
    public var decrementTolerance = 1e-10
    /// A promised gain below this counts as a drift when steps go on without getting shorter.
    public var driftGain = 1e-10
    /// The variables stay within these bounds.
    public var bounds: ClosedRange<Double> = -1e300...1e300

    /// The defaults.
    public init() {}
  }

  /// How a search ended.
  public enum Termination: Sendable, Hashable {
    /// Gradient and Newton decrement are within tolerance, or at the rounding level of the value.
    case converged
    /// Steps of undiminished length promise next to nothing: a ridge, a plateau, or a limit at infinity.
    case drifting
    /// `maximumIterations` steps were not enough.
    case iterationLimit
    /// The function does not exist at the starting point.
    case noValueAtStart
  }

  /// Where a search ended.
  public struct Outcome: Sendable {
    /// How.
    public var termination: Termination
    /// The best point.
    public var point: [Double]
    /// The function there.
    public var expansion: QuadraticExpansion
    /// Steps tried.
    public var iterations: Int
    /// Evaluations of the function.
    public var evaluations: Int
    /// Largest absolute element of the gradient, variables held by a bound left out.
    public var gradientNorm: Double
    /// sqrt(2 x promised gain).
    public var newtonDecrement: Double
  }

  /// The options.
  public var options: Options

  /// See `Options`.
  public init(options: Options = Options()) { self.options = options }

  /// Climbs from `start` to a summit.
  ///
  /// - Parameter onStep: called after each step, accepted or not.
  public func maximize(
    _ objective: some SecondOrderObjective, from start: [Double], onStep: (() -> Void)? = nil
  ) -> Outcome {
    precondition(start.count == objective.dimension, "\(start.count) variables for \(objective.dimension)")
    var state = State(objective: objective, start: start, options: options)
    guard state.expansion.isFinite else { return state.outcome(.noValueAtStart) }
    while true {
      let model = LocalModel(state.expansion, point: state.point, bounds: options.bounds)
      state.gradientNorm = model.gradientNorm
      state.newtonDecrement = model.newtonDecrement(radius: options.maximumRadius)
      if state.gradientNorm <= options.gradientTolerance && state.newtonDecrement <= options.decrementTolerance {
        return state.outcome(.converged)
      }
      if state.isDrifting(options) { return state.outcome(.drifting) }
      if state.iterations >= options.maximumIterations { return state.outcome(.iterationLimit) }
      let goesOn = state.step(objective, model, options)
      onStep?()
      if !goesOn { return state.outcome(.converged) }
    }
  }
}
