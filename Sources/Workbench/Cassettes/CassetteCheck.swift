package import Basics
package import Cassettes
import RecordReplay

/// Whether cassettes are what was sealed.
package struct CassetteChecks {
  private let level: VerificationLevel
  private let asksForSignature: Bool
  private let checks: [CassetteCheck]

  /// Checks what a user's word means: a `.cas` file, a folder, or a name under `cassettes/`; a folder
  /// without any cassette holds.
  ///
  /// - Parameters:
  ///   - word: The cassettes.
  ///   - level: How much is looked at.
  ///   - asksForSignature: Whether the caller looks at a signature besides.
  ///   - waits: Called before a step that takes seconds, with a sentence for whoever waits.
  package init(
    _ word: String, level: VerificationLevel, asksForSignature: Bool = false,
    waits: (String) -> Void = { _ in }
  ) throws {
    self.level = level
    self.asksForSignature = asksForSignature
    checks = try CassetteSet(allowingNoneAt: try CassetteLocator.path(word)).members.map {
      CassetteCheck($0, level: level, waits: waits)
    }
  }

  /// How it ended, by the gravest: damage before a file that could not be looked at.
  package var ending: Ending {
    let endings = checks.compactMap { $0.error.map { Ending(of: $0) } }
    return endings.first { $0 == .corrupt } ?? endings.first ?? .pass
  }

  /// What was found, for people.
  package var text: String {
    guard !checks.isEmpty else { return "There is no cassette in the folder." }
    let rest =
      notLookedAt.isEmpty ? [] : ["Not looked at: \(notLookedAt.joined(separator: "; "))."]
    return (checks.map(\.text) + rest).joined(separator: "\n")
  }

  /// What a good verdict does not cover.
  private var notLookedAt: [String] {
    let levels = checks.compactMap(\.level)
    var parts = (levels.min() ?? level).notLookedAt
    if checks.contains(where: { $0.member.line == nil }) {
      parts.insert("the SHA-256 of the file, for no INDEX names it", at: 0)
    }
    return asksForSignature ? parts : parts + ["whether anybody has signed it"]
  }

  /// The same for programs.
  ///
  /// - Parameter level: What the level is called.
  package func json(level: String) -> JSONValue {
    [
      "level": .string(level), "cassettes": .array(checks.map(\.json)),
      "notLookedAt": .array(notLookedAt.map { .string($0) }),
    ]
  }
}

/// Whether one cassette is what was sealed, and what of it is not.
struct CassetteCheck {
  private static let damageLimit = 1_000
  /// Sealing fewer exchanges again takes no time that anybody notices.
  private static let slow = 4_000

  /// The cassette.
  let member: CassetteSet.Member
  /// The number of its exchanges; `nil` if it cannot even be opened.
  let entryCount: Int?
  /// What is wrong with it; `nil` if all holds.
  let error: CassetteError?
  /// The exchanges that are touched, where damage was found.
  let damage: [CassetteDamage]
  /// Whether all that can be read is what the root names, although the file is not what was sealed.
  let playsTheSame: Bool
  /// How much was looked at; `nil` if it cannot even be opened.
  let level: VerificationLevel?

  /// Verifies a cassette.
  ///
  /// A file whose every reading is right and whose bytes are not those of sealing was changed by
  /// somebody, and the full level says so. One of format 2 has a digest of itself; one of format 1 is
  /// sealed again.
  init(_ member: CassetteSet.Member, level: VerificationLevel, waits: (String) -> Void) {
    self.member = member
    do throws(CassetteError) {
      let cassette = try CassetteExamination(path: member.path)
      entryCount = cassette.claimedEntryCount
      let level = level == .full && cassette.version == .one ? .canonical : level
      self.level = level
      if level == .canonical, cassette.claimedEntryCount > Self.slow {
        waits("\(member.path): \(cassette.claimedEntryCount) exchanges are sealed again.")
      }
      let error = Self.error(of: cassette, member, level)
      self.error = error
      damage =
        error?.code == .damaged || error?.code == .corrupt
        ? cassette.damage(limit: Self.damageLimit, actionDigest: CassetteLocator.actionDigest) : []
      playsTheSame = error != nil && damage.isEmpty && Self.holds(cassette)
    } catch {
      entryCount = nil
      self.level = nil
      self.error = error
      damage = []
      playsTheSame = false
    }
  }

  private static func error(
    of cassette: CassetteExamination, _ member: CassetteSet.Member, _ level: VerificationLevel
  ) -> CassetteError? {
    do throws(CassetteError) {
      try cassette.verify(
        level, line: member.line, actionDigest: CassetteLocator.actionDigest)
      return nil
    } catch {
      return error
    }
  }

  /// Whether everything in a file is what its root names.
  private static func holds(_ cassette: CassetteExamination) -> Bool {
    do throws(CassetteError) {
      try cassette.proveReadings(actionDigest: CassetteLocator.actionDigest)
      return true
    } catch {
      return false
    }
  }

  /// The trials that recorded what is damaged, sorted, each once.
  private var trials: [String] {
    Set(damage.compactMap(\.scope)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What was found, for people.
  var text: String {
    guard let error else {
      guard let entryCount else {
        preconditionFailure("\(member.path): what cannot be opened does not hold.")
      }
      return "\(member.path): \(entryCount) exchanges hold."
    }
    var lines = ["DAMAGED  " + Redaction.shown(error.description)]
    if entryCount == nil {
      let count = member.line.map { " INDEX says that it holds \($0.entryCount) exchanges." } ?? ""
      lines.append("  It cannot be opened, so none of its exchanges can be named.\(count)")
    } else if playsTheSame, error.code == .damaged {
      lines.append("  Every exchange can still be read and is what was recorded.")
    } else if damage.isEmpty, error.code == .corrupt {
      lines.append("  Which of its exchanges were changed cannot be told: each agrees with itself.")
    }
    if !damage.isEmpty {
      let more = damage.count == Self.damageLimit ? " at least" : ""
      lines.append("  It touches\(more) \(damage.count) exchanges:")
      lines += damage.map { "    " + Redaction.shown($0.description) }
      lines.append("  of \(trials.count) trials:")
      lines += trials.map { "    " + Redaction.shown($0) }
    }
    return lines.joined(separator: "\n")
  }

  /// The same for programs.
  var json: JSONValue {
    [
      "path": .string(member.path), "holds": .bool(error == nil),
      "exchanges": entryCount.map { .integer(Int64($0)) } ?? .null,
      "code": error.map { .string($0.code.rawValue) } ?? .null,
      "message": error.map { .string($0.message) } ?? .null,
      "nextStep": error.map { .string($0.nextStep) } ?? .null,
      "damage": .array(damage.map(Self.json)), "trials": .array(trials.map { .string($0) }),
    ]
  }

  private static func json(of damage: CassetteDamage) -> JSONValue {
    [
      "row": .integer(Int64(damage.row)),
      "action": damage.slot.map { .string($0.action.hex) } ?? .null,
      "sample": damage.slot.map { .integer(Int64($0.sample)) } ?? .null,
      "ordinal": damage.slot.map { .integer(Int64($0.ordinal)) } ?? .null,
      "trial": damage.scope.map { .string($0) } ?? .null,
      "parts": .array(damage.parts.map { .string($0.rawValue) }),
    ]
  }
}

extension CassetteSet {
  /// The cassettes at a path; a folder without any gives none.
  fileprivate init(allowingNoneAt path: String) throws(CassetteError) {
    do throws(CassetteError) {
      try self.init(path: path)
    } catch {
      guard error.code == .missingFile, error.file == path else { throw error }
      self.init(try CassetteFolder(path: path))
    }
  }
}
