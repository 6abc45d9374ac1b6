/// One field of a record, as a place in its block.
package struct Field {
  /// First byte, without the opening quote.
  package var start: UInt32
  /// Bytes, without the quotes.
  package var length: UInt32
  /// Stood in quotes.
  package var isQuoted = false
  /// Contains doubled quotes, each of which stands for one.
  package var hasDoubledQuotes = false
}

/// Why a record cannot be split into fields.
package enum RecordDefect: Sendable {
  /// A quoted field never ends.
  case quoteNotClosed
  /// Something other than a delimiter or a line end follows a closing quote.
  case textAfterQuote
}

/// Walks through the records of a block and splits each into fields. No allocation per record.
package final class RecordScanner {
  /// The fields of the present record, as far as `columns`; what lies beyond is only counted.
  package let fields: UnsafeMutablePointer<Field>
  let format: RecordFormat
  private let marks: FieldEnds.Marks
  /// How many fields of each record are kept.
  let columns: Int
  private let room: UnsafeMutablePointer<UInt32>
  /// Behind a pointer, because access to a class's own variables is checked for overlap, each time and at a cost that
  /// shows per record.
  let state: UnsafeMutablePointer<State>

  struct State {
    var fieldCount = 0
    var defect: RecordDefect?
    var recordStart = 0
    var recordEnd = 0
    var linesBefore = 0
    var linesRead = 0
    var base: UnsafePointer<UInt8>
    var end: Int
    var position = 0
    var ends: FieldEnds

    init(_ base: UnsafePointer<UInt8>, _ end: Int, _ marks: FieldEnds.Marks, room: UnsafeMutablePointer<UInt32>) {
      self.base = base
      self.end = end
      ends = FieldEnds(base, end, marks, room: room)
    }
  }

  /// - Parameter columns: how many fields of each record to keep.
  package init(_ format: RecordFormat, columns: Int) {
    self.format = format
    marks = FieldEnds.Marks(format)
    self.columns = columns
    fields = .allocate(capacity: columns + 1)
    fields.initialize(repeating: Field(start: 0, length: 0), count: columns + 1)
    room = .allocate(capacity: FieldEnds.room(keeping: columns))
    state = .allocate(capacity: 1)
    state.initialize(to: State(UnsafePointer(bitPattern: 1)!, 0, marks, room: room))
  }

  deinit {
    fields.deallocate()
    room.deallocate()
    state.deallocate()
  }

  /// How many fields the present record has.
  package var fieldCount: Int { state.pointee.fieldCount }
  /// Why the present record is broken; its `fields` are then incomplete.
  package var defect: RecordDefect? { state.pointee.defect }
  /// First byte of the present record.
  package var recordStart: Int { state.pointee.recordStart }
  /// One past its last byte, line end not included.
  package var recordEnd: Int { state.pointee.recordEnd }
  /// Line ends in the block before the present record.
  package var linesBefore: Int { state.pointee.linesBefore }
  /// Line ends in the block as far as it has been read.
  package var linesRead: Int { state.pointee.linesRead }

  /// Starts on a block, which must outlive the scan.
  package func start(_ block: RecordBlock) {
    state.pointee = State(UnsafePointer(block.base), block.count, marks, room: room)
  }

  /// The verbatim bytes of the present record.
  package var record: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: state.pointee.base + recordStart, count: recordEnd - recordStart)
  }

  /// The bytes of a field between its quotes; doubled quotes are still doubled.
  package func rawBytes(of field: Field) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: state.pointee.base + Int(field.start), count: Int(field.length))
  }

  /// Goes to the next record; blank lines are passed over. False at the end of the block.
  package func next() -> Bool {
    let state = state
    let base = state.pointee.base
    let end = state.pointee.end
    let lineEnd = format.lineEnd
    let dropsReturns = format.dropsReturns
    let columns = columns
    let fields = fields
    while state.pointee.position < end {
      let recordStart = state.pointee.position
      var p = recordStart
      var count = 0
      var lines = 1
      var isBroken: RecordDefect?
      var recordEnd = -1
      // One turn per field; the last byte of a block is a line end, so that `p` needs no bound outside quotes.
      fieldLoop: while true {
        let field: Field
        if base[p] == ASCII.quote {
          var q = p &+ 1
          var doubled = false
          while true {
            q = RecordScanner.quote(base, q, end)
            if q >= end || base[q &+ 1] != ASCII.quote { break }
            doubled = true
            q &+= 2
          }
          let closes = q < end
          // The line end that closes the block is not part of the text.
          if !closes { q = end &- 1 }
          field = Field(
            start: UInt32(truncatingIfNeeded: p &+ 1), length: UInt32(truncatingIfNeeded: q &- p &- 1), isQuoted: true,
            hasDoubledQuotes: doubled)
          p = state.pointee.ends.take()
          while p < q {
            if base[p] == lineEnd { lines &+= 1 }
            p = state.pointee.ends.take()
          }
          if !closes {
            isBroken = .quoteNotClosed
            recordEnd = p
            break fieldLoop
          }
          if p > q &+ 1 {
            var r = q &+ 1
            while base[r] == ASCII.carriageReturn { r &+= 1 }
            if r == p && dropsReturns && base[p] == lineEnd {
              recordEnd = q &+ 1
            } else {
              isBroken = .textAfterQuote
            }
          }
        } else {
          let start = p
          p = state.pointee.ends.take()
          var length = p &- start
          if base[p] == lineEnd && dropsReturns {
            while length > 0 && base[start &+ length &- 1] == ASCII.carriageReturn { length &-= 1 }
            recordEnd = start &+ length
          }
          field = Field(start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: length))
        }
        if count < columns { fields[count] = field }
        count &+= 1
        if base[p] == lineEnd {
          // A blank line has one field without a byte.
          if count == 1 && field.length == 0 && !field.isQuoted { count = 0 }
          break
        }
        p &+= 1
      }
      let linesBefore = state.pointee.linesRead
      state.pointee.position = p &+ 1
      state.pointee.linesRead = linesBefore &+ lines
      if count == 0 && isBroken == nil { continue }
      state.pointee.fieldCount = count
      state.pointee.defect = isBroken
      state.pointee.recordStart = recordStart
      state.pointee.recordEnd = recordEnd < 0 ? p : recordEnd
      state.pointee.linesBefore = linesBefore
      return true
    }
    return false
  }
}

extension RecordScanner {
  /// The first quote from a position on; beyond the block where it has none. Reads past the block.
  @inline(__always)
  private static func quote(_ base: UnsafePointer<UInt8>, _ from: Int, _ end: Int) -> Int {
    var position = from
    while position < end {
      let word = UInt64(littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
      let others = word ^ (UInt64(ASCII.quote) &* 0x0101_0101_0101_0101)
      // The lowest high bit is that of the first byte that was a quote.
      let quotes = (others &- 0x0101_0101_0101_0101) & ~others & 0x8080_8080_8080_8080
      if quotes != 0 { return position &+ quotes.trailingZeroBitCount &>> 3 }
      position &+= 8
    }
    return position
  }

  /// The text of a field of the present record, doubled quotes made single.
  package func text(of field: Field) -> String {
    let raw = rawBytes(of: field)
    guard field.hasDoubledQuotes else { return String(decoding: raw, as: UTF8.self) }
    var bytes: [UInt8] = []
    RecordScanner.unquote(raw) { bytes.append($0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Hands out the bytes of a field with doubled quotes made single.
  package static func unquote(_ raw: UnsafeRawBufferPointer, _ body: (UInt8) -> Void) {
    var index = 0
    while index < raw.count {
      body(raw[index])
      index += raw[index] == ASCII.quote ? 2 : 1
    }
  }
}
