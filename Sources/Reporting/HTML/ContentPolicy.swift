import Basics
import Foundation

/// What a browser may do with a report: run the one script and the one style that stand in it.
///
/// It can load nothing and send nothing.
struct ContentPolicy {
  private let script: Digest
  private let style: Digest

  /// Allows a script and a style by their digests.
  init(script: [UInt8], style: [UInt8]) {
    self.script = Digest.sha256(script)
    self.style = Digest.sha256(style)
  }

  /// The policy as a `meta` element or a header says it.
  var text: String {
    [
      "default-src 'none'",
      "script-src '\(Self.source(script))'",
      "style-src '\(Self.source(style))'",
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      // Not even the script itself can turn text into markup.
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].joined(separator: "; ")
  }

  private static func source(_ digest: Digest) -> String {
    "sha256-" + Data(digest.bytes).base64EncodedString()
  }
}
