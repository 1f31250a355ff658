/// A document with named slots, such as `{{title}}`.
///
/// What is put into a slot is never searched for slots: a text that holds `{{title}}` stays as it is.
struct HTMLTemplate {
  private enum Piece {
    case text(ArraySlice<UInt8>)
    case slot(String)
  }

  private let pieces: [Piece]

  /// Cuts a template at its slots; braces without an end are text.
  init(_ template: [UInt8]) {
    var pieces: [Piece] = []
    var rest = template[...]
    while let open = Self.find("{{", in: rest), let close = Self.find("}}", in: rest[open...]) {
      pieces.append(.text(rest[..<open]))
      pieces.append(.slot(String(decoding: rest[(open + 2)..<close], as: UTF8.self)))
      rest = rest[(close + 2)...]
    }
    pieces.append(.text(rest))
    self.pieces = pieces
  }

  /// The names of the slots, in order.
  var slots: [String] {
    pieces.compactMap { if case .slot(let name) = $0 { name } else { nil } }
  }

  /// The document; a slot that nothing is given for stays empty.
  func filled(_ content: (String) -> [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .text(let text): bytes.append(contentsOf: text)
      case .slot(let name): bytes.append(contentsOf: content(name))
      }
    }
    return bytes
  }

  private static func find(_ mark: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
    let mark = Array("\(mark)".utf8)
    return bytes.indices.first { bytes[$0...].starts(with: mark) }
  }
}
