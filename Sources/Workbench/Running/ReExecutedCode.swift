import Basics
import CodeExecution
import RecordReplay
import Sweeps
import Trials

/// What came of running the recorded code of a sweep again.
package struct ReExecutedCode {
  /// One run that did something else.
  struct Divergent {
    var number: Int
    var trial: TrialID
    var divergence: ExecutionDivergence
    var recordedClass: ExecutionClass?
    var mayDiverge: Bool
    var text: String
  }

  /// Divergent runs that are kept in full.
  static let divergentLimit = 100

  /// The tier that the code was run in.
  var tier: SandboxTier
  /// Runs that were made again.
  private(set) var runs = 0
  /// How many diverged and had no excuse, by class.
  private(set) var counts: [ExecutionDivergence: Int] = [:]
  /// How many diverged whose recorded class says that they may.
  private(set) var excused = 0
  private var kept: [Divergent] = []

  init(tier: SandboxTier) {
    self.tier = tier
  }

  /// Adds a run.
  mutating func add(_ run: RepeatedRun) {
    runs += 1
    guard let divergence = run.divergence else { return }
    if run.mayDiverge {
      excused += 1
    } else {
      counts[divergence, default: 0] += 1
    }
    kept.append(
      Divergent(
        number: run.number, trial: run.run.trial, divergence: divergence,
        recordedClass: run.recordedClass, mayDiverge: run.mayDiverge,
        text: DivergenceText(run).text))
    // Runs end in any order, and which of them are shown must not depend on it.
    if kept.count >= 2 * Self.divergentLimit { kept = Array(divergents) }
  }

  /// The first divergent runs, in the order of the plan.
  var divergents: ArraySlice<Divergent> {
    kept.sorted { $0.number < $1.number }.prefix(Self.divergentLimit)
  }

  /// How many diverged without an excuse.
  var divergenceCount: Int { counts.values.reduce(0, +) }

  /// Regression where anything diverged that should not.
  var ending: Ending { divergenceCount == 0 ? .pass : .regression }

  /// The result for programs.
  var json: JSONValue {
    [
      "tier": .string(tier.rawValue), "runs": .integer(Int64(runs)),
      "same": .integer(Int64(runs - divergenceCount - excused)),
      "excused": .integer(Int64(excused)),
      "output": count(of: .output), "status": count(of: .status), "limit": count(of: .limit),
      "findings": .array(
        divergents.map {
          [
            "trial": .string($0.trial.description), "divergence": .string($0.divergence.rawValue),
            "class": $0.recordedClass.map { .string($0.rawValue) } ?? .null,
            "excused": .bool($0.mayDiverge), "text": .string($0.text),
          ]
        }),
    ]
  }

  private func count(of divergence: ExecutionDivergence) -> JSONValue {
    .integer(Int64(counts[divergence, default: 0]))
  }

  /// The result for people.
  var text: String {
    var parts = ["\(runs - divergenceCount - excused) the same"]
    for divergence in ExecutionDivergence.allCases {
      guard let count = counts[divergence] else { continue }
      parts.append("\(count) with another \(divergence.rawValue)")
    }
    if excused > 0 { parts.append("\(excused) that their recording calls unstable differ") }
    let head =
      "\(divergenceCount == 0 ? "RE-EXECUTED" : "DIVERGED")  \(runs) runs of code in tier "
      + "\(tier.rawValue): \(parts.joined(separator: ", ")). No score depends on it."
    let lines = divergents.map {
      "  \($0.trial)  \($0.divergence.rawValue)\($0.mayDiverge ? " (may differ)" : ""): \($0.text)"
    }
    return ([head] + lines).joined(separator: "\n")
  }
}

/// How two outcomes differ, in words.
private struct DivergenceText {
  let text: String

  init(_ run: RepeatedRun) {
    let (recorded, repeated) = (run.recorded, run.repeated)
    guard recorded.end == repeated.end else {
      text = "recorded \(Self.words(recorded.end)), now \(Self.words(repeated.end))"
      return
    }
    let streams = [
      ("stdout", recorded.stdout, repeated.stdout), ("stderr", recorded.stderr, repeated.stderr),
    ]
    text =
      streams.first { $0.1 != $0.2 }.map { name, old, new in
        let offset = zip(old, new).prefix { $0 == $1 }.count
        return "\(name) differs from byte \(offset) on: recorded \(Self.excerpt(old, offset)), "
          + "now \(Self.excerpt(new, offset))"
      } ?? "output was cut in one of them"
  }

  private static func excerpt(_ bytes: [UInt8], _ offset: Int) -> String {
    guard offset < bytes.count else { return "the end" }
    let part = String(decoding: bytes[offset...].prefix(40), as: UTF8.self)
    return "\"\(Redaction.shown(part).split(separator: "\n").joined(separator: "⏎"))\""
  }

  private static func words(_ end: ExecutionEnd) -> String {
    switch end {
    case .exited(let status): "exited with \(status)"
    case .signaled(let signal): "ended by signal \(signal)"
    case .limit(let limit): "at the \(limit.name)"
    }
  }
}

extension ReExecutedCode {
  /// Runs the recorded code of a sweep again.
  ///
  /// - Throws: What keeps the sandbox from being used, or a run from being made at all.
  package init(of sweep: OpenSweep, by code: CodeRunning) async throws {
    let launcher = try await code.launcher(for: sweep.folder.sweep)
    let reExecution = ReExecution(
      sweep.plan, runner: sweep.runner, tape: try sweep.tape(),
      runsAtOnce: try OpenFiles.current.room(
        calls: 0, runs: code.runsAtOnce(sweep.folder.sweep.limits)
      ).runs
    ) { try await launcher.run($0) }
    var runs = ReExecutedCode(tier: launcher.tier)
    try await reExecution.run { runs.add($0) }
    self = runs
  }
}
