package import Basics
import Cassettes
import Files
import FoundationEssentials
import RecordReplay
import Sweeps
import Trials

/// What a digest, an exchange or a trial is: where it lies, which trials use it, how its key is made, and
/// how to check that by hand.
package struct Explanation: Sendable {
  /// The fewest digits of a digest that are looked for.
  private static let fewestDigits = 6
  /// The things of one digest that are shown; all are counted.
  private static let shownLimit = 10
  /// The trials that are named of one exchange; all are counted.
  private static let trialLimit = 20

  /// One thing that was found, in lines for a person and as a value.
  private struct Found: Sendable {
    var lines: [String]
    var json: JSONValue
  }

  private var found: [Found] = []

  /// Explains a word.
  ///
  /// - Parameters:
  ///   - word: At least six digits of the digest of an action, a request, a result, a cassette or its
  ///     root; or a trial, whose exchanges are explained one after the other.
  ///   - sweep: The sweep or bundle that is looked through; every sweep under `cassettes/` where it is
  ///     `nil`.
  ///   - workers: How many trials run at the same time; no output depends on it.
  /// - Throws: ``WorkbenchError`` where nothing has the name.
  package init(of word: String, in sweep: String?, workers: Int) async throws {
    let shelves = try CassetteShelf.folders(sweep)
    let isNoSweep = !shelves.isEmpty && (sweep != nil || SweepLocator.all().isEmpty)
    let places = isNoSweep ? [] : try await ReplayPlace.all(sweep.map { [$0] } ?? [])
    defer { withExtendedLifetime(places) {} }
    let digits = word.lowercased()
    let isDigest =
      digits.utf8.count >= Self.fewestDigits && digits.utf8.count <= 64
      && digits.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    guard isDigest else {
      let transcript = try await TrialTranscript(of: word, in: sweep)
      found = Self.exchanges(of: transcript.record, in: transcript.path)
      return
    }
    for place in places {
      let open = try await place.open()
      let folder = try CassetteFolder(path: open.journal?.path ?? open.folder.path)
      found += try await Self.things(of: digits, in: folder, called: place.path) { slots in
        try await Self.users(of: slots, in: open, workers: workers)
      }
    }
    for folder in shelves {
      found += try await Self.things(of: digits, in: folder, called: folder.path) { _ in [:] }
    }
    guard !found.isEmpty else {
      throw WorkbenchError(
        .usage,
        "\(word): no cassette here holds anything of that digest. A score sheet's layers have digests "
          + "too: steerbench transcript TRIAL shows what they are made of. A pushed sweep's digest is "
          + "one of a remote: steerbench pull REMOTE \(word) --list")
    }
  }

  /// For a person.
  package var text: String {
    let shown = found.prefix(Self.shownLimit).map { $0.lines.joined(separator: "\n") }
    let rest = found.count - shown.count
    return (shown + (rest > 0 ? ["and \(rest) more of these digits"] : []))
      .joined(separator: "\n\n")
  }

  /// For programs.
  package var json: JSONValue { .array(found.map(\.json)) }
}

// MARK: - Digests

extension Explanation {
  private static func things(
    of digits: String, in folder: CassetteFolder, called path: String,
    usedBy use: (Set<Slot>) async throws -> [Slot: [TrialID]]
  ) async throws -> [Found] {
    var found = folder.lines.flatMap { line in
      [
        ("the Merkle root of a cassette", line.root),
        ("the SHA-256 of a cassette's file", line.fileDigest),
      ]
      .filter { $0.1.hex.hasPrefix(digits) }
      .map { cassette(line, named: $0.0, $0.1, in: path) }
    }
    let catalog = try ExchangeCatalog(CassetteSet(folder))
    let entries = catalog.entries.filter { entry in
      [entry.slot.action, entry.requestDigest, entry.resultDigest].contains {
        $0.hex.hasPrefix(digits)
      }
    }
    guard !entries.isEmpty else { return found }
    let users = try await use(Set(entries.map(\.slot)))
    let reader = try folder.reader()
    let rows = try reader.entries()
    for entry in entries {
      guard let row = rows.first(where: { $0.slot == entry.slot }) else { continue }
      let action = try? Action(kind: entry.kind, request: try reader.request(of: row))
      let name = name(of: digits, in: entry)
      let file = try file(of: entry.slot, in: folder)
      found.append(
        exchange(
          entry.slot, entry.kind, action, called: name, in: path, file: file,
          recordedBy: entry.scope, result: entry.resultDigest, users: users[entry.slot] ?? []))
    }
    return found
  }

  private static func cassette(
    _ line: CassetteIndexLine, named name: String, _ digest: Digest, in path: String
  ) -> Found {
    Found(
      lines: [
        digest.hex, "  is \(name)", "  lies in \(path), file \(line.fileName)",
        "  holds \(line.entryCount) exchanges", "  to verify: steerbench cassette verify \(path)",
        "  by hand: sha256sum, and ci/read_cassette.py, which shares no code with this program",
      ],
      json: [
        "digest": .string(digest.hex), "kind": .string(name), "sweep": .string(path),
        "file": .string(line.fileName), "exchanges": .integer(Int64(line.entryCount)),
      ])
  }

  private static func name(of digits: String, in entry: CatalogEntry) -> String {
    if entry.slot.action.hex.hasPrefix(digits) { return "the key of an exchange" }
    return entry.requestDigest.hex.hasPrefix(digits)
      ? "the SHA-256 of an exchange's request" : "the SHA-256 of an exchange's result"
  }

  /// The cassette of a folder that holds a slot; the last word of several is the first by name.
  private static func file(of slot: Slot, in folder: CassetteFolder) throws -> String {
    for line in folder.lines {
      let catalog = try ExchangeCatalog(CassetteSet(files: [folder.path(of: line)]))
      if catalog.entries.contains(where: { $0.slot == slot }) { return line.fileName }
    }
    preconditionFailure("an exchange of a folder lies in one of its cassettes")
  }

  /// The trials that use slots, by a replay: a cassette knows the first of them only.
  private static func users(
    of slots: Set<Slot>, in sweep: OpenSweep, workers: Int
  ) async throws -> [Slot: [TrialID]] {
    var users: [Slot: [TrialID]] = [:]
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: try sweep.tape(), workers: workers,
      failures: .areHandedOver)
    try await stream.run { trial, end -> (TrialID, [Slot]) in
      (trial.id, end.transcript.inEveryLane.map(\.slot).filter(slots.contains))
    } emit: { trial, used in
      for slot in Set(used) { users[slot, default: []].append(trial) }
    }
    return users
  }
}

// MARK: - Exchanges

extension Explanation {
  /// The exchanges of a trial, in order.
  private static func exchanges(of record: TrialRecord, in path: String) -> [Found] {
    record.transcript.inEveryLane.map { step in
      let (action, kind): (Action, ExchangeKind) =
        switch step {
        case .completion(let call, _): (call.action, .completion)
        case .execution(let run, _): (run.action, .execution)
        }
      return exchange(
        step.slot, kind, action, called: "an exchange of \(record.line.trial)", in: path, file: nil,
        recordedBy: nil, result: nil, users: [])
    }
  }

  private static func exchange(
    _ slot: Slot, _ kind: ExchangeKind, _ action: Action?, called name: String, in path: String,
    file: String?, recordedBy scope: String?, result: Digest?, users: [TrialID]
  ) -> Found {
    let what =
      switch kind {
      case .completion: "a model call"
      case .execution: "a run of code"
      case .proxied: "a call of another program"
      }
    var lines = [
      slot.action.hex, "  is \(name): \(what), sample \(slot.sample), repetition \(slot.ordinal)",
      "  lies in \(path)" + (file.map { ", file \($0)" } ?? ""),
    ]
    if let call = action.flatMap({ ProxiedCall($0.segments) }) {
      let model = call.model.map { ", model \($0)" } ?? ""
      lines.append(
        Redaction.shown(
          "  asks \(call.method) \(call.path) of \(call.upstream)\(model), lane \(call.lane ?? "default")"
        ))
    }
    if let scope { lines.append("  was recorded first by \(Redaction.shown(scope))") }
    if !users.isEmpty {
      let shown = users.prefix(trialLimit).map(\.description)
      let more = users.count - shown.count
      lines.append("  is used by \(users.count) trials:")
      lines += shown.map { "    \($0)" } + (more > 0 ? ["    and \(more) more"] : [])
    }
    if let result { lines.append("  its result has the SHA-256 \(result.hex)") }
    if let action {
      lines.append(
        "  its key is the SHA-256 of \"steerbench-action-1\", a zero byte, the byte \(kind.rawValue), "
          + "then of each segment its name, a zero byte and the 32 bytes of its SHA-256:")
      lines += zip(action.segments, action.segmentDigests).map { segment, digest in
        "    \(digest.hex)  \(Redaction.shown(segment.name)), \(segment.bytes.count) bytes"
      }
    }
    lines.append(
      "  to verify it by hand: steerbench cassette export \(path) --format jsonl has the segments; "
        + "ci/read_cassette.py checks every key")
    return Found(
      lines: lines,
      json: [
        "digest": .string(slot.action.hex), "kind": .string(name), "sweep": .string(path),
        "file": file.map(JSONValue.string) ?? .null, "sample": .integer(Int64(slot.sample)),
        "ordinal": .integer(Int64(slot.ordinal)),
        "recordedBy": scope.map(JSONValue.string) ?? .null,
        "result": result.map { .string($0.hex) } ?? .null,
        "trials": .array(users.map { .string($0.description) }),
        "segments": .array(
          action.map { action in
            zip(action.segments, action.segmentDigests).map { segment, digest in
              [
                "name": .string(segment.name), "sha256": .string(digest.hex),
                "bytes": .integer(Int64(segment.bytes.count)),
              ]
            }
          } ?? []),
      ])
  }
}
