import Analysis
import Basics
import Foundation
import RecordReplay
package import Regression
import Reporting
package import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Replays one sweep under other circumstances.
package struct SelfCheckSession {
  let sweep: OpenSweep

  /// Creates it of its parts.
  package init(sweep: OpenSweep) {
    self.sweep = sweep
  }

  /// Runs the check.
  ///
  /// - Parameters:
  ///   - header: What the sheets are of.
  ///   - program: This tool, which is started anew for what a process cannot change in itself.
  package func run(header: ScoreSheetHeader, program: String) async throws -> [SelfCheck.Variation]
  {
    let check = SelfCheck(
      sweep.plan, runner: sweep.runner, tape: try sweep.tape(), header: header)
    return try await check.run(program: program, sweep: sweep.folder.url.standardizedFileURL.path)
  }
}

/// The replays of a check for people and for programs.
struct SelfCheckText {
  let variations: [SelfCheck.Variation]

  /// A line a replay, or one for all where they are the same.
  var text: String {
    guard let odd = variations.first(where: { !$0.isSame }) else {
      return "SELFCHECK  \(variations.count) replays under other circumstances, one sheet: "
        + (variations.first?.sheet.short ?? "")
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
