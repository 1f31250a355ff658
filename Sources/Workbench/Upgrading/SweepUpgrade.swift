package import Basics
import Cassettes
import CodeExecution
package import FoundationEssentials
package import ModelAPI
import RecordReplay
import Sweeps
import Synchronization
import Trials

/// A sweep of version 1 on its way to version 2: what would change, what its recordings still answer,
/// and what the rest is expected to cost.
package struct SweepUpgrade: Sendable {
  private let path: String
  private let upgraded: UpgradedSweep
  /// The trials of the sweep as it would be.
  private let trials: Int
  /// What its recordings do not answer.
  private let anew: AskedAnew
  private let forecast: CostForecast
  private let priceFile: String
  private var isWritten = false

  /// Looks at a sweep, and writes nothing.
  ///
  /// - Parameters:
  ///   - url: Its folder.
  ///   - prices: The file of prices that the user names; `nil` for the one beside the tasks.
  ///   - day: The day whose prices hold, in UTC.
  ///   - workers: How many trials run at the same time; no output depends on it.
  package init(_ url: URL, prices: String? = nil, day: PriceDay, workers: Int) async throws {
    let old = try OpenSweep(url)
    path = url.relativePath
    upgraded = try UpgradedSweep(of: old.folder)
    let new = try OpenSweep(upgraded.folder)
    trials = new.plan.count
    anew = try await AskedAnew(new, old, workers: workers)
    let table = try Prices(named: prices, beside: old.folder.tasks, on: day)
    priceFile = table.file
    var history = TrialHistory()
    _ = try await history.add(old.plan, old.runner, from: try old.tape())
    forecast = try await CostForecast(
      new.plan, new.runner, missing: anew.trials, history: history, price: table.price)
  }

  /// Writes the sweep as it would be.
  package mutating func write() throws {
    try upgraded.write()
    isWritten = true
  }

  /// What changes, for people.
  package var text: String {
    let questions = upgraded.pinned.choice?.questions.values.reduce(0) { $0 + $1.count }
    let kept =
      questions.map { "\($0) stay, as \(PinnedMeaning.fileName) says" }
      ?? "chosen by the new rule: nothing is recorded yet"
    return """
      \(path)
        sweep.yaml        version 1 becomes version \(Sweep.formatVersion); nothing else in it changes
        questions         \(kept)
        model calls       \(anew.calls) would be asked anew\(anew.calls > 0 ? ", and what follows from their answers" : "")
        runs of code      \(anew.runs) would be made anew, here and for nothing
      \(forecast.text(prices: priceFile))
      \(isWritten ? written : dry)
      """
  }

  private var dry: String {
    "Nothing was written. To write it: steerbench upgrade \(path) --write"
  }

  private var written: String {
    """
    Written. What is missing: steerbench record \(path)
    What no trial asks for any more: steerbench cassette gc \(path)
    Its new baseline: steerbench replay \(path) --update-baseline
    """
  }

  /// What changes, for programs.
  package var json: JSONValue {
    [
      "sweep": .string(path), "from": 1, "to": .integer(Int64(Sweep.formatVersion)),
      "written": .bool(isWritten), "trials": .integer(Int64(trials)),
      "callsAskedAnew": .integer(Int64(anew.calls)),
      "runsMadeAnew": .integer(Int64(anew.runs)),
      "exchangesAskedAnew": .integer(Int64(anew.calls + anew.runs)),
      "expected": forecast.json, "sweepFile": .string(upgraded.yaml),
      "pinnedFile": upgraded.pinned.isEmpty ? .null : .string(upgraded.pinned.yaml),
    ]
  }
}

/// What the recordings of a sweep do not answer once it is of version 2.
struct AskedAnew: Sendable {
  /// The places of the trials that ask a model for something new.
  let trials: [Int]
  /// Different model calls that are not recorded, as far as they are known: what follows from an answer
  /// shows when it is there.
  let calls: Int
  /// Different runs of code that are not recorded in their new form.
  let runs: Int

  /// Runs the sweep as it would be against the recordings of the sweep as it is.
  init(_ new: OpenSweep, _ old: OpenSweep, workers: Int) async throws {
    let tape = try old.tape()
    let isUnbuffered = old.folder.sweep.rules.isUnbuffered
    let runs = Mutex<Set<Slot>>([])
    let stream = TrialStream(
      new.plan, runner: new.runner, workers: workers, failures: .areHandedOver
    ) {
      EarlierRuns(CassettePlayer(try CassetteReader(tape)), isUnbuffered: isUnbuffered)
    }
    var trials: [Int] = []
    var calls: Set<Slot> = []
    var place = 0
    try await stream.run {
      $1
    } finishing: { source in
      runs.withLock { $0.formUnion(source.runs) }
    } emit: { end in
      defer { place += 1 }
      guard case .failure(let failure) = end else { return }
      guard let miss = failure.error.miss else { throw failure.error }
      guard miss.action.kind == .completion else {
        _ = runs.withLock { $0.insert(miss.slot) }
        return
      }
      trials.append(place)
      calls.insert(miss.slot)
    }
    self.trials = trials
    self.calls = calls.count
    self.runs = runs.withLock { $0.count }
  }
}

/// Plays a sweep's recordings to the same sweep of another version: a run of code that is recorded in
/// its earlier form is taken to print the same again, and noted.
private final class EarlierRuns: ExchangeSource {
  private let player: CassettePlayer
  private let isUnbuffered: Bool
  /// The runs that would be made anew.
  private(set) var runs: Set<Slot> = []

  init(_ player: CassettePlayer, isUnbuffered: Bool) {
    self.player = player
    self.isUnbuffered = isUnbuffered
  }

  func completion(of call: ModelCall) async throws(DeckError) -> RecordedCompletion {
    try await player.completion(of: call)
  }

  func execution(of run: CodeRun) async throws(DeckError) -> ExecutionOutcome {
    do {
      return try await player.execution(of: run)
    } catch {
      guard error.code == .miss else { throw error }
      var earlier = run
      earlier.request.isUnbuffered = isUnbuffered
      earlier.action = Action(kind: .execution, segments: earlier.request.segments)
      earlier.slot = Slot(
        action: earlier.action.digest, sample: run.slot.sample, ordinal: run.slot.ordinal)
      let outcome = try await player.execution(of: earlier)
      runs.insert(run.slot)
      return outcome
    }
  }
}
