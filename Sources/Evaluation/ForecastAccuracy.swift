/// How near forecasts came to what happened, customer by customer.
struct ForecastAccuracy: Equatable {
  /// Sum of forecasts.
  var expectedTotal: Double
  /// Sum of outcomes.
  var actualTotal: Double
  /// Mean of |forecast - outcome|.
  var meanAbsoluteError: Double?
  /// Square root of the mean of (forecast - outcome)^2.
  var rootMeanSquaredError: Double?
  /// Mean of forecast - outcome: negative when too little was expected.
  var bias: Double?
  /// Spearman's rank correlation of forecast and outcome.
  var spearman: Double?
  /// Normalised Gini coefficient: concentration of outcomes ordered by forecast, over their concentration ordered by
  /// themselves. 1 for a perfect order, 0 for a random one.
  var gini: Double?
  /// Share of all outcomes that fell to the tenth of customers with the highest forecasts.
  var topDecileShare: Double?

  /// Every measure that is not defined on these data (no customers, constants, nothing happened, sums beyond the largest
  /// double) is nil.
  /// - Precondition: one outcome per forecast; all finite.
  init(forecasts: [Double], outcomes ranked: Outcomes) {
    let outcomes = ranked.values
    precondition(forecasts.count == outcomes.count, "\(forecasts.count) forecasts, \(outcomes.count) outcomes")
    let count = Double(forecasts.count)
    var absolute = 0.0
    var square = 0.0
    var difference = 0.0
    for (forecast, outcome) in zip(forecasts, outcomes) {
      let error = forecast - outcome
      absolute += abs(error)
      square += error * error
      difference += error
    }
    let byForecast = RankedOutcomes(predictions: forecasts, outcomes: outcomes)
    expectedTotal = forecasts.reduce(0, +)
    actualTotal = outcomes.reduce(0, +)
    // Spend of 1e300 is a number, its square is not.
    func defined(_ value: Double) -> Double? { count > 0 && value.isFinite ? value : nil }
    meanAbsoluteError = defined(absolute / count)
    rootMeanSquaredError = defined((square / count).squareRoot())
    bias = defined(difference / count)
    spearman = RankCorrelation.spearman(ofRanks: byForecast.ranks, ranked.ranks)
    topDecileShare = byForecast.share(ofTop: 0.1)
    gini = nil
    if let reached = byForecast.concentration, let best = ranked.bestConcentration, best > 0 {
      gini = defined(reached / best)
    }
  }
}
