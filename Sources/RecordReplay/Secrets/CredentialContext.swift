/// What a credential follows where no row of sets can say it: a name, a URL, a mark of a key.
///
/// Each looks ahead a bounded way, besides the runs that ``CredentialRuns`` measures once, so that no
/// text takes more than linear time.
enum CredentialContext: String, Sendable {
  /// Three parts of base64url between full stops, the second of which is JSON again; or five parts.
  case webToken
  /// The words and the base64 of a private key.
  case privateKey
  /// The same in base64, as a kubeconfig has it.
  case privateKeyInBase64
  /// A private member of a JSON Web Key.
  case webKey
  /// Base64 of a name, a colon and a password.
  case basic
  /// `name:password@`, or a token alone, before a host.
  case userInfo
  /// The values of a cookie header.
  case cookie
  /// A password between semicolons, or after a host and a user.
  case password
  /// A value that looks drawn by chance, given to a name that says what it is.
  case assignment
}

extension CredentialRuns {
  /// Where a credential lies whose mark ends at an offset; `nil` if there is none.
  ///
  /// - Parameters:
  ///   - mark: Where the mark lies; a hit starts there, or after it.
  mutating func place(of context: CredentialContext, mark: Range<Int>) -> Range<Int>? {
    let start = mark.upperBound
    switch context {
    case .webToken: return webTokenEnd(from: start).map { mark.lowerBound..<$0 }
    case .privateKey: return privateKeyEnd(from: start).map { mark.lowerBound..<$0 }
    case .privateKeyInBase64: return encodedKeyEnd(mark).map { mark.lowerBound..<$0 }
    case .webKey: return webKey(mark)
    case .basic: return basicEnd(from: start).map { mark.lowerBound..<$0 }
    case .userInfo: return userInfo(from: start)
    case .cookie: return cookie(mark)
    case .password: return password(mark)
    case .assignment: return assignment(mark)
    }
  }

  // MARK: Keys and tokens that say what they are

  private mutating func webTokenEnd(from start: Int) -> Int? {
    let head = end(of: .token, from: start)
    guard head - start >= 10, byte(head) == UInt8(ascii: ".") else { return nil }
    let second = end(of: .token, from: head + 1)
    if holds("eyJ", at: head + 1) {
      guard second - head >= 10, byte(second) == UInt8(ascii: ".") else { return nil }
      let signature = end(of: .token, from: second + 1)
      return signature - second > 12 && isRandom(second + 1..<signature) ? signature : nil
    }
    // An encrypted one has five parts: header, key, vector, text, tag. The key may be empty.
    var (last, dots) = (second, 1)
    while dots < 4, byte(last) == UInt8(ascii: ".") {
      let next = end(of: .token, from: last + 1)
      dots += 1
      if dots == 4 { return next - last >= 16 && isRandom(last + 1..<next) ? next : nil }
      last = next
    }
    return nil
  }

  /// A private key begins within 64 bytes of the mark's end and 256 bytes of other lines.
  private mutating func privateKeyEnd(from start: Int) -> Int? {
    let words = bytes[start...].prefix(64)
    guard let dash = words.firstIndex(of: UInt8(ascii: "-")) else { return nil }
    var name = bytes[start..<dash]
    if name.last == 0x20 { name.removeLast() }
    if name.suffix(6).elementsEqual(" BLOCK".utf8) { name.removeLast(6) }
    guard name.suffix(11).elementsEqual("PRIVATE KEY".utf8), holds("----", at: dash) else {
      return nil
    }
    var index = dash + 4
    let limit = min(index + 256, bytes.count)
    while index < limit {
      let end = end(of: .base64, from: index)
      if end - index >= 24, isRandom(index..<end, stretch: 12) { return end }
      index = end + 1
    }
    return nil
  }

  private mutating func encodedKeyEnd(_ mark: Range<Int>) -> Int? {
    let end = end(of: .base64, from: mark.lowerBound)
    let text = Base64Text.decoded(bytes[mark.lowerBound..<min(end, mark.lowerBound + 128)])
    guard end - mark.lowerBound >= 64,
      text.withUnsafeBufferPointer({ CredentialRuns($0).contains("PRIVATE KEY") })
    else { return nil }
    return end
  }

  private mutating func webKey(_ mark: Range<Int>) -> Range<Int>? {
    guard let start = valueStart(after: mark.upperBound, separators: ":") else { return nil }
    let end = end(of: .token, from: start)
    guard end - start >= 42 || bytes[mark.lowerBound + 1] == UInt8(ascii: "k") && end - start >= 22,
      isRandom(start..<end)
    else { return nil }
    let around = max(0, mark.lowerBound - 512)..<min(bytes.count, end + 512)
    let near = CredentialRuns(UnsafeBufferPointer(rebasing: bytes[around]))
    return near.contains("\"kty\"") ? start..<end : nil
  }

  // MARK: Names and passwords

  private mutating func basicEnd(from start: Int) -> Int? {
    let end = end(of: .base64, from: start)
    guard end - start >= 8 else { return nil }
    let text = Base64Text.decoded(bytes[start..<min(end, start + 1_024)])
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), text.count - colon > 3,
      text.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }), String(validating: text, as: UTF8.self) != nil
    else { return nil }
    return isPassword(text[(colon + 1)...], of: text[..<colon]) ? end : nil
  }

  private mutating func userInfo(from start: Int) -> Range<Int>? {
    let limit = min(bytes.count, start + 512)
    var index = start
    var colon: Int?
    while index < limit {
      switch bytes[index] {
      case UInt8(ascii: "@"):
        guard index + 1 < bytes.count,
          ByteSet.alphanumeric.contains(bytes[index + 1])
            || bytes[index + 1] == UInt8(ascii: "[")
        else { return nil }
        if let colon {
          let (user, password) = (bytes[start..<colon], bytes[(colon + 1)..<index])
          return isPassword(Array(password)[...], of: Array(user)[...]) ? colon + 1..<index : nil
        }
        return index - start >= 20 && isRandom(start..<index, stretch: 16) ? start..<index : nil
      case UInt8(ascii: ":"): colon = colon ?? index
      case 0...0x20, UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "<"),
        UInt8(ascii: ">"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "}"),
        UInt8(ascii: "\\"):
        return nil
      default: break
      }
      index += 1
    }
    return nil
  }

  /// `password=…` between semicolons, as databases are addressed, or in a text that names a host.
  private mutating func password(_ mark: Range<Int>) -> Range<Int>? {
    let before = bytes[max(0, mark.lowerBound - 256)..<mark.lowerBound]
    let last = before.last { $0 != 0x20 }
    let isPart =
      last == UInt8(ascii: ";")
      || (before.last == 0x20 && CredentialRuns(.init(rebasing: before)).contains("host="))
    guard isPart, byte(mark.upperBound) == UInt8(ascii: "=") else { return nil }
    let start = mark.upperBound + 1
    var end = start
    while end < min(bytes.count, start + 256), bytes[end] > 0x20, bytes[end] != UInt8(ascii: ";"),
      bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\")
    {
      end += 1
    }
    return isPassword(Array(bytes[start..<end])[...], of: []) ? start..<end : nil
  }

  /// Whether some bytes are a password that somebody may have, and no word of documentation.
  private func isPassword(_ password: ArraySlice<UInt8>, of user: ArraySlice<UInt8>) -> Bool {
    let words: Set<String> = [
      "password", "passwd", "pass", "pwd", "secret", "token", "test", "admin", "root", "guest",
      "user", "pw", "key", "username", "api", "port", "mypassword", "mypass",
    ]
    let text = String(decoding: password, as: UTF8.self)
    guard password.count >= 4, Set(password).count >= 4, !password.elementsEqual(user),
      !words.contains(text.lowercased()),
      !password.contains(where: { "<>{}$*()[] ".utf8.contains($0) })
    else { return false }
    return password.withUnsafeBufferPointer { !Randomness.isPlaceholder($0) }
  }

  // MARK: Values of names

  private mutating func cookie(_ mark: Range<Int>) -> Range<Int>? {
    guard var index = valueStart(after: mark.upperBound, separators: ":") else { return nil }
    let limit = min(bytes.count, index + 1_024)
    while index < limit, bytes[index] >= 0x20, bytes[index] != UInt8(ascii: "\"") {
      guard bytes[index] == UInt8(ascii: "=") else {
        index += 1
        continue
      }
      let end = end(of: .value, from: index + 1)
      if end - index > 16, isRandom(index + 1..<end, stretch: 12) { return index + 1..<end }
      index = max(end, index + 1)
    }
    return nil
  }

  private mutating func assignment(_ mark: Range<Int>) -> Range<Int>? {
    // Most words that could name a value are followed by none.
    guard var start = valueStart(after: mark.upperBound, separators: ":=,>"), names(mark) else {
      return nil
    }
    for scheme in ["Bearer ", "Token ", "ApiKey ", "Basic "] where holdsAnyCase(scheme, at: start) {
      start += scheme.utf8.count
    }
    let end = end(of: .value, from: start)
    guard end - start >= 12, byte(end) != UInt8(ascii: "("), byte(end) != UInt8(ascii: "[") else {
      return nil
    }
    let isPassword = bytes[mark.lowerBound] | 0x20 == UInt8(ascii: "p")
    guard isUUID(start..<end) || isValue(start..<end, isPassword: isPassword) else { return nil }
    return start..<end
  }

  /// Whether a value looks drawn by chance, and not like a name of a program.
  private func isValue(_ range: Range<Int>, isPassword: Bool) -> Bool {
    if isPassword {
      return isRandom(range, stretch: 8) && bytes[range].contains { (0x30...0x39).contains($0) }
    }
    guard range.count >= 16, isRandom(range, stretch: 16, evenness: 6) else { return false }
    let text = bytes[range].prefix(128)
    if text.contains(where: { (0x30...0x39).contains($0) }) { return true }
    // A type such as HTTPAuthorization is no value: letters drawn by chance are capital every second.
    return text.count >= 20 && 3 * text.count { (0x41...0x5a).contains($0) } >= text.count
  }

  private func isUUID(_ range: Range<Int>) -> Bool {
    guard range.count == 36, Randomness.isEven(.init(rebasing: bytes[range]), 5),
      !Randomness.isSequence(.init(rebasing: bytes[range]))
    else { return false }
    return range.allSatisfy { index in
      switch index - range.lowerBound {
      case 8, 13, 18, 23: bytes[index] == UInt8(ascii: "-")
      default: ByteSet.named["HEX"]?.contains(bytes[index]) == true
      }
    }
  }

  /// Whether the word at a mark, with what stands before it, is a name that credentials are given.
  private func names(_ mark: Range<Int>) -> Bool {
    var before = bytes[max(0, mark.lowerBound - 24)..<mark.lowerBound].map { $0 | 0x20 }
    while let last = before.last, last == UInt8(ascii: "-") || last == UInt8(ascii: "_") | 0x20 {
      before.removeLast()
    }
    let words: ([String]) -> Bool = {
      $0.contains { before.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }
    switch bytes[mark.lowerBound] | 0x20 {
    case UInt8(ascii: "k"):
      return words([
        "api", "secret", "access", "account", "private", "auth", "encryption", "signing", "shared",
        "service", "master", "license", "subscription", "app", "application", "admin", "storage",
        "write", "webhook", "integration", "routing", "consumer", "primary", "secondary",
      ])
    case UInt8(ascii: "t"):
      return !words([
        "page", "next", "continuation", "sync", "cursor", "stop", "special", "logprob", "csrf",
      ])
    default: return true
    }
  }

  /// Where a value starts that a name ending at an offset is given; `nil` if it is given none.
  private func valueStart(after end: Int, separators: String) -> Int? {
    var index = end
    func skip(_ count: Int, _ bytes: String) {
      let limit = index + count
      while index < limit, let byte = byte(index), bytes.utf8.contains(byte) { index += 1 }
    }
    skip(3, "\"'])`")
    skip(8, " \t")
    let separator = index
    skip(2, separators)
    guard index > separator else { return nil }
    skip(1, ">")
    skip(16, " \t\r\n")
    skip(1, "b")
    if index > 0, byte(index - 1) == UInt8(ascii: "b"), byte(index) != UInt8(ascii: "\""),
      byte(index) != UInt8(ascii: "'")
    {
      index -= 1
    }
    skip(3, "\"'`<")
    return index < bytes.count ? index : nil
  }
}

/// Base64 of either alphabet, read without asking that it be whole.
enum Base64Text {
  /// The bytes that some characters stand for; those that are none end it.
  static func decoded(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count * 3 / 4)
    var (bits, count): (UInt32, Int) = (0, 0)
    for byte in text {
      let value: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
      case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
      default: return output
      }
      bits = (bits & 0xff_ffff) << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        output.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return output
  }
}
