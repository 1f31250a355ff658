import Analysis
import Cassettes
package import RecordReplay
import Regression
import Reporting
package import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Reads how the first differing layer of each cause's example is now.
package struct GateExamples {
  let sweep: OpenSweep

  package init(_ sweep: OpenSweep) {
    self.sweep = sweep
  }

  /// The texts by trial, fit to be shown; empty where nothing differs.
  package func texts(of gate: GateVerdict?) async throws -> [TrialID: String] {
    var layers: [TrialID: Layer] = [:]
    for group in gate?.groups ?? [] where group.example.after != nil {
      layers[group.example.trial] = group.cause.layer
    }
    guard !layers.isEmpty else { return [:] }
    let player = CassettePlayer(try CassetteReader(sweep.tape()))
    var texts: [TrialID: String] = [:]
    for index in 0..<sweep.plan.count {
      let trial = sweep.plan[index]
      guard let layer = layers[trial.id] else { continue }
      let record = try await sweep.runner.run(trial, with: player)
      texts[trial.id] = LayerText.of(layer, in: TranscriptReport(record).json)
        .map(Redaction.shown)
    }
    return texts
  }
}
