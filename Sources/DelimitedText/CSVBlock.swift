/// Rows of delimited text that grow in memory, without an allocation per field or row.
///
/// Fields are appended from left to right; `endRow` ends the line with `\n`. Texts are quoted where RFC 4180 asks for it:
/// when they hold the delimiter, a quote or a line end.
public struct CSVBlock: ~Copyable {
  /// How the rows are written.
  public let format: CSVFormat
  private let tables: DecimalTables
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Bytes so far.
  public private(set) var byteCount = 0
  private var fieldsInRow = 0
  private var rowStart = 0
  private var recurringTexts = RecurringTexts()

  /// An empty block.
  public init(_ format: CSVFormat) {
    self.format = format
    tables = DecimalTables.shared
    capacity = 1 << 16
    storage = .allocate(capacity: capacity)
  }

  deinit { storage.deallocate() }

  /// All bytes so far, for the length of the call.
  public func withBytes<Outcome, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Outcome
  ) throws(Failure) -> Outcome {
    try body(UnsafeRawBufferPointer(start: storage, count: byteCount))
  }

  /// Forgets the rows and keeps the memory.
  public mutating func removeAll() {
    byteCount = 0
    fieldsInRow = 0
    rowStart = 0
  }

  // MARK: Fields

  /// Appends a text.
  public mutating func append(_ text: UnsafeRawBufferPointer) {
    beginField(atMost: 2 * text.count + 3 + 8)
    guard let base = text.baseAddress, text.count > 0 else { return }
    let field = UnsafeMutableRawPointer(storage + byteCount)
    field.copyMemory(from: base, byteCount: text.count)
    // Looked through where it can be read beyond its end.
    field.storeBytes(of: 0, toByteOffset: text.count, as: UInt64.self)
    let needsApostrophe = format.isSpreadsheetSafe && CSVBlock.startsFormula(text[0])
    if needsApostrophe || needsQuotes(field, text.count) {
      appendQuoted(text, needsApostrophe: needsApostrophe)
    } else {
      byteCount &+= text.count
    }
  }

  /// Whether a text, with zeros behind it, holds the delimiter, a quote or a line end.
  @inline(__always)
  private func needsQuotes(_ text: UnsafeMutableRawPointer, _ count: Int) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let delimiters = ones &* UInt64(format.delimiter.byte)
    var found: UInt64 = 0
    var offset = 0
    while offset < count {
      let bytes = text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      // The highest bit of the lowest byte that is 0: a text without such a byte gives 0 (Mycroft's test).
      func zero(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & ones << 7 }
      found |= zero(bytes ^ delimiters) | zero(bytes ^ ones &* UInt64(ASCII.quote))
      found |= zero(bytes ^ ones &* UInt64(ASCII.lineFeed)) | zero(bytes ^ ones &* UInt64(ASCII.carriageReturn))
      offset &+= 8
    }
    return found != 0
  }

  @inline(never)
  private mutating func appendQuoted(_ text: UnsafeRawBufferPointer, needsApostrophe: Bool) {
    let needsQuotes = needsQuotes(UnsafeMutableRawPointer(storage + byteCount), text.count)
    if needsQuotes { put(ASCII.quote) }
    if needsApostrophe { put(UInt8(ascii: "'")) }
    for byte in text {
      if byte == ASCII.quote { put(ASCII.quote) }
      put(byte)
    }
    if needsQuotes { put(ASCII.quote) }
  }

  /// Appends a text.
  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  /// Appends a number: `DecimalText` form; an empty field where it is NaN or infinite; `-0` as `0`.
  public mutating func append(_ number: Double) {
    guard number.isFinite else { return appendEmpty() }
    beginField(atMost: DecimalText.room)
    byteCount &+= DecimalText.write(number, digits: format.digits, to: storage + byteCount, tables: tables)
  }

  /// Appends fields that recur from row to row: their text is copied when it was written lately.
  ///
  /// - Parameters:
  ///   - table: what the fields are; a small number of the caller's choice.
  ///   - key: all that the fields of this table depend on, besides the format.
  ///   - fields: appends them, at least one.
  public mutating func append(
    recurringIn table: Int, key: (UInt64, UInt64), _ fields: (inout CSVBlock) -> Void
  ) {
    let slot = recurringTexts.slot(table: table, key)
    if let text = slot.text(of: key) {
      beginField(atMost: text.count)
      UnsafeMutableRawPointer(storage + byteCount).copyMemory(from: text.baseAddress!, byteCount: text.count)
      byteCount &+= text.count
      return
    }
    let start = byteCount + (fieldsInRow > 0 ? 1 : 0)
    fields(&self)
    recurringTexts.slot(table: table, key)
      .keep(UnsafeRawBufferPointer(start: storage + start, count: byteCount - start), of: key)
  }

  /// Appends a whole number.
  public mutating func append(_ number: Int) {
    beginField(atMost: DecimalText.room)
    if number < 0 { put(UInt8(ascii: "-")) }
    byteCount &+= DecimalText.writeInteger(UInt64(number.magnitude), to: storage + byteCount, tables: tables)
  }

  /// Appends a date as `YYYY-MM-DD`.
  ///
  /// - Precondition: the year is between 0 and 9999.
  public mutating func append(year: Int, month: Int, day: Int) {
    precondition((0...9999).contains(year), "year \(year)")
    beginField(atMost: DecimalText.room)
    byteCount &+= DecimalText.writeDate(year, month, day, to: storage + byteCount)
  }

  /// Appends an empty field.
  public mutating func appendEmpty() { beginField(atMost: 0) }

  /// Ends the row. A row of one empty field becomes `""`, since a blank line is no row.
  public mutating func endRow() {
    if byteCount == rowStart {
      reserve(2)
      put(ASCII.quote)
      put(ASCII.quote)
    }
    reserve(1)
    put(ASCII.lineFeed)
    fieldsInRow = 0
    rowStart = byteCount
  }

  /// Appends a row of texts, such as a header.
  public mutating func appendRow(_ texts: [String]) {
    for text in texts { append(text) }
    endRow()
  }

  private static func startsFormula(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0..<32, 127: true
    default: false
    }
  }

  @inline(__always)
  private mutating func beginField(atMost count: Int) {
    reserve(count &+ 1)
    if fieldsInRow > 0 { put(format.delimiter.byte) }
    fieldsInRow &+= 1
  }

  @inline(__always)
  private mutating func put(_ byte: UInt8) {
    storage[byteCount] = byte
    byteCount &+= 1
  }

  @inline(__always)
  private mutating func reserve(_ count: Int) {
    if capacity &- byteCount < count { grow(by: count) }
  }

  @inline(never)
  private mutating func grow(by count: Int) {
    capacity = max(2 * capacity, byteCount + count)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: storage, count: byteCount)
    storage.deallocate()
    storage = larger
  }
}
