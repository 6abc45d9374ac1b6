/// Mean and standard error of numbers as they come.
struct Moments {
  private var count = 0.0
  private(set) var mean = 0.0
  private var squares = 0.0

  mutating func add(_ value: Double) {
    count += 1
    let difference = value - mean
    mean += difference / count
    squares += difference * (value - mean)
  }

  var variance: Double { squares / (count - 1) }
  var standardError: Double { (variance / count).squareRoot() }
}
