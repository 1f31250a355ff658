public import Basics
public import Cassettes
import ModelAPI
public import RecordReplay

/// What a proxy did, once it is over.
public struct ProxyReport: Sendable {
  /// Calls of the same words that no recording answered.
  public struct Miss: Hashable, Sendable {
    /// What was asked, in one line.
    public var title: String
    /// Why there was none, in words that other calls may share.
    public var cause: String
    /// How often.
    public var count: Int
  }

  /// A recording that nobody asked for.
  public struct Unused: Hashable, Sendable {
    /// Whose it is.
    public var scope: String
    /// What was asked.
    public var action: Digest
    /// Which of its answers it is.
    public var ordinal: UInt32
  }

  /// Why a call was not made, or its answer not kept.
  public struct Refusal: Hashable, Sendable {
    /// What kind of reason.
    public var code: DeckError.Code
    /// The reason.
    public var message: String
  }

  /// `record` or `replay`.
  public var mode: String
  /// What was done.
  public var counts: ProxyCounts
  /// The exit status of the command; `nil` where there was none.
  public var status: Int32?
  /// What was missed, in the order in which it came up.
  public var misses: [Miss]
  /// What was not used.
  public var unused: [Unused]
  /// What was refused.
  public var refusals: [Refusal]
  /// The cassette that was sealed; `nil` where nothing was new.
  public var sealed: CassetteIndexLine?
  /// The command that would record what was missed.
  public var advice = ""
  /// Calls that were still under way when it ended: what they gave is not kept.
  public var lost = 0

  private static let listLimit = 20

  /// The summary for people.
  public var text: String {
    var lines = [first]
    for cause in causes {
      lines.append("  \(Self.calls(cause.count)): \(Redaction.shown(cause.words))")
      lines += cause.misses.prefix(Self.listLimit).map {
        "    \($0.count) x \(Redaction.shown($0.title))"
      }
      if cause.misses.count > Self.listLimit {
        lines.append("    and \(cause.misses.count - Self.listLimit) more")
      }
    }
    if !misses.isEmpty { lines.append("To record what was missed: \(advice)") }
    if !unused.isEmpty {
      lines.append(
        unused.count == 1
          ? "1 recording was not used:" : "\(unused.count) recordings were not used:")
      lines += unused.prefix(Self.listLimit).map {
        "  \(Redaction.shown($0.scope))  \($0.action.short)  \($0.ordinal)"
      }
      if unused.count > Self.listLimit {
        lines.append("  and \(unused.count - Self.listLimit) more")
      }
    }
    if counts.exchangeable > 0 {
      lines.append(
        "\(Self.calls(counts.exchangeable)) came while the very same call was under way: which of them gets "
          + "which answer is not settled. Lanes settle it.")
    }
    if counts.renamed > 0 {
      lines.append(
        "\(RenameRules.fileName) found \(Self.calls(counts.renamed)); --exact does without.")
    }
    if counts.parked > 0 {
      lines.append(
        "\(Self.answers(counts.parked)) whose client had left before the end: each is for the next same call."
      )
    }
    if lost > 0 {
      lines.append(
        "\(Self.calls(lost)) had not come to an end; what was still on its way is not kept.")
    }
    return lines.joined(separator: "\n")
  }

  /// The misses by their cause, in the order in which the causes came up.
  private var causes: [(words: String, count: Int, misses: [Miss])] {
    var causes: [(words: String, count: Int, misses: [Miss])] = []
    for miss in misses {
      let place = causes.firstIndex { $0.words == miss.cause } ?? causes.count
      if place == causes.count { causes.append((miss.cause, 0, [])) }
      causes[place].count += miss.count
      causes[place].misses.append(miss)
    }
    return causes
  }

  private static func calls(_ count: Int) -> String { count == 1 ? "1 call" : "\(count) calls" }

  private static func answers(_ count: Int) -> String {
    count == 1 ? "There was 1 answer" : "There were \(count) answers"
  }

  private var first: String {
    let tokens = [
      counts.usage.input.map { "\($0) tokens in" }, counts.usage.output.map { "\($0) out" },
    ].compactMap(\.self)
    let money =
      counts.money == .zero
      ? nil
      : "$\(counts.money.dollars)"
        + (counts.unpriced > 0 ? " and \(counts.unpriced) of unknown price" : "")
    guard mode == "record" else {
      let worth = counts.usage == .zero ? [] : tokens + [money].compactMap(\.self)
      return "proxy replay: \(Self.calls(counts.calls)), \(counts.hits) from recordings"
        + (worth.isEmpty ? "" : " (\(worth.joined(separator: ", ")), not asked for)")
        + ", \(counts.misses) missed\(misses.isEmpty ? "" : ":")"
    }
    let kept = sealed.map { "sealed in \($0.fileName)" } ?? "nothing new to seal"
    return
      ([
        "proxy record: \(Self.calls(counts.calls)), \(counts.hits) from recordings, "
          + "\(counts.recorded) recorded, \(counts.passed) passed on and not kept, \(counts.broken) broken"
      ]
      + (counts.recorded > 0 ? tokens : []) + [money, kept].compactMap(\.self)).joined(
        separator: "; ")
  }

  /// The summary for programs.
  public var json: JSONValue {
    guard case .object(var object) = counts.json(mode: mode) else {
      preconditionFailure("counts are an object")
    }
    object["exit"] = status.map { .integer(Int64($0)) } ?? .null
    object["missed"] = .array(
      misses.map {
        [
          "what": .string($0.title), "cause": .string($0.cause), "count": .integer(Int64($0.count)),
        ]
      })
    object["causes"] = .array(
      causes.map { cause in
        [
          "cause": .string(cause.words), "calls": .integer(Int64(cause.count)),
          "distinct": .integer(Int64(cause.misses.count)),
        ]
      })
    object["tokens"] = [
      "input": counts.usage.input.map { .integer(Int64($0)) } ?? .null,
      "output": counts.usage.output.map { .integer(Int64($0)) } ?? .null,
    ]
    object["dollars"] = .string(counts.money.dollars)
    object["unpriced"] = .integer(Int64(counts.unpriced))
    object["unused"] = .array(
      unused.map {
        [
          "scope": .string($0.scope), "action": .string($0.action.hex),
          "ordinal": .integer(Int64($0.ordinal)),
        ]
      })
    object["refused"] = .array(refusals.map { .string($0.message) })
    object["sealed"] = sealed.map { .string($0.fileName) } ?? .null
    return .object(object)
  }
}
