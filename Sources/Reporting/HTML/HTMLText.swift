import Basics

/// Text that may stand in an HTML document, in content and in quoted attributes.
enum HTMLText {
  /// The text with markup escaped, and with what a reader cannot see replaced by its visible escape.
  static func escape(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in VisibleText.escape(text, keepsLines: true).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// JSON that may stand in a `script` element: no `<` can end the element or open a comment.
  ///
  /// In JSON a `<` stands within strings only, where its escape means the same.
  static func data(_ json: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(json.underestimatedCount)
    for byte in json {
      if byte == UInt8(ascii: "<") {
        bytes.append(contentsOf: #"\u003c"#.utf8)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}
