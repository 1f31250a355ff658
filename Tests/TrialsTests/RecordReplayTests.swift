import Analysis
import BenchTestSupport
import Cassettes
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

// A replay is given no world, and could not be: `TrialStream.replay` is there for cassettes alone, and
// the sources that hold a `LiveWorld` are other types. The compiler is the test of that.

@Suite("Recorded, sealed and replayed")
struct RecordReplayTests {
  /// All ten methods, and two and four turns for those that allow it; one model takes everything,
  /// the other neither tools nor system messages.
  static let yaml = """
    version: 1
    models:
      able:
        parameters: {temperature: 0, max_tokens: 500}
        access: {base-url: "http://localhost:1/v1"}
      plain:
        parameters: {temperature: 0}
        capabilities: {tools: false, system-messages: false}
        access: {base-url: "http://localhost:1/v1"}
    methods: [only-question, all-text, all-code, all-code-cot, autogen-conca, autogen-system,
      code-interpreter, code-interpreter-plus, code-text-summary, self-estimate, only-question@2,
      all-text@2, all-code@2, all-code-cot@2, autogen-conca@2, autogen-system@2, only-question@4,
      all-text@4, all-code@4, all-code-cot@4, autogen-conca@4, autogen-system@4]
    tasks: [game24]
    questions: {per-task: QUESTIONS}
    samples: SAMPLES
    """

  /// The bench of so many questions and samples.
  private func bench(questions: Int = 1, samples: Int = 1) throws -> SmallBench {
    try SmallBench(
      Self.yaml.replacing("QUESTIONS", with: "\(questions)")
        .replacing("SAMPLES", with: "\(samples)"))
  }

  @Test("every trial has the same line, in the plan's order, whatever the number of workers")
  func sameLines() async throws {
    try await withTemporaryFolder { path in
      let bench = try bench(questions: 4, samples: 2)
      let recorded = try await bench.record(
        into: path, from: ScriptedModel(bench).world, trialsAtOnce: 64)
      #expect(recorded.failures.isEmpty)
      #expect(recorded.lines.count == bench.plan.count)
      let replayed = try await bench.replay(from: path)
      #expect(replayed.misses.isEmpty && replayed.failures.isEmpty)
      #expect(replayed.lines.map(\.trial) == bench.trials.map(\.id))
      for line in replayed.lines { #expect(line == recorded.lines[line.trial]) }
      #expect(replayed.used.usedCount == replayed.used.count)

      let parallel = try await bench.replay(from: path, workers: 8)
      #expect(parallel.order == replayed.order)
      #expect(parallel.lines == replayed.lines)
      #expect(parallel.used == replayed.used)
      // The script is worth something only if it shows what it claims to show.
      #expect(Set(replayed.lines.map(\.outcome)).count >= 6)
      #expect(Set(replayed.lines.map(\.calls)).isSuperset(of: [1, 2, 3, 4]))
      #expect(replayed.lines.contains { $0.executions > 2 })
    }
  }

  @Test("one trial at a time asks for the same exchanges as many at once")
  func concurrencyLeavesNoTrace() async throws {
    try await withTemporaryFolder { path in
      let bench = try bench()
      let world = ScriptedModel(bench).world
      var contents: [[Slot: [UInt8]]] = []
      for atOnce in [1, 24] {
        let folder = "\(path)/\(atOnce)"
        _ = try await bench.record(into: folder, from: world, trialsAtOnce: atOnce)
        let reader = try CassetteFolder(path: folder).reader()
        var content: [Slot: [UInt8]] = [:]
        for entry in try reader.entries() {
          content[entry.slot] =
            try reader.request(of: entry) + (try reader.result(at: entry.slot) ?? [])
        }
        contents.append(content)
      }
      #expect(contents[0] == contents[1])
      #expect(contents[0].count > 30)
    }
  }

  @Test("recording the same again asks for nothing and adds no cassette")
  func recordingTwiceIsFree() async throws {
    try await withTemporaryFolder { path in
      let bench = try bench()
      let first = try await bench.record(into: path, from: ScriptedModel(bench).world)
      let lines = try CassetteFolder(path: path).lines
      let nothing = LiveWorld(
        complete: { (call) throws(DeckError) in
          throw DeckError(.provider, "\(call.trial) asked again")
        },
        execute: { (_) throws(DeckError) in throw DeckError(.execution, "run again") })
      let second = try await bench.record(into: path, from: nothing)
      #expect(second.failures.isEmpty)
      #expect(second.lines == first.lines)
      #expect(try CassetteFolder(path: path).lines == lines)
    }
  }

  @Test("a world that fails stops the recording; the next one goes on and replays whole")
  func failureAndResumption() async throws {
    try await withTemporaryFolder { path in
      let bench = try bench()
      let model = ScriptedModel(bench).world
      let log = CallLog<Slot>()
      let failing = LiveWorld(
        complete: { (call) throws(DeckError) in
          guard log.count < 12 else { throw DeckError(.provider, "out of credit") }
          log.add(call.slot)
          return try await model.complete(call)
        },
        execute: model.execute)
      let first = try await bench.record(into: path, from: failing, trialsAtOnce: 4)
      #expect(!first.failures.isEmpty && first.failures.count <= 4)
      #expect(first.failures.allSatisfy { $0.error.code == .provider })
      #expect(first.lines.count + first.failures.count < bench.plan.count)

      let counting = LiveWorld(
        complete: { (call) throws(DeckError) in
          log.add(call.slot)
          return try await model.complete(call)
        },
        execute: model.execute)
      let second = try await bench.record(into: path, from: counting, trialsAtOnce: 4)
      #expect(second.failures.isEmpty)
      #expect(log.repeated.isEmpty)
      for (trial, line) in first.lines { #expect(second.lines[trial] == line) }
      let replayed = try await bench.replay(from: path, workers: 3)
      #expect(replayed.lines.count == bench.plan.count)
      for line in replayed.lines { #expect(line == second.lines[line.trial]) }
    }
  }

  @Test("Code + Text + Sum. pays for its third call only, where All Text and All Code are recorded")
  func sharesCalls() async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(
        """
        version: 1
        models: {tiny: {access: {base-url: "http://localhost:1/v1"}}}
        methods: [all-text, all-code, code-text-summary]
        tasks: [game24]
        """)
      let log = CallLog<Slot>()
      let world = LiveWorld.scripted { call in
        log.add(call.slot)
        return .says("<<<1>>>")
      }
      let recorded = try await bench.record(into: path, from: world)
      #expect(recorded.lines.count == 3 * 5)
      #expect(log.count == 3 * 5)
      #expect(recorded.lines.values.reduce(0) { $0 + $1.calls } == 5 * (1 + 1 + 3))
      let usages = recorded.lines.values.filter { $0.calls == 3 }.map(\.usage.output)
      #expect(usages == Array(repeating: 60, count: 5))
    }
  }

  @Test("a damaged cassette fails the trial by name, and not the others")
  func corruptResults() async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(OutcomeTests.yaml(methods: "all-text", tasks: "game24"))
      let folder = try CassetteFolder.mending(path: path)
      var exchanges: [Exchange] = []
      for (number, trial) in bench.trials.enumerated() {
        let call = CallLog<ModelCallCopy>()
        _ = try await bench.run(
          trial,
          in: .scripted { asked in
            call.add(ModelCallCopy(action: asked.action, slot: asked.slot))
            return .says("x")
          })
        let asked = try #require(call.all.first)
        let good = ChatAnswer.says("<<<1>>>").reply.encoded()
        exchanges.append(
          Exchange(
            slot: asked.slot, kind: .completion, request: asked.action.request,
            result: number == 1 ? Array("SBR\u{1}garbage".utf8) : good,
            scope: trial.id.description, provenance: Array("{}".utf8)))
      }
      _ = try folder.sealing(exchanges)
      let replayed = try await bench.replay(from: path)
      #expect(replayed.failures.map(\.code) == [.corrupt])
      #expect(replayed.failures[0].message.contains(bench.trials[1].id.description))
      #expect(replayed.lines.count == bench.plan.count - 1)
    }
  }
}

/// What a test keeps of a call.
struct ModelCallCopy: Hashable {
  var action: Action
  var slot: Slot
}
