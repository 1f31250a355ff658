package import Basics
package import Cassettes

/// Cassettes that were written to a place of the user's.
package struct WrittenCassettes: Sendable {
  /// The path that was asked for.
  package let path: String
  /// What lies there.
  package let lines: [CassetteIndexLine]

  /// Writes images as they are made; what was asked for appears as a whole or not at all.
  ///
  /// - Parameter path: A name that ends in `.cas` is a file, any other a new folder with an INDEX.
  package init(
    to path: String, _ images: (_ add: (SealedImage) throws -> Void) throws -> Void
  ) throws {
    var output = try CassetteOutput(path: path)
    do {
      try images { try output.add($0) }
      lines = try output.publish()
    } catch {
      output.discard()
      throw error
    }
    self.path = path
  }

  /// A line for people.
  package var text: String {
    let count = lines.reduce(0) { $0 + $1.entryCount }
    let exchanges = count == 1 ? "1 exchange" : "\(count) exchanges"
    let roots = lines.map { "\n  root \($0.root.hex)" }.joined()
    return lines.count == 1
      ? "Wrote \(exchanges) to \(path).\(roots)"
      : "Wrote \(exchanges) to \(lines.count) cassettes in \(path).\(roots)"
  }

  /// The same for programs.
  package var json: JSONValue {
    ["output": .string(path), "cassettes": .array(lines.map(\.json))]
  }
}

extension CassetteIndexLine {
  /// The line for programs.
  package var json: JSONValue {
    [
      "file": .string(fileName), "root": .string(root.hex),
      "fileDigest": .string(fileDigest.hex), "exchanges": .integer(Int64(entryCount)),
      "rawBytes": .integer(Int64(rawByteCount)),
    ]
  }
}

extension ExchangeKind {
  /// The kind for programs.
  package var name: String { self == .completion ? "completion" : "execution" }
  /// The kind for people, in a column.
  package var column: String { self == .completion ? "call" : "run " }
}
