public import Basics
import Files

/// How much of a cassette is verified; each level includes those before it.
public enum VerificationLevel: Int, Comparable, Sendable, CaseIterable {
  /// The bytes of the file against a digest from elsewhere, such as an INDEX.
  case file
  /// The structure of the database: header, schema, SQLite's own integrity check; in format 2 also
  /// the digest of the file that stands in it.
  case structure
  /// Everything decoded and hashed again, up to the Merkle root.
  case full
  /// The exchanges sealed again give the very same bytes.
  case canonical

  public static func < (left: VerificationLevel, right: VerificationLevel) -> Bool {
    left.rawValue < right.rawValue
  }

  /// What the level leaves out, from the outermost inwards.
  public var notLookedAt: [String] {
    let all = [
      "the structure of the database", "requests, results and labels", "the Merkle root",
      "whether sealing again gives the same bytes",
    ]
    return switch self {
    case .file: all
    case .structure: Array(all.dropFirst())
    case .full: Array(all.suffix(1))
    case .canonical: []
    }
  }
}

extension SealedCassette {
  /// Verifies the cassette; throws at the first thing that is not as it was sealed.
  ///
  /// `expecting` is the SHA-256 of the file as INDEX names it; without it the first level has
  /// nothing to compare. `actionDigest` computes the digest of an action from its canonical bytes;
  /// with it, the full level also proves that each request belongs to its slot.
  public func verify(
    _ level: VerificationLevel, expecting file: Digest? = nil,
    actionDigest: ActionDigest? = nil
  ) throws(CassetteError) {
    if let file {
      let found = try fileDigest()
      guard found == file else { throw .wrongFileDigest(path, expected: file, found: found) }
    }
    if level >= .structure { try verifyStructure() }
    if level >= .full { try RootProof.prove(self, actionDigest: actionDigest) }
    if level >= .canonical { try verifyCanonicalForm() }
  }

  /// The SHA-256 of the file.
  public func fileDigest() throws(CassetteError) -> Digest {
    try files(ReadableFile(path).digest())
  }

  private func verifyStructure() throws(CassetteError) {
    try OpenedFile.check(path)
    if case .solid(let store) = store { try FileSeal.check(store.seal, of: path) }
    try OpenedFile.checkSchema(of: connection, version)
    let check = try connection.prepare("PRAGMA integrity_check(1)")
    guard try check.step(), let verdict = check.text(0) else {
      throw .damaged(path, "SQLite finds no structure in it")
    }
    guard verdict == "ok" else {
      throw .damaged(path, "SQLite finds a fault in its structure", cause: verdict)
    }
  }

  private func verifyCanonicalForm() throws(CassetteError) {
    let sealed = try CassetteSealer.seal(
      try exchanges(), like: layout, contents: try allContents())
    guard sealed.fileDigest == (try fileDigest()) else {
      throw .damaged(path, "its content is right, but sealed again it gives other bytes")
    }
  }
}

extension SealedCassette {
  /// The contents that it holds.
  func allContents() throws(CassetteError) -> [[UInt8]] {
    var all: [[UInt8]] = []
    for digest in contents {
      if let content = try content(digest) { all.append(content) }
    }
    return all
  }
}

/// A file that says it is a sealed cassette, opened to be verified and not to be read.
///
/// Nothing that it says is known until ``verify(_:line:actionDigest:)`` has held at the full level; so
/// it says little. Whoever wants what is in it opens a ``SealedCassette``, which takes nothing on trust.
public final class CassetteExamination {
  private let cassette: SealedCassette

  /// Opens a file; the header, the schema and the facts about the whole are checked here.
  public init(path: String) throws(CassetteError) {
    cassette = try SealedCassette(unproven: path)
  }

  /// The Merkle root that the file claims.
  public var claimedRoot: Digest { cassette.root }

  /// The version of the file's format.
  public var version: CassetteVersion { cassette.version }

  /// The number of exchanges that the file claims.
  public var claimedEntryCount: Int { cassette.entryCount }

  /// Verifies the file; throws at the first thing that is not as it was sealed.
  ///
  /// `line` is what INDEX says of it; without it the first level has nothing to compare.
  public func verify(
    _ level: VerificationLevel, line: CassetteIndexLine? = nil, actionDigest: ActionDigest? = nil
  ) throws(CassetteError) {
    try cassette.verify(level, expecting: line?.fileDigest, actionDigest: actionDigest)
    if let line { try cassette.check(against: line) }
  }

  /// Verifies the file against a SHA-256 from elsewhere.
  public func verify(
    _ level: VerificationLevel, expecting file: Digest, actionDigest: ActionDigest? = nil
  ) throws(CassetteError) {
    try cassette.verify(level, expecting: file, actionDigest: actionDigest)
  }

  /// Throws unless everything that can be read is what the claimed root names, whatever the rest of the
  /// file is.
  public func proveReadings(actionDigest: ActionDigest? = nil) throws(CassetteError) {
    try RootProof.prove(cassette, actionDigest: actionDigest)
  }

  /// Looks at every exchange by itself; see ``SealedCassette/damage(limit:actionDigest:)``.
  public func damage(limit: Int = 1_000, actionDigest: ActionDigest? = nil) -> [CassetteDamage] {
    cassette.damage(limit: limit, actionDigest: actionDigest)
  }
}

/// An exchange of a sealed cassette that is not as it was sealed.
public struct CassetteDamage: Hashable, Sendable {
  /// A part of an exchange.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// The row by which it is found.
    case row
    /// What was asked.
    case request
    /// What came back.
    case result
    /// The trial that recorded it, and when.
    case label
  }

  /// Its number in the cassette.
  public let row: Int
  /// Where it belongs; `nil` if that is what is damaged.
  public let slot: Slot?
  /// The trial that recorded it; `nil` if that is what is damaged.
  public let scope: String?
  /// What cannot be had of it, or is not what was sealed.
  public let parts: [Part]
}

extension CassetteDamage: CustomStringConvertible {
  public var description: String {
    let names = parts.map(\.rawValue).joined(separator: ", ")
    let place = slot.map { " at \($0)" } ?? ""
    return "exchange \(row)\(place), recorded by \(scope ?? "an unknown trial"): \(names)"
  }
}

extension SealedCassette {
  /// Looks at every exchange by itself and gives those that damage touches, in the order of their
  /// numbers.
  ///
  /// This is for the time after `verify` has thrown, to say what is lost and what is not: it goes on
  /// where verifying stops. At most `limit` are listed. None at all, although the cassette is damaged,
  /// means that every exchange can be had and that only the file around them is not what was sealed.
  public func damage(limit: Int = 1_000, actionDigest: ActionDigest? = nil) -> [CassetteDamage] {
    var damage: [CassetteDamage] = []
    let rows = readableRows()
    for row in 0..<entryCount where damage.count < limit {
      let label = try? label(ofRow: row)
      var parts: [CassetteDamage.Part] = []
      if let known = rows[row] {
        if (try? result(at: known.slot)) == nil { parts.append(.result) }
        if !holdsRequest(row, of: known, size: label?.requestSize, actionDigest) {
          parts.append(.request)
        }
      } else {
        parts.append(.row)
      }
      if label == nil { parts.append(.label) }
      guard !parts.isEmpty else { continue }
      damage.append(
        CassetteDamage(
          row: row, slot: rows[row]?.slot,
          scope: label.map { String(decoding: $0.scope, as: UTF8.self) }, parts: parts))
    }
    return damage
  }

  private func holdsRequest(
    _ row: Int, of known: (slot: Slot, kind: ExchangeKind), size: Int?,
    _ actionDigest: ActionDigest?
  ) -> Bool {
    guard let request = try? request(ofRow: row), size == nil || request.count == size else {
      return false
    }
    guard let actionDigest else { return true }
    return actionDigest(known.kind, request) == known.slot.action
  }
}
