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
  public init?(argument: String) { self.init(argument) }
}

extension Horizon: ExpressibleByArgument {
  public init?(argument: String) {
    guard let horizon = try? Horizon(argument) else { return nil }
    self = horizon
  }

  public var defaultValueDescription: String { description }
}

extension DiscountRate: ExpressibleByArgument {
  public init?(argument: String) {
    guard let rate = Double(argument), let value = try? DiscountRate(annual: rate) else { return nil }
    self = value
  }

  public var defaultValueDescription: String { "\(annual)" }
}
