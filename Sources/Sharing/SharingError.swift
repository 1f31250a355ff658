/// Why something could not be shared, fetched, bundled or signed.
///
/// It says what happened, where, and what to do next.
public struct SharingError: Error, Hashable, Sendable {
  /// The kind of fault.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The remote's address, or what the environment says of it, cannot be used.
    case badAddress
    /// The remote holds nothing under the name.
    case notFound
    /// The remote does not let us do it.
    case forbidden
    /// The remote cannot be reached, or fails.
    case unreachable
    /// The remote sends next to nothing.
    case slow
    /// What came is not what was named.
    case wrongBytes
    /// The manifest cannot be used.
    case badManifest
    /// The bundle cannot be used.
    case badBundle
    /// A file that is there already is another one.
    case exists
    /// The disk has too little space.
    case diskFull
    /// A local file cannot be read.
    case unreadable
    /// A local file or folder cannot be written.
    case unwritable
    /// Another process fetches into the same place.
    case locked
    /// A key's file cannot be used.
    case badKey
    /// A signature is missing, or does not hold.
    case badSignature
    /// The caller gave it up.
    case cancelled
  }

  /// The kind of fault.
  public let code: Code
  /// The file, folder or remote concerned.
  public let place: String
  /// What happened, in one sentence.
  public let message: String
  /// What to do next, in one sentence.
  public let nextStep: String
  /// What the operating system, a library or the remote said, if it said anything.
  public let cause: String?
  /// Whether trying again may help.
  public let isTransient: Bool

  init(
    _ code: Code, at place: String, _ message: String, next: String, cause: String? = nil,
    isTransient: Bool = false
  ) {
    self.code = code
    self.place = place
    self.message = message
    nextStep = next
    self.cause = cause
    self.isTransient = isTransient
  }
}

extension SharingError: CustomStringConvertible {
  public var description: String {
    let reason = cause.map { " (\($0))" } ?? ""
    return "\(place): \(message)\(reason). \(nextStep)."
  }
}
