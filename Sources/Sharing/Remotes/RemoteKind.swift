public import HTTP

/// A kind of remote.
///
/// A new one is one file with a type that conforms, and one line in ``Remotes/kinds``.
public protocol RemoteKind: SendableMetatype {
  /// What stands before `://` in its addresses, in lower case; empty for a path without it.
  static var schemes: [String] { get }
  /// How an address is written, for messages and the help.
  static var form: String { get }
  /// What can be reached by it, for the help.
  static var about: String { get }
  /// Where its credentials come from, for the help; `nil` where it has none.
  static var credentials: String? { get }

  /// The remote of an address with one of the schemes.
  ///
  /// Throws `badAddress` where the address, or what the environment says of it, cannot be used.
  static func remote(
    _ address: RemoteAddress, in setting: RemoteSetting
  ) throws(SharingError) -> any Remote
}

/// What a remote is given beside its address.
public struct RemoteSetting: Sendable {
  /// Where credentials are looked up; they come from nowhere else.
  public var environment: [String: String]
  /// How requests leave the machine.
  public var route: NetworkRoute
  /// How long less than 1 KiB a second may come before a transfer is broken off.
  public var stallSeconds: Int
  /// The time in UTC, such as `20130524T000000Z`, for signatures.
  public var timestamp: @Sendable () -> String

  /// Creates a setting.
  public init(
    environment: [String: String], route: NetworkRoute, stallSeconds: Int,
    timestamp: @escaping @Sendable () -> String
  ) {
    self.environment = environment
    self.route = route
    self.stallSeconds = stallSeconds
    self.timestamp = timestamp
  }

  /// The first of some variables that is set.
  func value(of names: String...) -> String? {
    names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
  }
}

/// The remotes that there are.
public enum Remotes {
  /// Every kind, in the order of the help.
  public static let kinds: [any RemoteKind.Type] = [
    FolderRemote.self, WebRemote.self, ObjectStoreRemote.self,
  ]

  /// The remote that a user's word means.
  ///
  /// Throws `badAddress` where no kind takes it.
  public static func remote(
    _ text: String, in setting: RemoteSetting, kinds: [any RemoteKind.Type] = kinds
  ) throws(SharingError) -> any Remote {
    let address = RemoteAddress(text)
    guard let kind = kinds.first(where: { $0.schemes.contains(address.scheme) }) else {
      throw .badAddress(text, "\(address.scheme):// is no kind of remote")
    }
    return try kind.remote(address, in: setting)
  }

  /// What the help of commands says about remotes.
  public static var help: String {
    let forms = kinds.map { kind in
      let gap = String(repeating: " ", count: max(22 - kind.form.utf8.count, 2))
      return "  \(kind.form)\(gap)\(kind.about)"
    }
    let credentials = kinds.compactMap { $0.credentials }.joined(separator: ", ")
    return "REMOTE is one of:\n" + forms.joined(separator: "\n")
      + "\n\nCredentials come from the environment only: \(credentials)."
  }

  /// The forms of an address, as a sentence lists them.
  static var forms: String {
    let forms = kinds.map { $0.form }
    return forms.dropLast().map { "\($0), " }.joined() + "or " + forms.suffix(1).joined()
  }
}

/// A remote's address as a user writes it.
public struct RemoteAddress: Sendable {
  /// All of it.
  public let text: String
  /// The letters before `://`, in lower case; empty for a path.
  public let scheme: String
  /// What follows them.
  public let rest: Substring

  /// Takes an address apart.
  public init(_ text: String) {
    self.text = text
    let end = text.firstRange(of: "://")
    let scheme = end.map { text[..<$0.lowerBound] } ?? ""
    let isScheme =
      !scheme.isEmpty && scheme.utf8.allSatisfy { Self.isLetter($0) || Self.isDigit($0) }
    self.scheme = isScheme ? scheme.lowercased() : ""
    rest = isScheme ? text[(end?.upperBound ?? text.startIndex)...] : text[...]
  }

  /// Whether it leads to a place of this machine.
  public var isLocal: Bool { FolderRemote.schemes.contains(scheme) }

  /// Why it cannot be used.
  func refused(_ message: String) -> SharingError { .badAddress(text, message) }

  /// A server's address in its one spelling; `variable` is where its credentials belong.
  func serverBase(credentialsIn variable: String) throws(SharingError) -> String {
    // Not shown: it may hold a password.
    guard !rest.contains("@") else {
      throw .badAddress(
        "\(scheme)://...", "it names a user; credentials come from \(variable) only")
    }
    let host = rest.prefix { $0 != "/" }
    guard !host.isEmpty, Self.isHost(host), Self.isPath(rest.dropFirst(host.count)) else {
      throw refused(
        "host and path may have letters, digits and the characters - . _ ~ / % : only")
    }
    let port = scheme == "https" ? ":443" : ":80"
    let shortHost = host.hasSuffix(port) ? host.dropLast(port.count) : host
    return Self.withoutSlashes("\(scheme)://\(shortHost)\(rest.dropFirst(host.count))")
  }

  // MARK: Spelling

  static func withoutSlashes(_ text: some StringProtocol) -> String {
    var text = String(text)
    while text.count > 1, text.hasSuffix("/") { text.removeLast() }
    return text
  }

  static func isHeaderValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
  }

  static func isHost(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-._:[]".utf8.contains($0) }
  }

  static func isPath(_ text: some StringProtocol) -> Bool {
    text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-._~/%:".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
