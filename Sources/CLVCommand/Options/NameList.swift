import ArgumentParser

/// Names separated by commas, each once.
struct NameList: ExpressibleByArgument {
  let names: [String]

  init?(argument: String) {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
    if names.contains("") || Set(names).count < names.count { return nil }
  }
}
