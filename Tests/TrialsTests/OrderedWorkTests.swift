@testable import Analysis
import BenchTestSupport
import Cassettes
@testable import ScoreSheets
@testable import Statistics
@testable import Sweeps
import Synchronization
import Testing
@testable import Trials


@Suite("Ordered work")
struct OrderedWorkTests {
  private struct Failure: Error {}

  /// Works through some pieces with random pauses and gives what was emitted.
  private func run(
    count: Int, window: Int, workers: Int, seed: UInt64,
    emit: @escaping @Sendable (Int) throws -> Void
  ) async throws {
    let work = OrderedWork<Int>(count: count, window: window, emit: emit)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<workers {
        group.addTask {
          var numbers = SeededNumbers(seed &* 100 &+ UInt64(worker))
          while let index = await work.next() {
            for _ in 0..<Int.random(in: 0...20, using: &numbers) { await Task.yield() }
            try await work.deliver(index, at: index)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("is emitted once, in order, whatever the delays", arguments: 0..<20)
  func keepsOrder(seed: UInt64) async throws {
    var numbers = SeededNumbers(seed)
    let count = Int.random(in: 0...120, using: &numbers)
    let emitted = Mutex<[Int]>([])
    try await run(
      count: count, window: Int.random(in: 1...9, using: &numbers),
      workers: Int.random(in: 1...8, using: &numbers), seed: seed
    ) { piece in emitted.withLock { $0.append(piece) } }
    #expect(emitted.withLock { $0 } == Array(0..<count))
  }

  @Test("never runs further ahead of the slowest than its window", arguments: [1, 2, 5])
  func keepsBound(window: Int) async throws {
    let work = OrderedWork<Int>(count: 100, window: window) { _ in }
    var taken: [Int] = []
    for _ in 0..<window { taken.append(try #require(await work.next())) }
    #expect(taken == Array(0..<window))
    // The next one waits until the first is delivered, not until any is.
    let next = Task { await work.next() }
    if window > 1 { try await work.deliver(1, at: 1) }
    let finished = Mutex(false)
    let watcher = Task {
      _ = await next.value
      finished.withLock { $0 = true }
    }
    for _ in 0..<200 { await Task.yield() }
    #expect(!finished.withLock { $0 })
    try await work.deliver(0, at: 0)
    await watcher.value
    #expect(await next.value == window)
  }

  @Test("ends without hanging when emitting fails, and emits nothing after it", arguments: 0..<20)
  func stopsOnError(seed: UInt64) async throws {
    let emitted = Mutex<[Int]>([])
    await #expect(throws: Failure.self) {
      try await run(count: 200, window: 4, workers: 6, seed: seed) { piece in
        emitted.withLock { $0.append(piece) }
        if piece == 17 { throw Failure() }
      }
    }
    #expect(emitted.withLock { $0 } == Array(0...17))
  }

  @Test("hands nothing out and emits nothing once it is stopped, and wakes who waits")
  func stops() async throws {
    let emitted = Mutex<[Int]>([])
    let work = OrderedWork<Int>(count: 10, window: 2) { piece in
      emitted.withLock { $0.append(piece) }
    }
    #expect(await work.next() == 0)
    #expect(await work.next() == 1)
    let waiting = Task { await work.next() }
    for _ in 0..<50 { await Task.yield() }
    await work.stop()
    #expect(await waiting.value == nil)
    #expect(await work.next() == nil)
    try await work.deliver(0, at: 0)
    #expect(emitted.withLock { $0 } == [])
  }
}

@Suite("A gate for calls")
struct CallGateTests {
  private struct Failure: Error {}

  /// Counts who is behind the gate.
  private final class Crowd: Sendable {
    private let state = Mutex((inside: 0, most: 0, done: 0))

    var counts: (inside: Int, most: Int, done: Int) { state.withLock { $0 } }

    func visit() async {
      state.withLock {
        $0.inside += 1
        $0.most = max($0.most, $0.inside)
      }
      for _ in 0..<5 { await Task.yield() }
      state.withLock {
        $0.inside -= 1
        $0.done += 1
      }
    }
  }

  @Test("lets no more through at once than it is wide, and everyone in the end", arguments: 1...4)
  func width(width: Int) async throws {
    let gate = CallGate(width: width)
    let crowd = Crowd()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<40 {
        group.addTask {
          await gate.pass { await crowd.visit() }
        }
      }
    }
    let (inside, most, done) = crowd.counts
    #expect(inside == 0 && most <= width && done == 40)
  }

  @Test("frees the place of a call that failed")
  func failures() async throws {
    let gate = CallGate(width: 1)
    for _ in 0..<3 {
      await #expect(throws: Failure.self) {
        try await gate.pass { () throws(Failure) in throw Failure() }
      }
    }
    #expect(await gate.pass { 7 } == 7)
  }
}

@Suite("A replay that cannot go on")
struct ReplayFailureTests {
  private struct Failure: Error {}

  @Test("throws what its listener throws, with any number of workers", arguments: [1, 2, 8])
  func listenerFails(workers: Int) async throws {
    try await withTemporaryFolder { path in
      let bench = try SmallBench(
        OutcomeTests.yaml(methods: "all-text", tasks: "game24", more: "samples: 300"))
      let tape = try CassetteUnion(CassetteFolder(path: path))
      let replay = Replay(bench.plan, runner: bench.runner, tape: tape, workers: workers)
      let heard = Mutex(0)
      await #expect(throws: Failure.self) {
        _ = try await replay.run { _ in
          let number = heard.withLock {
            $0 += 1
            return $0
          }
          if number == 200 { throw Failure() }
        }
      }
      #expect(heard.withLock { $0 } == 200)
    }
  }
}
