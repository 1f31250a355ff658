import Analysis
import BenchTestSupport
import Cassettes
import CodeExecution
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Synchronization
import Testing
import Trials

@Suite("Shards of a sweep")
struct ShardTests {
  private static let yaml = """
    version: 1
    models:
      one: { model: same, parameters: { temperature: 0 }, access: { base-url: http://127.0.0.1:9/v1 } }
      two: { model: same, parameters: { temperature: 0 }, access: { base-url: http://127.0.0.1:9/v1 } }
      three: { model: same, parameters: { temperature: 1 }, access: { base-url: http://127.0.0.1:9/v1 } }
    methods: [all-text, all-code, code-text-summary, all-code@2]
    tasks: [number-multiplying, navigate]
    questions: { per-task: 4 }
    samples: 2
    """

  /// A world in which different questions give rise to the very same code.
  private static func world(
    took microseconds: @escaping @Sendable () -> Int = { 10 }
  ) -> LiveWorld {
    LiveWorld(
      complete: { (_) throws(DeckError) in
        ChatAnswer.says("```python\nprint('<<<42>>>')\n```").reply
      },
      execute: { (_) throws(DeckError) in
        ExecutionOutcome(
          end: .exited(0), stdout: Array("<<<42>>>\n".utf8), wallMicroseconds: microseconds())
      })
  }

  @Test("Sixteen shards merged are the cassette of one machine, byte for byte, in any order")
  func mergedIsOneMachine() async throws {
    let bench = try SmallBench(Self.yaml)
    try await withTemporaryFolder { path in
      _ = try await bench.record(into: "\(path)/one", from: Self.world(), trialsAtOnce: 1)
      _ = try await bench.record(into: "\(path)/wide", from: Self.world(), trialsAtOnce: 9)
      var folders: [String] = []
      for shard in Shard.all(of: 16) {
        let folder = "\(path)/shards/\(shard.number)"
        let recorded = try await bench.record(into: folder, from: Self.world(), shard: shard)
        #expect(recorded.failures.isEmpty)
        folders.append(folder)
      }
      let one = try CassetteFolder(path: "\(path)/one").lines
      #expect(one.count == 1)
      #expect(try CassetteFolder(path: "\(path)/wide").lines == one)
      for (name, order) in [("up", folders), ("down", folders.reversed())] {
        let merged = try CassetteFolder.adding(
          Self.set(order), to: "\(path)/\(name)", sameOutcome: MeasuredTwice.isSameOutcome)
        #expect(merged.folder.lines == one)
      }
    }
  }

  @Test("The same code in two shards is one recording, whatever time it took; other output is not")
  func measuredTwice() async throws {
    let bench = try SmallBench(Self.yaml)
    try await withTemporaryFolder { path in
      let clock = Mutex(0)
      let world = Self.world {
        clock.withLock { time in
          time += 1
          return time
        }
      }
      var folders: [String] = []
      for shard in Shard.all(of: 5) {
        let folder = "\(path)/shards/\(shard.number)"
        _ = try await bench.record(into: folder, from: world, shard: shard)
        folders.append(folder)
      }
      // Without the rule the shards contradict each other, which is what makes this a test.
      #expect(throws: CassetteError.self) { try ExchangeCatalog(Self.set(folders)) }
      let up = try CassetteFolder.adding(
        Self.set(folders), to: "\(path)/up", sameOutcome: MeasuredTwice.isSameOutcome)
      let down = try CassetteFolder.adding(
        Self.set(folders.reversed()), to: "\(path)/down", sameOutcome: MeasuredTwice.isSameOutcome)
      #expect(up.folder.lines == down.folder.lines)
      let replayed = try await bench.replay(from: "\(path)/up")
      #expect(replayed.lines.count == bench.plan.count)
      #expect(replayed.used.usedCount == up.added?.entryCount)

      let other = LiveWorld(
        complete: world.complete,
        execute: { (_) throws(DeckError) in .printing("<<<43>>>\n") })
      _ = try await bench.record(
        into: "\(path)/other", from: other, shard: Shard(1, of: 5))
      let error = #expect(throws: CassetteError.self) {
        try CassetteFolder.adding(
          Self.set(["\(path)/other"]), to: "\(path)/up", sameOutcome: MeasuredTwice.isSameOutcome)
      }
      #expect(error?.code == .conflict)
      #expect(try CassetteFolder(path: "\(path)/up").lines == up.folder.lines)
    }
  }

  @Test("A lost shard that is recorded alone completes the sweep, and nothing else is asked again")
  func lostShard() async throws {
    let bench = try SmallBench(Self.yaml)
    try await withTemporaryFolder { path in
      _ = try await bench.record(into: "\(path)/one", from: Self.world())
      var folders: [String] = []
      for shard in Shard.all(of: 8) where shard.number != 3 {
        let folder = "\(path)/shards/\(shard.number)"
        _ = try await bench.record(into: folder, from: Self.world(), shard: shard)
        folders.append(folder)
      }
      let partial = try CassetteFolder.adding(
        Self.set(folders), to: "\(path)/sweep", sameOutcome: MeasuredTwice.isSameOutcome)
      let missed = Set(try await bench.replay(from: "\(path)/sweep").misses.map(\.trial))
      let lost = try #require(Shard(3, of: 8))
      let trials = bench.plan.recordingOrder(of: lost).map { bench.plan[$0].id }
      #expect(!missed.isEmpty && missed.isSubset(of: trials))
      _ = try await bench.record(into: "\(path)/shards/3", from: Self.world(), shard: lost)
      let whole = try CassetteFolder.adding(
        Self.set(["\(path)/shards/3"]), to: "\(path)/sweep",
        sameOutcome: MeasuredTwice.isSameOutcome)
      #expect(whole.folder.lines.count == 2)
      #expect(partial.folder.lines.count == 1)
      let one = try ExchangeCatalog(CassetteSet(CassetteFolder(path: "\(path)/one"))).root
      #expect(try ExchangeCatalog(CassetteSet(whole.folder)).root == one)
      #expect(try await bench.replay(from: "\(path)/sweep").misses.isEmpty)
    }
  }

  @Test("The shares of all shards add up to the whole", arguments: [0, 1, 15, 16, 17, 1000])
  func shares(_ whole: Int) {
    let shards = Shard.all(of: 16)
    #expect(shards.reduce(0) { $0 + $1.share(of: whole) } == whole)
    #expect(shards.map { $0.share(of: whole) }.max() ?? 0 <= whole / 16 + 1)
    #expect(shards.reduce(0) { $0 + $1.share(of: 60.0) } == 60)
  }

  @Test("A shard has one spelling")
  func spelling() {
    #expect(Shard("3/16") == Shard(3, of: 16))
    for text in ["", "3", "0/16", "17/16", "-1/2", "3/16/1", "03/16", " 3/16", "3/0", "1/1000000"] {
      #expect(Shard(text) == nil)
    }
  }

  private static func set(_ folders: [String]) throws -> CassetteSet {
    CassetteSet(joining: try folders.map { CassetteSet(try CassetteFolder(path: $0)) })
  }
}
