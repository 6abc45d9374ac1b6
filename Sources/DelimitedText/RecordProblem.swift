/// Why a record cannot be used, whatever its columns mean.
package enum RecordProblem: Sendable, Hashable {
  case quoteNotClosed
  case textAfterQuote
  case notUTF8
  case containsNUL
  case fieldCount(found: Int)

  /// What is wrong.
  package var description: String {
    switch self {
    case .quoteNotClosed: "a quoted field is not closed"
    case .textAfterQuote: "text follows a closing quote"
    case .notUTF8: "the text is not UTF-8"
    case .containsNUL: "the text contains a NUL byte"
    case .fieldCount(let found): found == 1 ? "the record has 1 field" : "the record has \(found) fields"
    }
  }

  /// What was expected.
  ///
  /// - Parameter columns: fields of the header.
  package func expected(columns: Int) -> String {
    switch self {
    case .quoteNotClosed: "a closing quote"
    case .textAfterQuote: "a delimiter or a line end after the quote; a quote inside quotes is doubled"
    case .notUTF8: "UTF-8 text"
    case .containsNUL: "text without NUL"
    case .fieldCount: "\(columns), as in the header"
    }
  }
}

extension RecordScanner {
  /// What is wrong with the present record, if anything.
  ///
  /// - Parameters:
  ///   - columns: fields of the header.
  ///   - isKnownText: the whole block is UTF-8 without NUL.
  package func problem(columns: Int, isKnownText: Bool) -> RecordProblem? {
    if defect == nil && fieldCount == columns && isKnownText { return nil }
    if !isKnownText {
      if record.contains(0) { return .containsNUL }
      if !UTF8Text.isValid(record) { return .notUTF8 }
    }
    switch defect {
    case .quoteNotClosed: return .quoteNotClosed
    case .textAfterQuote: return .textAfterQuote
    case nil: return fieldCount == columns ? nil : .fieldCount(found: fieldCount)
    }
  }
}

extension RecordBlock {
  /// Whether all of it is UTF-8 without NUL, so that no record needs a look of its own.
  package var isKnownText: Bool { UTF8Text.isPlainASCII(bytes) || (!bytes.contains(0) && UTF8Text.isValid(bytes)) }
}
