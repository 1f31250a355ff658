import Basics

/// Text that may stand in a document of markup, in content and in quoted attributes.
enum MarkupText {
  /// The text in HTML.
  static func html(_ text: String) -> String {
    escape(text) { scalar in scalar == "'" ? "&#39;" : nil }
  }

  /// The text in XML 1.0: lines stay lines in attributes too, and what XML cannot hold at all
  /// (noncharacters) is replaced.
  static func xml(_ text: String) -> String {
    escape(text) { scalar in
      switch scalar {
      case "\n": "&#10;"
      case "\t": "&#9;"
      case "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
      default: nil
      }
    }
  }

  /// The text with markup escaped, and with what a reader cannot see (control characters among it)
  /// replaced by its visible escape.
  ///
  /// - Parameter special: What a character becomes in one kind of document only.
  private static func escape(
    _ text: String, _ special: (Unicode.Scalar) -> String?
  ) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in VisibleText.escape(text, keepsLines: true).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default:
        if let special = special(scalar) {
          escaped += special
        } else {
          escaped.unicodeScalars.append(scalar)
        }
      }
    }
    return escaped
  }
}
