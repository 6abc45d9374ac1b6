import ArgumentParser
import LifetimeValue

/// How far ahead to predict, and what a purchase to come is worth today.
struct ForecastOptions: ParsableArguments {
  @Option(
    name: .customLong("horizon"), parsing: .unconditional,
    help: ArgumentHelp("How far ahead: 90d, 52w, 12m, 2y or lifetime (default: 365d).", valueName: "horizon"),
    transform: Horizon.argument)
  private var givenHorizon: Horizon?

  @Option(
    name: .customLong("discount-rate"), parsing: .unconditional,
    help: ArgumentHelp(
      "Annual effective rate at which later value counts less (default: 0.1).", valueName: "discount-rate"),
    transform: DiscountRate.argument)
  private var givenDiscountRate: DiscountRate?

  @Option(
    name: .customLong("margin"), parsing: .unconditional,
    help: ArgumentHelp(
      "Profit per unit of spend; multiplies predicted and historic value (default: 1).", valueName: "margin"))
  private var givenMargin: Double?

  var horizon: Horizon { givenHorizon ?? .finite(days: 365) }
  var discountRate: DiscountRate { givenDiscountRate ?? .standard }
  var margin: Double { givenMargin ?? 1 }

  /// Whether any of them was said.
  var isGiven: Bool { givenHorizon != nil || givenDiscountRate != nil || givenMargin != nil }

  /// The period in words.
  var within: String {
    switch horizon {
    case .finite: "in the next \(horizon)"
    case .lifetime: "ever again"
    }
  }

  /// The library's options.
  func prediction(threads: ThreadCount) throws -> PredictionOptions {
    try PredictionOptions(horizon: horizon, discountRate: discountRate, margin: margin, threads: threads)
  }
}
