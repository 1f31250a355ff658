package import Analysis
package import Basics
import Cassettes
package import RecordReplay
package import Regression
package import Reporting
package import ScoreSheets
import Sweeps
import Trials

/// What became of one sweep's replay.
package struct ReplayedSweep {
  /// The sweep's name and folder.
  package var name: String
  package var path: String
  /// The trials of the plan.
  var planned: Int
  /// Cells of the trials that were replayed.
  package var summary: ScoreSummary
  /// What the lines are of.
  package var header: ScoreSheetHeader
  /// Missing recordings, by cause.
  var misses: [MissGroup]
  /// Trials that failed for another reason.
  package var failures: [(trial: TrialID, error: DeckError)]
  /// Exchanges that no trial used, by the trial that recorded them.
  var unused: [CassetteEntry]
  /// The comparison with the baseline; `nil` without one.
  package var gate: GateVerdict?
  /// The trials that have no line for want of a recording, and what is known of them.
  var unanswered: [UnansweredTrial]
  /// Replies that name another model than was asked for.
  package var otherModels = OtherModels()
  /// What looks like any other recording and is not quite.
  package var recording = RecordingWarnings()
  /// Models of two servers that one recording is played for.
  var sharedIdentities: [SharedIdentity] = []
  /// How the first differing layer of each cause's example reads now.
  package var examples: [TrialID: String] = [:]
  /// What came of replaying under other circumstances; empty where nobody asked for it.
  package var selfCheck: [SelfCheck.Variation] = []
  /// What came of running the recorded code again; `nil` where nobody asked for it.
  package var reExecution: ReExecutedCode?
  /// Which flips fail; all others are reported.
  package var failsOn = FailOn.any
  /// Where the causes of what was found stand.
  package var places = CausePlaces()
  /// Exchanges that lie in a journal and in no cassette yet; `nil` where there is no journal.
  package var unsealed: Int?
  /// What its new baseline blesses; `nil` where nobody asked for one.
  package var blessing: BaselineBlessing?
  /// Whether its new baseline was written.
  package var isBlessed = false

  /// Whether every trial was replayed.
  package var isWhole: Bool { missCount == 0 && failures.isEmpty }

  /// Throws unless every trial was replayed.
  func checkPassed() throws {
    guard ending(allowingUnused: true) == .pass else { throw UnreplayedSweep(replay: self) }
  }

  /// What its reader must be warned of, a sentence each.
  package var warnings: [String] {
    otherModels.sentences + recording.sentences
      + sharedIdentities.map { "\($0.sentence). \(SharedIdentity.remedy)" }
  }

  /// The number of missing recordings.
  package var missCount: Int { misses.reduce(0) { $0 + $1.trials.count } }

  /// How it ended, by the gravest of what it found.
  package func ending(allowingUnused: Bool) -> Ending {
    if failures.contains(where: { Ending(of: $0.error) == .corrupt }) { return .corrupt }
    if let failure = failures.first { return Ending(of: failure.error) }
    if missCount > 0 || (!unused.isEmpty && !allowingUnused) { return .miss }
    if summary.trials == 0 { return .nothing }
    if let gate, gate.fails(from: failsOn.weight) { return .regression }
    if selfCheck.contains(where: { !$0.isSame }) { return .regression }
    return reExecution?.ending ?? .pass
  }
}

/// A sweep that had to be replayed whole and could not.
package struct UnreplayedSweep: Error {
  /// What became of it.
  package let replay: ReplayedSweep

  /// What is missing, in words.
  package var text: String {
    ReplayText(result: replay, allowsUnused: true).text(colour: false)
  }
}

/// A replay's findings in words.
package struct ReplayText {
  private static let trialLimit = 10
  private static let unusedLimit = 20

  let result: ReplayedSweep
  let allowsUnused: Bool

  /// Creates it of its parts.
  package init(result: ReplayedSweep, allowsUnused: Bool) {
    self.result = result
    self.allowsUnused = allowsUnused
  }

  /// Everything that there is to say about one sweep beyond its tables.
  ///
  /// - Parameter width: The columns that tables and sentences are fitted into; as many as are wanted
  ///   where it is `nil`.
  package func text(colour: Bool, width: Int? = nil) -> String {
    func sentence(_ word: String, _ text: String) -> String {
      TextWrap.text(text, after: "\(word)  ", width: width)
    }
    var parts: [String] = []
    if let unsealed = result.unsealed {
      parts.append(
        sentence(
          "PARTIAL",
          "a recording goes on, or was stopped: \(unsealed) exchanges of its journal are in no "
            + "cassette yet. To go on, or to seal them: steerbench record \(result.path)"))
    }
    parts += result.misses.map { group in
      let lines = miss(group).map { TextWrap.fitted($0, width: width) }
      return ([sentence("MISSING", title(of: group))] + lines).joined(separator: "\n")
    }
    if !result.failures.isEmpty { parts.append(failures) }
    parts += result.warnings.map { sentence("WARNING", Redaction.shown($0)) }
    if !result.unused.isEmpty { parts.append(unused) }
    if !result.selfCheck.isEmpty { parts.append(SelfCheckText(variations: result.selfCheck).text) }
    if let reExecution = result.reExecution { parts.append(reExecution.text) }
    parts.append(gate(colour: colour, width: width))
    return parts.joined(separator: "\n")
  }

  private func title(of group: MissGroup) -> String {
    let count = group.trials.count
    return "\(group.cause.title): \(count) \(count == 1 ? "trial" : "trials")"
  }

  /// What is said of a cause below its title.
  private func miss(_ group: MissGroup) -> [String] {
    let count = group.trials.count
    var lines: [String] = []
    if !group.cause.isUnasked, let place = result.places.missing[group.cause] {
      lines.append("  in \(VisibleText.escape(place.path)), line \(place.line)")
    }
    if let example = group.example {
      lines.append("  \(example.trial)")
      lines.append("  asked \(example.asked); the nearest recording is \(example.nearest)")
      lines.append("  of \(Redaction.shown(example.nearestTrial)):")
      lines += example.diff.map { "    \($0)" }
    }
    if group.cause.isUnasked {
      lines.append("  By model and method, tasks with their trials:")
      lines += MissingCells(group.trials).lines.map { "    \($0)" }
      lines.append("  To record them: steerbench record \(result.path)")
      return lines
    }
    lines.append("  Trials:")
    lines += group.trials.prefix(Self.trialLimit).map { "    \($0)" }
    if count > Self.trialLimit {
      lines.append("    and \(count - Self.trialLimit) more; all of them: --json")
    }
    lines.append("  To record them: steerbench record \(result.path)")
    return lines
  }

  private var failures: String {
    let lines = result.failures.prefix(10).map { "  \($0.error.message)" }
    let more = result.failures.count > 10 ? ["  and \(result.failures.count - 10) more"] : []
    return (["FAILED  trials that cannot be replayed:"] + lines + more).joined(separator: "\n")
  }

  private var unused: String {
    let count = result.unused.count
    var lines = [
      "UNUSED  \(count) recorded \(count == 1 ? "exchange" : "exchanges") that no trial asks for"
        + (allowsUnused ? " (allowed):" : ":")
    ]
    lines += result.unused.prefix(Self.unusedLimit).map {
      "  \($0.slot.action.short)  recorded by \(Redaction.shown($0.scope))"
    }
    if count > Self.unusedLimit { lines.append("  and \(count - Self.unusedLimit) more") }
    if !allowsUnused { lines.append("  To accept them: --allow-unused") }
    return lines.joined(separator: "\n")
  }

  private func gate(colour: Bool, width: Int?) -> String {
    let recorded = "\(result.summary.trials) of \(result.planned) trials replayed"
    guard let gate = result.gate else { return "\(result.name): \(recorded)." }
    let report = FlipsReport(
      gate, measured: result.header, texts: result.examples, sweep: result.path,
      places: result.places.causes)
    let text = report.text(after: "\(result.name): \(recorded). ", colour: colour, width: width)
    let failing = gate.count(from: result.failsOn.weight)
    guard failing < gate.flipCount else { return text }
    return text
      + "The gate fails on \(result.failsOn.rawValue): \(failing) of these \(gate.flipCount) trials; "
      + "the rest is reported.\n"
  }
}

/// A replay's result for programs.
package struct ReplayJSON {
  let result: ReplayedSweep

  /// Creates it of its parts.
  package init(result: ReplayedSweep) {
    self.result = result
  }

  /// The result as a value: the same for the same sweep and cassettes, wherever and however it was
  /// replayed.
  ///
  /// - Parameter exit: The exit code that says how it ended.
  package func value(exit: Int32) -> JSONValue {
    let value: JSONValue = [
      "sweep": .string(result.name),
      "exit": .integer(Int64(exit)),
      "cassettes": .array(result.header.cassettes.map { .string($0.hex) }),
      "planned": .integer(Int64(result.planned)),
      "replayed": .integer(Int64(result.summary.trials)),
      "misses": .array(result.misses.map(\.json)),
      "unanswered": .array(result.unanswered.map(\.json)),
      "failures": .array(
        result.failures.map {
          ["trial": .string($0.trial.description), "message": .string($0.error.message)]
        }),
      "unused": .array(
        result.unused.map {
          ["action": .string($0.slot.action.hex), "trial": .string($0.scope)]
        }),
      "baseline": result.gate.map {
        FlipsReport($0, measured: result.header, texts: result.examples).json
      } ?? .null,
      "tables": .array(SweepTables.all(of: result.summary).map(JSONRenderer().value)),
    ]
    guard var object = value.object else { return value }
    object["reExecution"] = result.reExecution?.json
    object["blessed"] = result.blessing?.json
    if let unsealed = result.unsealed { object["unsealed"] = .integer(Int64(unsealed)) }
    if result.lacksUnaskedOnly {
      object["notRecorded"] = MissingCells(result.misses.flatMap(\.trials)).json
    }
    if !result.otherModels.isEmpty { object["otherModels"] = result.otherModels.json }
    if !result.warnings.isEmpty {
      object["warnings"] = .array(result.warnings.map(JSONValue.string))
    }
    if !result.selfCheck.isEmpty {
      object["selfCheck"] = SelfCheckText(variations: result.selfCheck).json
    }
    return .object(object)
  }
}

/// The replays of a check for people and for programs.
struct SelfCheckText {
  let variations: [SelfCheck.Variation]

  /// A line a replay, or one for all where they are the same.
  var text: String {
    guard let odd = variations.first(where: { !$0.isSame }) else {
      return "SELFCHECK  \(variations.count) replays under other circumstances, one sheet: "
        + variations[0].sheet.short
    }
    var lines = ["SELFCHECK  the score sheet depends on its circumstances:"]
    lines += variations.map { "  \($0.isSame ? "same " : "OTHER")  \($0.sheet.short)  \($0.name)" }
    if let flip = odd.difference {
      lines.append("  The first trial that differs: \(flip.trial) (\(flip.cause.title))")
    }
    return lines.joined(separator: "\n")
  }

  /// The replays as a value.
  var json: JSONValue {
    .array(
      variations.map { variation in
        [
          "name": .string(variation.name), "sheet": .string(variation.sheet.hex),
          "same": .bool(variation.isSame),
          "difference": variation.difference.map { .string($0.trial.description) } ?? .null,
        ]
      })
  }
}
