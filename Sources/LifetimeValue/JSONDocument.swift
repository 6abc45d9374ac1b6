package import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How documents stand in files and on standard output, and how model files are read back.
package enum JSONDocument {
  /// Readable JSON, keys sorted, ending with a line end: equal documents have equal bytes.
  package static func encode(_ document: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(document) + Data("\n".utf8)
  }

  private struct Version: Decodable { var schemaVersion: Int }

  /// A document of the schema version that this program knows.
  /// - Throws: `ArtifactError.schemaVersion` or `.malformed`.
  static func decode<Document: Decodable>(
    _ type: Document.Type, from data: Data
  ) throws(ArtifactError) -> Document {
    let decoder = JSONDecoder()
    do {
      let version = try decoder.decode(Version.self, from: data).schemaVersion
      guard version == ModelArtifact.currentSchemaVersion else {
        throw ArtifactError.schemaVersion(found: version, supported: ModelArtifact.currentSchemaVersion)
      }
      return try decoder.decode(type, from: data)
    } catch let error as DecodingError {
      throw .malformed(explain(error))
    } catch let error as ArtifactError {
      throw error
    } catch {
      throw .malformed("it is not JSON, or it is cut short")
    }
  }

  /// The bytes of a file.
  /// - Throws: `ArtifactError.unreadable`.
  static func contents(ofFile path: String) throws(ArtifactError) -> Data {
    do {
      return try Data(contentsOf: URL(filePath: path))
    } catch {
      throw .unreadable(
        access(path, R_OK) == 0 ? "it is a folder, or cannot be read" : String(cString: strerror(errno)))
    }
  }

  /// What a JSON value should have been, in JSON's words.
  private static func kind(_ type: Any.Type) -> String {
    switch type {
    case is Double.Type, is Int.Type, is Int32.Type: "a number"
    case is String.Type: "a text"
    case is any Sequence.Type where String(describing: type).hasPrefix("Array"): "a list"
    default: "an object"
    }
  }

  private static func explain(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "at the top" : "at `" + path.map(\.stringValue).joined(separator: ".") + "`"
    }
    switch error {
    case .keyNotFound(let key, let context): return "`\(key.stringValue)` is missing \(place(context.codingPath))"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return "\(place(context.codingPath)) there should be \(kind(type))"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "it is not JSON, or it is cut short"
        : "\(place(context.codingPath)) stands a value that this clv does not know"
    @unknown default: return "it is not JSON, or it is cut short"
    }
  }
}
