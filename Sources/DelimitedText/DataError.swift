/// What is wrong with an input, and where.
///
/// The fields are the message; `description` strings them together.
public struct DataError: Error, Sendable, Equatable {
  /// What kind of failure it is; decides the exit code of the tool.
  public enum Exit: Int32, Sendable {
    /// The request contradicts itself (the rejects file is the input): 64.
    case badRequest = 64
    /// The data are wrong: 65.
    case badData = 65
    /// An input cannot be opened: 66.
    case cannotOpen = 66
    /// A file to be written cannot be opened: 73.
    case cannotWrite = 73
    /// Reading or writing failed midway: 74.
    case readFailed = 74

    /// The exit code.
    public var code: Int32 { rawValue }
  }

  /// A column of the input.
  public struct Column: Sendable, Hashable {
    /// As in the header.
    public var name: String
    /// Counted from 1.
    public var number: Int

    /// - Parameter number: counted from 1.
    public init(name: String, number: Int) {
      self.name = name
      self.number = number
    }
  }

  /// The kind of failure.
  public var exit: Exit
  /// The file's path, or `standard input`.
  public var file: String
  /// The line on which the record starts, counted from 1; nil when the error is not about one record.
  public var line: Int?
  /// The column, when the error is about one field.
  public var column: Column?
  /// What stands there, cut to a readable length; bytes that are not UTF-8 show as U+FFFD.
  public var text: String?
  /// What is wrong.
  public var problem: String
  /// What was expected in its place.
  public var expected: String?
  /// What the user can do.
  public var advice: String?

  /// An error from its fields.
  public init(
    _ exit: Exit, file: String, line: Int? = nil, column: Column? = nil, text: String? = nil, problem: String,
    expected: String? = nil, advice: String? = nil
  ) {
    self.exit = exit
    self.file = file
    self.line = line
    self.column = column
    self.text = text
    self.problem = problem
    self.expected = expected
    self.advice = advice
  }
}

extension DataError: CustomStringConvertible {
  /// `file, line 7, column 3 (amount): problem: "text"; expected ... . Advice.`
  public var description: String {
    var message = file
    if let line { message += ", line \(line)" }
    if let column { message += ", column \(column.number) (\(column.name))" }
    message += ": \(problem)"
    if let text { message += ": \"\(text)\"" }
    if let expected { message += "; expected \(expected)" }
    if let advice { message += ". \(advice)" }
    return message
  }
}

extension DataError {
  /// Bytes as text for a message: at most 80 of them, line ends shown as spaces.
  package static func readable(_ bytes: UnsafeRawBufferPointer) -> String {
    let text = String(decoding: bytes.prefix(80), as: UTF8.self)
    let line = String(text.map { $0.isNewline || $0 == "\0" ? " " : $0 })
    return bytes.count > 80 ? line + "..." : line
  }
}
