extension RandomNumberGenerator {
  /// Times within (0, end] of events at a constant rate, ascending.
  mutating func poissonTimes(rate: Double, until end: Double) -> [Double] {
    var times: [Double] = []
    var time = 0.0
    while true {
      time += exponential() / rate
      guard time <= end else { return times }
      times.append(time)
    }
  }
}
