/// Finds the header in the first bytes of a file, and with it the delimiter and the line end.
struct HeaderReader {
  let file: String
  /// The delimiter asked for; nil to find it.
  let delimiter: Delimiter?
  /// Sets of column names, one of which a header should contain: they decide between delimiters.
  let alternatives: [[String]]

  /// The header and where it ends.
  struct Found {
    var header: Header
    var format: RecordFormat
    /// First byte after the header's line end.
    var end: Int
    /// The line on which the next record starts, counted from 1.
    var nextLine: Int
  }

  /// The header, or nil when more bytes are needed.
  ///
  /// - Throws: `DataError` for an empty file, another encoding, or a header that is not text.
  func find(_ bytes: UnsafeRawBufferPointer, atEnd: Bool) throws(DataError) -> Found? {
    if bytes.count < 3 && !atEnd { return nil }
    if bytes.count >= 2, (bytes[0], bytes[1]) == (0xFF, 0xFE) || (bytes[0], bytes[1]) == (0xFE, 0xFF) {
      throw DataError(
        .badData, file: file, line: 1, problem: "the text is UTF-16", expected: "UTF-8",
        advice: "Save it as \"CSV UTF-8\", or convert it: iconv -f UTF-16 -t UTF-8")
    }
    let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    var start = hasMark ? 3 : 0
    let skipped = start
    while start < bytes.count && (bytes[start] == ASCII.lineFeed || bytes[start] == ASCII.carriageReturn) { start += 1 }
    if start == bytes.count {
      if !atEnd { return nil }
      throw DataError(
        .badData, file: file, problem: "the input is empty", expected: "a header line with the names of the columns")
    }
    guard let (stop, next, lineEnd) = end(of: bytes, from: start, atEnd: atEnd) else { return nil }
    func lines(_ from: Int, _ to: Int) -> Int { bytes[from..<to].count { $0 == lineEnd } }
    let line = 1 + lines(skipped, start)
    let record = UnsafeRawBufferPointer(rebasing: bytes[start..<stop])
    guard UTF8Text.isValid(record), !record.contains(0) else {
      throw DataError(
        .badData, file: file, line: line, text: DataError.readable(record), problem: "the header is not UTF-8 text",
        expected: "the names of the columns")
    }
    let header = try split(record, line: line, lineEnd: lineEnd)
    let format = RecordFormat(delimiter: header.delimiter.byte, lineEnd: lineEnd)
    return Found(header: header, format: format, end: next, nextLine: line + lines(start, next))
  }

  /// Where the record that starts at `from` ends, where the next begins, and which byte ends lines.
  ///
  /// A carriage return that no line feed follows ends lines by itself; a run of them before a line feed belongs to it.
  private func end(of bytes: UnsafeRawBufferPointer, from: Int, atEnd: Bool) -> (stop: Int, next: Int, lineEnd: UInt8)?
  {
    let openers = delimiter.map { [$0.byte] } ?? Delimiter.candidates.map(\.byte)
    var isQuoted = false
    var index = from
    while index < bytes.count {
      let byte = bytes[index]
      if byte == ASCII.quote {
        // Inside quotes a doubled quote closes and opens again at once, which comes to the same.
        isQuoted = isQuoted ? false : index == from || openers.contains(bytes[index - 1]) || bytes[index - 1] == byte
      } else if !isQuoted && byte == ASCII.lineFeed {
        return (index, index + 1, byte)
      } else if !isQuoted && byte == ASCII.carriageReturn {
        var after = index + 1
        while after < bytes.count && bytes[after] == ASCII.carriageReturn { after += 1 }
        if after == bytes.count && !atEnd { return nil }
        if after < bytes.count && bytes[after] == ASCII.lineFeed { return (index, after + 1, ASCII.lineFeed) }
        return (index, index + 1, byte)
      }
      index += 1
    }
    return atEnd ? (bytes.count, bytes.count, ASCII.lineFeed) : nil
  }

  /// The header under the delimiter asked for, else under the one that shows the wanted columns, else under the one that
  /// splits it most.
  private func split(_ record: UnsafeRawBufferPointer, line: Int, lineEnd: UInt8) throws(DataError) -> Header {
    let block = RecordBlock(capacity: record.count + 1)
    for index in 0..<record.count { block.base[index] = record[index] }
    block.base[record.count] = lineEnd
    block.count = record.count + 1
    var best: Header?
    for candidate in delimiter.map({ [$0] }) ?? Delimiter.candidates {
      let scanner = RecordScanner(
        RecordFormat(delimiter: candidate.byte, lineEnd: lineEnd), columns: record.count { $0 == candidate.byte } + 1)
      scanner.start(block)
      guard scanner.next(), scanner.defect == nil else { continue }
      let names = (0..<scanner.fieldCount).map { scanner.text(of: scanner.fields[$0]) }
      let header = Header(names: names, delimiter: candidate, line: line, file: file, verbatim: Array(record))
      if alternatives.contains(where: { $0.allSatisfy(names.contains) }) { return header }
      if names.count > best?.names.count ?? 0 { best = header }
    }
    if let best { return best }
    throw DataError(
      .badData, file: file, line: line, text: DataError.readable(record),
      problem: "a quote in the header is not closed",
      expected: "the names of the columns")
  }
}
