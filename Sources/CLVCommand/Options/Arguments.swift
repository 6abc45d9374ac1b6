public import ArgumentParser
public import LifetimeValue

// How the library's values are written on the command line.

extension TimeUnit: ExpressibleByArgument {}
extension CalendarPeriod: ExpressibleByArgument {}
extension Occasion: ExpressibleByArgument {}
extension SpendBasis: ExpressibleByArgument {}
extension RefundRule: ExpressibleByArgument {}
extension ZeroAmountRule: ExpressibleByArgument {}
extension PaymentTime: ExpressibleByArgument {}
extension BadRowRule: ExpressibleByArgument {}
extension CustomerAttribute.Rule: ExpressibleByArgument {}
extension MissingCovariates: ExpressibleByArgument {}
extension Delimiter: ExpressibleByArgument {}

extension CalendarDay: ExpressibleByArgument {
  /// Reads the text of the command line; nil when it is not one.
  public init?(argument: String) { self.init(argument) }
}

extension Horizon {
  /// A horizon as typed; says what is expected otherwise.
  static func argument(_ text: String) throws -> Horizon {
    guard let horizon = try? Horizon(text) else {
      throw ValidationError(
        "expected a number above 0 with a unit (90d, 52w, 12m, 2y), at most 1000 years, or lifetime")
    }
    return horizon
  }
}

extension DiscountRate {
  /// An annual rate as typed; says what is expected otherwise.
  static func argument(_ text: String) throws -> DiscountRate {
    guard let rate = Double(text), let value = try? DiscountRate(annual: rate) else {
      throw ValidationError("expected a finite number above -1, such as 0.10 for 10 % a year")
    }
    return value
  }
}

extension RegularityChoice: ExpressibleByArgument {
  /// `auto`, or a whole number from 1 to 12.
  public init?(argument: String) {
    if argument == "auto" {
      self = .auto
    } else if let k = Int(argument), (1...12).contains(k) {
      self = .fixed(k)
    } else {
      return nil
    }
  }

  /// The default as the help shows it.
  public var defaultValueDescription: String {
    switch self {
    case .auto: "auto"
    case .fixed(let k): "\(k)"
    }
  }
}
