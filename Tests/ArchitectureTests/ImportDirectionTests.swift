import Foundation
import TestSupport
import Testing

@Suite("Architecture")
struct ImportDirectionTests {
  /// Module -> the modules of this package that Package.swift lets it import.
  private static let allowed: [String: Set<String>] = {
    let manifest = try! String(contentsOf: Repository.root.appending(path: "Package.swift"), encoding: .utf8)
    let list = manifest.components(separatedBy: "let modules:")[1].components(separatedBy: "let testModules")[0]
    let names = list.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    // The list is read in order: a name directly after "(" opens a module, others are its imports.
    var result: [String: Set<String>] = [:]
    var current = ""
    var rest = list[...]
    for name in names {
      let range = rest.range(of: "\"\(name)\"")!
      let before = rest[..<range.lowerBound].last { !$0.isWhitespace }
      if before == "(" {
        current = name
        result[current] = []
      } else {
        result[current]!.insert(name)
      }
      rest = rest[range.upperBound...]
    }
    return result
  }()

  /// The modules of other languages, which import none of ours.
  private static let foreign: Set<String> = ["_CLAPACK", "_CPrefetch", "_CZlib", "_CVectorMath"]

  private static func imports(in file: URL) throws -> Set<String> {
    let text = try String(contentsOf: file, encoding: .utf8)
    let modules = text.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      guard let position = words.firstIndex(of: "import"), position < 3, words.count == position + 2 else { return nil }
      guard words[..<position].allSatisfy({ ["public", "package", "internal", "@_exported"].contains($0) }) else {
        return nil
      }
      return String(words[position + 1])
    }
    return Set(modules)
  }

  private static func sources(of module: String) -> [URL] {
    let folder = Repository.root.appending(path: "Sources/\(module)")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL]
    return (files ?? []).filter { $0.pathExtension == "swift" }
  }

  @Test("a module imports only what Package.swift lets it import")
  func directions() throws {
    let own = Set(Self.allowed.keys).union(Self.foreign)
    #expect(own.count > 10)
    for (module, allowed) in Self.allowed {
      let files = Self.sources(of: module)
      #expect(!files.isEmpty, "no sources in \(module)")
      for file in files {
        let used = try Self.imports(in: file).intersection(own)
        #expect(used.isSubset(of: allowed), "\(module)/\(file.lastPathComponent) imports \(used.subtracting(allowed))")
      }
    }
  }

  @Test("a module is listed after the modules it imports, so there is no cycle")
  func order() throws {
    for (module, imports) in Self.allowed { #expect(!imports.contains(module)) }
    var placed = Self.foreign
    let manifest = try String(contentsOf: Repository.root.appending(path: "Package.swift"), encoding: .utf8)
    let inOrder = Self.allowed.keys.sorted {
      manifest.range(of: "(\"\($0)\"")?.lowerBound ?? manifest.endIndex
        < manifest.range(of: "(\"\($1)\"")?.lowerBound ?? manifest.endIndex
    }
    for module in inOrder where module != "LifetimeValue" {
      #expect(Self.allowed[module]!.isSubset(of: placed), "\(module)")
      placed.insert(module)
    }
  }

  @Test("no file of the library reaches for the network or for a folder of one machine")
  func noForeignPaths() throws {
    for module in Self.allowed.keys {
      for file in Self.sources(of: module) {
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(!text.contains("URLSession") && !text.contains("/home/"), "\(file.lastPathComponent)")
      }
    }
  }
}
