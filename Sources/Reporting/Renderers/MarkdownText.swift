import Basics

/// Text that may stand in a Markdown document.
public enum MarkdownText {
  /// The text with everything escaped that Markdown or HTML could take for markup, so that a name can
  /// neither leave its cell nor become a link, an image or a mention.
  public static func escape(_ text: String) -> String {
    var escaped: [UInt8] = []
    for byte in VisibleText.escape(text).utf8 {
      switch byte {
      case UInt8(ascii: "&"): escaped.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): escaped.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): escaped.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "@"): escaped.append(contentsOf: "&#64;".utf8)
      case UInt8(ascii: "\\"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "*"),
        UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "~"),
        UInt8(ascii: "#"), UInt8(ascii: "$"):
        escaped.append(UInt8(ascii: "\\"))
        escaped.append(byte)
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
