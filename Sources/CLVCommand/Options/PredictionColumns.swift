import ArgumentParser
import LifetimeValue

/// `--columns a,b,c`: columns of the prediction file by name, in the order wanted, each once.
struct PredictionColumns {
  let list: [PredictionColumn]

  /// - Throws: which name is wrong, and how.
  init(_ argument: String) throws {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    var list: [PredictionColumn] = []
    for name in names {
      guard let column = PredictionColumn(rawValue: name) else {
        throw ValidationError("--columns: there is no column `\(name)`; known are \(PredictionColumns.known).")
      }
      if list.contains(column) { throw ValidationError("--columns: `\(name)` stands twice.") }
      list.append(column)
    }
    self.list = list
  }

  /// Their names; `group` is for models with groups.
  static let known = PredictionColumn.allCases.map(\.rawValue).joined(separator: ", ")
}
