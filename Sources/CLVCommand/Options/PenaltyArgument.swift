import ArgumentParser

/// `--penalty auto` or a number.
struct PenaltyArgument: ExpressibleByArgument {
  let value: Double?
  var isAuto: Bool { value == nil }

  init?(argument: String) {
    if argument == "auto" {
      value = nil
    } else if let number = Double(argument) {
      value = number
    } else {
      return nil
    }
  }
}
