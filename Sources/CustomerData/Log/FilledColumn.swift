/// A column that several threads fill, each its own entries, while it is open.
final class FilledColumn<Value: BitwiseCopyable>: FillableColumn, @unchecked Sendable {
  /// The values, once filled.
  private(set) var values: [Value] = []
  /// Where they go, while the column is open.
  private(set) var target: UnsafeMutablePointer<Value>?

  func open(_ count: Int, _ fill: () -> Void) {
    values = [Value](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      target = buffer.baseAddress
      fill()
      target = nil
      initializedCount = count
    }
  }
}

/// A column of any type.
protocol FillableColumn: AnyObject {
  /// Makes room for so many values, which `fill` must write.
  func open(_ count: Int, _ fill: () -> Void)
}

extension Sequence<(column: any FillableColumn, count: Int)> {
  /// Opens all columns while `fill` runs.
  func open(_ fill: () -> Void) {
    var rest = Array(self)
    guard let last = rest.popLast() else { return fill() }
    rest.open { last.column.open(last.count, fill) }
  }
}
