public import Testing

extension Tag {
  /// A published or high-precision number, with its source.
  @Tag public static var reference: Self
  /// A property that holds for every model.
  @Tag public static var law: Self
  /// A derivative against differences.
  @Tag public static var gradient: Self
  /// Simulate, refit, compare.
  @Tag public static var recovery: Self
  /// Zero, huge, empty, malformed.
  @Tag public static var edge: Self
  /// Optimisers on a problem set.
  @Tag public static var solver: Self
  /// The built tool: output, exit code, files.
  @Tag public static var endToEnd: Self
}
