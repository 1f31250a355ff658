import CodeExecution

/// A reply's code and the rest of it.
struct ReplyCode {
  /// The first runnable block of Python, if there is one.
  var code: String?
  /// The reply without its Python blocks.
  var prose: String

  /// Takes a reply apart.
  init(in text: String) {
    guard let runnable = FencedCode.firstRunnable(in: text) else {
      prose = text
      return
    }
    code = runnable.code
    prose = Self.removing(
      FencedCode.blocks(in: text).filter { $0.language == .python || $0.range == runnable.range }
        .map(\.range),
      from: text)
  }

  private static func removing(_ ranges: [Range<Int>], from text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      var kept: [UInt8] = []
      kept.reserveCapacity(bytes.count)
      var start = 0
      for range in ranges {
        kept.append(contentsOf: bytes[start..<range.lowerBound])
        start = range.upperBound
      }
      kept.append(contentsOf: bytes[start...])
      return String(decoding: kept, as: UTF8.self)
    }
  }
}
