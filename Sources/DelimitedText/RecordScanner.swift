/// One field of a record, as a place in its block.
package struct Field {
  /// First byte, without the opening quote.
  package var start: UInt32
  /// Bytes, without the quotes.
  package var length: UInt32
  /// Stood in quotes.
  package var isQuoted: Bool
  /// Contains doubled quotes, each of which stands for one.
  package var hasDoubledQuotes: Bool
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
  /// How many fields the present record has.
  package private(set) var fieldCount = 0
  /// Why the present record is broken; its `fields` are then incomplete.
  package private(set) var defect: RecordDefect?
  /// First byte of the present record.
  package private(set) var recordStart = 0
  /// One past its last byte, line end not included.
  package private(set) var recordEnd = 0
  /// Line ends in the block before the present record.
  package private(set) var linesBefore = 0
  /// Line ends in the block as far as it has been read.
  package private(set) var linesRead = 0

  private let format: RecordFormat
  private let columns: Int
  private var base = UnsafePointer<UInt8>(bitPattern: 1)!
  private var end = 0
  private var position = 0

  /// - Parameter columns: how many fields of each record to keep.
  package init(_ format: RecordFormat, columns: Int) {
    self.format = format
    self.columns = columns
    fields = .allocate(capacity: columns + 1)
    fields.initialize(
      repeating: Field(start: 0, length: 0, isQuoted: false, hasDoubledQuotes: false), count: columns + 1)
  }

  deinit { fields.deallocate() }

  /// Starts on a block, which must outlive the scan.
  package func start(_ block: RecordBlock) {
    base = UnsafePointer(block.base)
    end = block.count
    position = 0
    linesRead = 0
  }

  /// The verbatim bytes of the present record.
  package var record: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + recordStart, count: recordEnd - recordStart)
  }

  /// The bytes of a field between its quotes; doubled quotes are still doubled.
  package func rawBytes(of field: Field) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base + Int(field.start), count: Int(field.length))
  }

  /// Goes to the next record; blank lines are passed over. False at the end of the block.
  package func next() -> Bool {
    let base = base
    let delimiter = format.delimiter
    let lineEnd = format.lineEnd
    let dropsReturns = lineEnd == ASCII.lineFeed
    let columns = columns
    let fields = fields
    while position < end {
      var p = position
      var count = 0
      var lines = 1
      var isBroken: RecordDefect?
      recordStart = p
      linesBefore = linesRead
      recordEnd = -1
      // One turn per field; the last byte of a block is a line end, so that `p` needs no bound outside quotes.
      fieldLoop: while true {
        let field: Field
        if base[p] == ASCII.quote {
          var q = p &+ 1
          var doubled = false
          while true {
            while q < end && base[q] != ASCII.quote {
              if base[q] == lineEnd { lines &+= 1 }
              q &+= 1
            }
            if q >= end {
              isBroken = .quoteNotClosed
              // The line end that closes the block was counted as part of the text.
              lines &-= 1
              recordEnd = end &- 1
              p = end &- 1
              break fieldLoop
            }
            if base[q &+ 1] != ASCII.quote { break }
            doubled = true
            q &+= 2
          }
          field = Field(
            start: UInt32(truncatingIfNeeded: p &+ 1), length: UInt32(truncatingIfNeeded: q &- p &- 1), isQuoted: true,
            hasDoubledQuotes: doubled)
          p = q &+ 1
          if dropsReturns && base[p] == ASCII.carriageReturn {
            var r = p &+ 1
            while base[r] == ASCII.carriageReturn { r &+= 1 }
            if base[r] == lineEnd {
              recordEnd = p
              p = r
            }
          }
          if base[p] != delimiter && base[p] != lineEnd {
            isBroken = .textAfterQuote
            while base[p] != delimiter && base[p] != lineEnd { p &+= 1 }
          }
        } else {
          let start = p
          var byte = base[p]
          while byte != delimiter && byte != lineEnd {
            p &+= 1
            byte = base[p]
          }
          var length = p &- start
          if byte == lineEnd && dropsReturns {
            while length > 0 && base[start &+ length &- 1] == ASCII.carriageReturn { length &-= 1 }
            recordEnd = start &+ length
          }
          field = Field(
            start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: length), isQuoted: false,
            hasDoubledQuotes: false)
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
      if recordEnd < 0 { recordEnd = p }
      position = p &+ 1
      linesRead &+= lines
      if count == 0 && isBroken == nil { continue }
      fieldCount = count
      defect = isBroken
      return true
    }
    return false
  }
}

extension RecordScanner {
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
