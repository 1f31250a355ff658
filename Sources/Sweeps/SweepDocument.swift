import Yams

/// The text of a sweep file on its way to a tree of nodes.
enum SweepDocument {
  /// The root of the tree.
  ///
  /// Throws for text that is not YAML, for nothing, and for anchors: a few lines of aliases unfold
  /// into billions of nodes, and a key made of them hangs the library itself.
  static func root(of yaml: String, file: String) throws(SweepError) -> SweepNode {
    if let line = firstAnchor(in: yaml) {
      throw SweepError(
        "\(file), line \(line): anchors (&name) and their aliases are not read; write the value out."
      )
    }
    let root: Node?
    do {
      // Types are read by SweepScalar; the library would try seven patterns on every key.
      root = try Yams.compose(yaml: yaml, .basic)
    } catch let error as YamlError {
      throw SweepError(file + text(of: error))
    } catch {
      throw SweepError("\(file): not valid YAML.")
    }
    guard let root else {
      throw SweepError("\(file): the file is empty. See the README for a sweep to start from.")
    }
    return SweepNode(root, file: file)
  }

  /// The line and what is wrong with it.
  private static func text(of error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      ", line \(mark.line): not valid YAML: \(problem) (column \(mark.column))."
    case .duplicatedKeysInMapping(let names, let context):
      ", line \(context.mark.line): \"\(names.first ?? "")\" stands twice."
    case .reader(let problem, let offset?, _, let yaml):
      ", line \(yaml.prefix(offset).count(where: \.isNewline) + 1): not valid YAML: \(problem)."
    default: ": not valid YAML: it cannot be read."
    }
  }

  /// The line of the first `&name` that may be an anchor.
  ///
  /// An anchor starts a token. Bytes that a token cannot end before are let through, so that
  /// `AT&T` and `?a=1&b=2` may stand in a sweep; in quotes and comments this is stricter than YAML.
  private static func firstAnchor(in yaml: String) -> Int? {
    var line = 1
    var before: UInt8 = 0x0a
    var isAfterAmpersand = false
    for byte in yaml.utf8 {
      if isAfterAmpersand, isNameByte(byte) { return line }
      isAfterAmpersand = byte == UInt8(ascii: "&") && !isWithinWord(before)
      if byte == 0x0a { line += 1 }
      before = byte
    }
    return nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private static func isWithinWord(_ byte: UInt8) -> Bool {
    (isNameByte(byte) && byte != UInt8(ascii: "-")) || "=./;)&+".utf8.contains(byte)
  }
}
