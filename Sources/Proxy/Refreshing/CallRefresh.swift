public import Basics
import Cassettes
import FoundationEssentials
import ModelAPI
import RecordReplay

/// Calls that were recorded anew, beside the recordings that they would replace.
public struct CallRefresh {
  /// A call with an answer that differs.
  struct Change {
    var title: String
    var lines: [String]
  }

  private let pending: PendingCalls
  private let old: CassetteFolder
  private let new: CassetteFolder
  /// The actions that were recorded anew: all their old answers go.
  private let actions: Set<Digest>
  private let newSlots: Set<Slot>

  /// Looks at what is pending.
  ///
  /// - Throws: ``ProxyError`` where nothing is, or it is not sealed yet.
  public init(in folder: String) throws {
    pending = PendingCalls(folder: folder)
    _ = try pending.words()
    try pending.checkNothingUnsealed()
    new = try CassetteFolder(path: pending.path)
    guard
      !FileManager.default.fileExists(atPath: "\(new.path)/\(CassetteFolder.journalName)")
    else {
      throw ProxyError(
        .usage,
        "\(new.path): the recording goes on or was stopped. Seal it first: steerbench cassette seal "
          + new.path)
    }
    old = try CassetteFolder(path: folder)
    newSlots = Set(try new.reader().entries().map(\.slot))
    // What is new beside old answers begins behind them; what begins at the first was recorded anew.
    actions = Set(newSlots.filter { $0.ordinal == 0 }.map(\.action))
  }

  /// Takes what is pending away; gives the words of its selection.
  public static func discard(in folder: String) throws -> [String] {
    let pending = PendingCalls(folder: folder)
    let words = try pending.words()
    try pending.remove()
    return words
  }

  /// Puts the new answers into the place of the old ones, in one step.
  ///
  /// - Returns: How many exchanges came, and how many went.
  public func accept() throws -> (added: Int, dropped: Int) {
    let lines = old.lines
    var dropped = 0
    _ = try CassetteFolder.replacing(path: old.path) { folder in
      guard folder.lines == lines else {
        throw ProxyError(
          .usage, "\(old.path): its cassettes were changed meanwhile. Run the same again.")
      }
      let newSet = CassetteSet(new)
      let catalog = try ExchangeCatalog(
        CassetteSet(joining: [newSet, CassetteSet(folder)]), preferring: newSet,
        actionDigest: ExportFile.actionDigest)
      let kept = catalog.entries.filter {
        newSlots.contains($0.slot) || !actions.contains($0.slot.action)
      }
      dropped = folder.lines.reduce(0) { $0 + $1.entryCount } + newSlots.count - kept.count
      return try catalog.seal(kept)
    }
    try pending.remove()
    return (newSlots.count, dropped)
  }

  // MARK: What would change

  private static let listLimit = 20

  /// What accepting would change, for people.
  public func text() throws -> String {
    let (changes, same, added, gone) = try difference()
    var lines = [
      "\(newSlots.count) answers were recorded anew: \(same) are the same, \(changes.count) differ, "
        + "\(added) have none before them, and \(gone) of the old ones would go."
    ]
    for change in changes.prefix(Self.listLimit) {
      lines.append(change.title)
      lines += change.lines.map { "  \($0)" }
    }
    if changes.count > Self.listLimit { lines.append("and \(changes.count - Self.listLimit) more") }
    return lines.joined(separator: "\n")
  }

  /// The same for programs.
  public func json() throws -> JSONValue {
    let (changes, same, added, gone) = try difference()
    return [
      "recorded": .integer(Int64(newSlots.count)), "same": .integer(Int64(same)),
      "added": .integer(Int64(added)), "gone": .integer(Int64(gone)),
      "changed": .array(
        changes.map {
          ["call": .string($0.title), "lines": .array($0.lines.map { .string($0) })]
        }),
    ]
  }

  private func difference() throws -> (changes: [Change], same: Int, added: Int, gone: Int) {
    let (before, after) = (try old.reader(), try new.reader())
    var changes: [Change] = []
    var (same, added) = (0, 0)
    for entry in try after.entries().sorted(by: { $0.slot < $1.slot }) {
      guard let bytes = try after.result(at: entry.slot),
        let action = try? Action(kind: entry.kind, request: try after.request(of: entry)),
        let call = ProxiedCall(action.segments)
      else { continue }
      guard let former = try before.result(at: entry.slot) else {
        added += 1
        continue
      }
      let (left, right) = (try shown(former, of: call), try shown(bytes, of: call))
      guard left != right else {
        same += 1
        continue
      }
      changes.append(
        Change(
          title: "\(call.method) \(ClientCall.shown(call.path)), action \(action.digest.short), "
            + "answer \(entry.slot.ordinal)",
          lines: TextDifference(
            from: Redaction.masked(left), to: Redaction.masked(right)
          ).lines.map(Redaction.visible)))
    }
    let gone = try before.entries().count {
      actions.contains($0.slot.action) && !newSlots.contains($0.slot)
    }
    return (changes, same, added, gone)
  }

  /// An answer as a person compares it: its text where it is known to have one, and else its body, for
  /// names and times of the moment differ always.
  private func shown(_ bytes: [UInt8], of call: ProxiedCall) throws -> String {
    let reply = try ModelReply(decoding: bytes)
    let head = reply.status == 200 ? "" : "status \(reply.status)\n"
    guard let name = call.endpoint.answer?.rawValue, let family = WireFamily(named: name),
      case .answer(let completion) = reply.outcome(by: family)
    else { return head + String(decoding: reply.body, as: UTF8.self) }
    let calls = completion.toolCalls.map { "\n[calls \($0.name) \($0.arguments)]" }.joined()
    return head + completion.text + calls
  }
}
