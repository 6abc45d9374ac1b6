/// The day that several computations agree on.
struct CommonDay: Sendable {
  private var candidate: Int32?
  private var isContradicted = false

  /// Nil where there is none.
  var day: CalendarDay? { isContradicted ? nil : candidate.map(CalendarDay.init(daysSince1970:)) }

  /// Adds the day that comes a number of days after another.
  mutating func add(_ start: Int32, _ days: Double) {
    let end = Double(start) + days.rounded()
    // An age that is no whole number of days, or leads beyond the calendar, ends on no day.
    guard abs(days - days.rounded()) <= 1e-6, end <= Double(CalendarDay.last.daysSince1970),
      let end = Int32(exactly: end)
    else {
      isContradicted = true
      return
    }
    add(end)
  }

  /// Adds what others agree on.
  mutating func add(_ other: CommonDay) {
    if other.isContradicted { isContradicted = true }
    if let end = other.candidate { add(end) }
  }

  private mutating func add(_ end: Int32) {
    if candidate ?? end != end { isContradicted = true }
    candidate = end
  }
}
