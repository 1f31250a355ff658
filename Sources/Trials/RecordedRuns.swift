import Basics
import Cassettes
import CodeExecution
import RecordReplay
import Sweeps

/// A recorded run of code, and where it stands.
struct RecordedRun: Sendable {
  /// Its place among the runs of the plan, from 0.
  var number: Int
  /// The run, of the first trial that asks for it.
  var run: CodeRun
  /// What was recorded.
  var outcome: ExecutionOutcome
}

/// The recorded runs that the trials of a plan use, each once, in the order of the plan.
///
/// Trials are replayed as they are asked for, so that no more than one trial's runs are in memory. A
/// trial that cannot be replayed has no runs from there on: the replay itself reports that.
final class RecordedRuns {
  private let plan: Plan
  private let runner: TrialRunner
  private let source: ListeningSource
  private var nextTrial = 0
  private var count = 0
  private var seen: Set<Slot> = []

  init(_ plan: Plan, runner: TrialRunner, tape: CassetteReader) {
    self.plan = plan
    self.runner = runner
    source = ListeningSource(CassettePlayer(tape))
  }

  /// The next run; `nil` after the last.
  func next() async -> RecordedRun? {
    while true {
      while let (run, outcome) = source.takeFirst() {
        guard seen.insert(run.slot).inserted else { continue }
        defer { count += 1 }
        return RecordedRun(number: count, run: run, outcome: outcome)
      }
      guard nextTrial < plan.count else { return nil }
      _ = try? await runner.run(plan[nextTrial], with: source)
      nextTrial += 1
    }
  }
}

/// Plays from a cassette and remembers the runs of code that were played.
private final class ListeningSource: ExchangeSource {
  private let player: CassettePlayer
  private var runs: [(run: CodeRun, outcome: ExecutionOutcome)] = []

  init(_ player: CassettePlayer) {
    self.player = player
  }

  func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    try await player.completion(of: call)
  }

  func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    let outcome = try await player.execution(of: run)
    runs.append((run, outcome))
    return outcome
  }

  func takeFirst() -> (run: CodeRun, outcome: ExecutionOutcome)? {
    runs.isEmpty ? nil : runs.removeFirst()
  }
}
