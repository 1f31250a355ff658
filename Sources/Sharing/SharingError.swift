import Basics
import Files
import Glibc

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

/// Every sentence that this room says to people.
extension SharingError {
  // MARK: Addresses

  static func badAddress(_ place: String, _ message: String) -> SharingError {
    SharingError(
      .badAddress, at: place, message,
      next: "Name \(Remotes.forms)")
  }

  static func badVariable(_ name: String, _ message: String, next: String) -> SharingError {
    SharingError(.badAddress, at: name, message, next: next)
  }

  // MARK: Remotes

  static func unknownDigest(_ digest: Digest, at place: String) -> SharingError {
    SharingError(
      .notFound, at: place, "it holds nothing named \(digest.hex)",
      next: "Check the digest and the remote; `steerbench push` prints the digest to pull")
  }

  static func missingObject(_ key: RemoteKey, at place: String) -> SharingError {
    SharingError(
      .notFound, at: place, "\(key.path), which the manifest names, is not there",
      next: "Let whoever shared it push again: what is there already is not sent twice")
  }

  static func forbidden(_ place: String, _ what: String, cause: String) -> SharingError {
    SharingError(
      .forbidden, at: place, "it does not let us \(what)",
      next:
        "Check the credentials in the environment (`steerbench push --help` names them), or take "
        + "a remote that you may use", cause: cause)
  }

  static func server(_ place: String, status: Int, _ excerpt: String) -> SharingError {
    SharingError(
      .unreachable, at: place, "the server answered with status \(status)",
      next: status >= 500 ? "Try again later: what arrived is kept" : "Check the address",
      cause: excerpt.isEmpty ? nil : excerpt, isTransient: status >= 500 || status == 429)
  }

  static func serverFull(_ place: String) -> SharingError {
    SharingError(
      .unreachable, at: place, "no space is left there",
      next: "Let its owner make space, and run the same command again")
  }

  static func redirect(_ place: String, to location: String) -> SharingError {
    SharingError(
      .badAddress, at: place, "the server sends us to \(location)",
      next: "Name that address; no credentials are sent on to where a server points")
  }

  static func unreachable(_ place: String, cause: String, isTransient: Bool) -> SharingError {
    SharingError(
      .unreachable, at: place, "the remote cannot be reached, or broke off",
      next:
        "Check the address and the network, and run the same command again: what arrived is kept",
      cause: cause, isTransient: isTransient)
  }

  static func untrusted(_ place: String, cause: String) -> SharingError {
    SharingError(
      .unreachable, at: place, "the remote cannot be reached, or broke off",
      next:
        "Check the server's certificate and the address; where a network has authorities of its own, "
        + "SSL_CERT_FILE names the file with their certificates", cause: cause)
  }

  static func slow(_ place: String, seconds: Int) -> SharingError {
    SharingError(
      .slow, at: place, "less than 1 KiB a second came for \(seconds) s",
      next: "Run the same command again, which goes on where it stopped, or raise --stall-seconds",
      isTransient: true)
  }

  static func cancelled(_ place: String) -> SharingError {
    SharingError(.cancelled, at: place, "the transfer was given up", next: "Run it again to go on")
  }

  // MARK: What came

  static func wrongBytes(_ digest: Digest, at place: String, found: Digest) -> SharingError {
    SharingError(
      .wrongBytes, at: place,
      "what it holds as \(digest.hex) is something else: its SHA-256 is \(found.hex)",
      next: "Nothing of it was kept. Pull from another remote, or let it be pushed anew")
  }

  static func truncated(
    _ key: RemoteKey, at place: String, got: Int, of size: Int
  ) -> SharingError {
    SharingError(
      .unreachable, at: place, "\(key.path) ended after \(got) of \(size) bytes",
      next: "Run the same command again, which goes on where it stopped; if it stays so, let it be "
        + "pushed anew", isTransient: true)
  }

  static func notKept(
    _ key: RemoteKey, at place: String, got: Int?, of size: Int
  ) -> SharingError {
    let found = got.map { "has \($0) of \(size) bytes" } ?? "is not there"
    return SharingError(
      .unreachable, at: place, "it took \(key.path), which \(found) all the same",
      next: "Check the server's space and its log", isTransient: true)
  }

  static func nothingMatches(_ patterns: [String], in place: String) -> SharingError {
    SharingError(
      .notFound, at: place,
      "nothing of it is named \(patterns.map { VisibleText.escape($0) }.joined(separator: " or "))",
      next: "`steerbench pull --list` prints what there is")
  }

  static func tooLong(_ key: RemoteKey, at place: String, size: Int) -> SharingError {
    SharingError(
      .wrongBytes, at: place, "\(key.path) is longer than the \(size) bytes that it must have",
      next: "Nothing of it was kept. Pull from another remote")
  }

  static func badManifest(_ place: String, _ message: String) -> SharingError {
    SharingError(
      .badManifest, at: place, "the manifest \(message)",
      next: "Nothing was written. Ask whoever shared it for another one")
  }

  /// A file lies where a bundle may have none.
  static func misplaced(_ path: String, in place: String) -> SharingError {
    badManifest(
      place,
      "puts a file where none may lie, outside Tasks/ and cassettes/ or under a name that no sweep "
        + "reads: \(VisibleText.escape(String(path.prefix(100))))")
  }

  static func badBundle(_ place: String, _ message: String) -> SharingError {
    SharingError(
      .badBundle, at: place, "it is no bundle that can be used: \(message)",
      next: "Nothing was written. Fetch it again, or ask whoever made it")
  }

  // MARK: Local files

  static func reading(_ path: String, _ number: Int32) -> SharingError {
    SharingError(
      .unreadable, at: path, number == ENOENT ? "there is no such file" : "it cannot be read",
      next: "Check the path and its permissions",
      cause: number == ENOENT ? nil : SystemError.text(of: number))
  }

  static func writing(_ path: String, _ number: Int32) -> SharingError {
    if SystemError.isDiskFull(number) {
      return SharingError(
        .diskFull, at: path, "no space is left on the disk",
        next: "Make space and run the same command again: what arrived is kept",
        cause: SystemError.text(of: number))
    }
    return SharingError(
      .unwritable, at: path, "it cannot be written", next: "Check the permissions of its folder",
      cause: SystemError.text(of: number))
  }

  static func tooLittleSpace(_ path: String, needed: Int, free: Int) -> SharingError {
    SharingError(
      .diskFull, at: path, "\(needed) bytes are to come, but only \(free) are free",
      next: "Make space, or pull into a folder on another disk with --into")
  }

  static func changed(_ path: String) -> SharingError {
    SharingError(
      .unreadable, at: path, "it was changed while it was being read",
      next: "Run the command again")
  }

  static func differs(_ paths: [String], in folder: String) -> SharingError {
    let shown = paths.prefix(10).joined(separator: ", ")
    let more = paths.count > 10 ? " and \(paths.count - 10) more" : ""
    return SharingError(
      .exists, at: folder, "other files than those to come are there: \(shown)\(more)",
      next:
        "Nothing was written. Pull into a new folder with --into, or leave files out with --only")
  }

  static func exists(_ path: String) -> SharingError {
    SharingError(
      .exists, at: path, "there is something already, and nothing is overwritten",
      next: "Name another file with --output")
  }

  /// A symbolic link stands where a bundle's file would be read or written.
  static func linked(_ path: String) -> SharingError {
    SharingError(
      .exists, at: path, "it is a symbolic link, and links are neither followed nor shared",
      next: "Put the file or folder itself there")
  }

  static func locked(_ path: String) -> SharingError {
    SharingError(
      .locked, at: path, "another process fetches into it", next: "Wait for it, or end it")
  }

  // MARK: Signatures

  static func badKey(_ path: String, _ message: String, next: String) -> SharingError {
    SharingError(.badKey, at: path, message, next: next)
  }

  static func badSignature(_ place: String, _ message: String) -> SharingError {
    SharingError(
      .badSignature, at: place, message,
      next: "Trust it only if whoever signed it confirms its digest another way")
  }

  /// An older signature that says nothing of what stands beside the cassettes.
  static func partSigned(_ place: String, uncovered: [String]) -> SharingError {
    SharingError(
      .badSignature, at: place,
      "it covers the cassettes only, and nothing of what is asked and how it is graded: "
        + list(uncovered),
      next:
        "Ask for a new signature (steerbench cassette sign), or take it for the cassettes alone with "
        + "--cassettes-only")
  }

  /// Something beside the cassettes is not what was signed.
  static func otherSigned(_ place: String, differing: [String]) -> SharingError {
    SharingError(
      .badSignature, at: place,
      "the cassettes are those that were signed, and these files are not, or were not there: "
        + list(differing),
      next:
        "A score of it is not what was signed. Take the cassettes alone with --cassettes-only, or ask "
        + "whoever signed it")
  }

  private static func list(_ paths: [String]) -> String {
    let shown = paths.prefix(10).map { VisibleText.escape(String($0.prefix(200))) }
    return shown.joined(separator: ", ")
      + (paths.count > 10 ? " and \(paths.count - 10) more" : "")
  }

  static func badKeyList(_ path: String, _ message: String) -> SharingError {
    SharingError(
      .badSignature, at: path, message,
      next: "Fetch the list again from whoever keeps it")
  }

  /// A list of keys that an older one was already replaced by.
  package static func oldKeyList(_ path: String, number: Int, seen: Int) -> SharingError {
    badKeyList(
      path,
      "it is the list number \(number), and number \(seen) of the same key was seen here before: a key "
        + "may have been revoked since")
  }

  static func revoked(_ path: String, _ key: String, reason: String) -> SharingError {
    SharingError(
      .badSignature, at: path,
      "the key \(key) was revoked"
        + (reason.isEmpty ? "" : ": " + VisibleText.escape(String(reason.prefix(200)))),
      next: "Nothing that it signed can be trusted. Ask for a signature of another key")
  }
}

extension SharingError {
  /// The error of a file or a folder that the operating system, or somebody else, keeps from us.
  init(_ error: FileError) {
    switch (error.fault, error.act) {
    case (.locked, _): self = .locked(error.path)
    case (.changed, _): self = .changed(error.path)
    case (_, .reading): self = .reading(error.path, error.number)
    case (.system(EEXIST), .writing): self = .exists(error.path)
    case (_, .writing): self = .writing(error.path, error.number)
    }
  }
}

/// Does something with files; what the operating system refuses becomes an error of this room.
func files<Value>(
  _ act: @autoclosure () throws(FileError) -> Value
) throws(SharingError) -> Value {
  do throws(FileError) {
    return try act()
  } catch { throw SharingError(error) }
}
