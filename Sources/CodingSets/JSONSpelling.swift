import Basics

/// Text in quotation marks, as JSON and YAML both read it.
enum JSONSpelling {
  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    CanonicalJSON.appendString(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension UInt8 {
  /// Space, tab, line feed, vertical tab, form feed or carriage return.
  var isBlank: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}

extension Collection<UInt8> {
  /// Whether nothing stands there.
  var isBlank: Bool { allSatisfy(\.isBlank) }
}
