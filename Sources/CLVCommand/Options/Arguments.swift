public import ArgumentParser
public import LifetimeValue

// How the library's values are written on the command line.

extension TimeUnit: ExpressibleByArgument {}
extension Occasion: ExpressibleByArgument {}
extension SpendBasis: ExpressibleByArgument {}
extension RefundRule: ExpressibleByArgument {}
extension ZeroAmountRule: ExpressibleByArgument {}
extension BadRowRule: ExpressibleByArgument {}
extension Delimiter: ExpressibleByArgument {}

extension CalendarDay: ExpressibleByArgument {
  /// Reads the text of the command line; nil when it is not one.
  public init?(argument: String) { self.init(argument) }
}

extension Horizon: ExpressibleByArgument {
  /// Reads the text of the command line; nil when it is not one.
  public init?(argument: String) {
    guard let horizon = try? Horizon(argument) else { return nil }
    self = horizon
  }

  /// The default as the help shows it.
  public var defaultValueDescription: String { description }
}

extension DiscountRate: ExpressibleByArgument {
  /// Reads the text of the command line; nil when it is not one.
  public init?(argument: String) {
    guard let rate = Double(argument), let value = try? DiscountRate(annual: rate) else { return nil }
    self = value
  }

  /// The default as the help shows it.
  public var defaultValueDescription: String { "\(annual)" }
}
