/// What a customer did after the calibration end, as far as rows came by day.
struct HoldoutHistory: BitwiseCopyable {
  private(set) var occasions: Int32 = 0
  /// Occasions of unknown amount.
  private(set) var unknowns: Int32 = 0
  private(set) var lastDay = Int32.min
  private var isLastUnknown = false
  private var sum = CompensatedSum()

  /// Sum of the known amounts.
  var spend: Double { sum.value }

  /// Adds a purchase, as `CustomerHistory.add`.
  mutating func add(_ day: Int32, _ amount: Double, mergesDays: Bool) {
    if day == lastDay && mergesDays {
      if isLastUnknown && !amount.isNaN {
        unknowns -= 1
        isLastUnknown = false
      }
    } else {
      occasions += 1
      lastDay = day
      isLastUnknown = amount.isNaN
      if isLastUnknown { unknowns += 1 }
    }
    if !amount.isNaN { sum.add(amount) }
  }
}
