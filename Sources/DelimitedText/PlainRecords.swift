/// Records that follow one another, each of one line, with as many fields as the header and no quote.
///
/// All there is to them is where their fields end; so they are gone through without `RecordScanner.next`.
package struct PlainRecords {
  /// How many.
  package let count: Int
  /// Where the fields of all records end, and before that where the record before them does: a field starts one byte after
  /// the end before its own. The last field of a record may still have carriage returns at its end that are to be dropped.
  package let ends: UnsafePointer<UInt32>
}

extension RecordScanner {
  /// Whether there is no plain record at the present position, because a quote is near.
  package var isAmongQuotes: Bool { state.pointee.position < state.pointee.ends.unquotedFrom }

  /// The plain records from the present position on, as far as they have been found; none when the next record has to be
  /// looked at by `next`, or does not exist. They are read again unless `pass(over:)` says that they are done with.
  package func plainRecords() -> PlainRecords {
    let state = state
    let position = state.pointee.position
    while !isAmongQuotes && position < state.pointee.end {
      if state.pointee.ends.count < columns {
        if !state.pointee.ends.findMore() { break }
        continue
      }
      let ends = state.pointee.ends.next
      // A first field starts after the end of the record before.
      (ends - 1).pointee = UInt32(truncatingIfNeeded: position) &- 1
      let count = countPlain(ends, among: state.pointee.ends.count / columns)
      return PlainRecords(count: count, ends: UnsafePointer(ends))
    }
    return PlainRecords(count: 0, ends: UnsafePointer(state.pointee.ends.next))
  }

  /// Goes to the end of some of the plain records.
  package func pass(over records: Int) {
    if records == 0 { return }
    let ends = records * columns
    state.pointee.position = Int(state.pointee.ends.next[ends - 1]) + 1
    state.pointee.linesRead += records
    state.pointee.ends.pass(over: ends)
  }

  /// How many records at the front of a list of ends have a line end where it belongs and only there.
  private func countPlain(_ ends: UnsafePointer<UInt32>, among limit: Int) -> Int {
    let base = state.pointee.base
    let lineEnd = format.lineEnd
    let inner = columns &- 1
    var record = ends
    for count in 0..<limit {
      var isPlain = base[Int(record[inner])] == lineEnd
      for column in 0..<inner where base[Int(record[column])] == lineEnd { isPlain = false }
      if !isPlain { return count }
      record += columns
    }
    return limit
  }
}
