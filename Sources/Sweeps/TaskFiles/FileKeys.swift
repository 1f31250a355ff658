/// A key of one of the files that people write, and what may stand there.
///
/// The readers of the files take their keys from these tables, and so do the schemas for editors and the page of
/// reference: what is read, what an editor offers and what is written down cannot part.
package struct FileKey: Sendable {
  /// What may stand behind a key.
  package indirect enum Value: Sendable {
    /// Any text.
    case text
    /// One of some words.
    case word([String])
    /// A whole number in a range.
    case whole(ClosedRange<Int>)
    /// A decimal number, best in quotation marks.
    case number
    /// true or false.
    case flag
    /// A list of such.
    case list(of: Value)
    /// One of several.
    case either([Value])
    /// Keys of their own.
    case mapping([FileKey])
    /// Names that are free, each with a value.
    case names(Value)
    /// A mapping whose keys stand elsewhere, by its name: what may hold itself.
    case reference(String)
    /// Nothing behind the key.
    case nothing
    /// Anything.
    case anything
  }

  /// The key.
  package var name: String
  /// What may stand there.
  package var value: Value
  /// Whether it must be there.
  package var isRequired = false
  /// What it means, in a sentence.
  package var summary: String

  /// Creates a key.
  init(_ name: String, _ value: Value, isRequired: Bool = false, _ summary: String) {
    self.name = name
    self.value = value
    self.isRequired = isRequired
    self.summary = summary
  }
}

extension [FileKey] {
  /// The names of the keys, in their order.
  var names: [String] { map(\.name) }
}

extension SweepNode {
  /// The members of a mapping whose keys are those of a table.
  func members(of keys: [FileKey]) throws(SweepError) -> [String: SweepNode] {
    let members = try members(known: keys.map(\.name))
    if let missing = keys.first(where: { $0.isRequired && members[$0.name] == nil }) {
      throw error("\"\(missing.name)\" is missing in \(title): \(missing.summary)")
    }
    return members
  }
}
