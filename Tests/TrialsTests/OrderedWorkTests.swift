import BenchTestSupport
import Cassettes
import CodeExecution
import Synchronization
import TestSupport
import Testing

@testable import Analysis
@testable import ScoreSheets
@testable import Statistics
@testable import Sweeps
@testable import Trials

@Suite("Ordered work")
struct OrderedWorkTests {
  private struct Failure: Error {}

  /// Works through some pieces with random pauses and hands each to `emit`.
  private func run(
    count: Int, window: Int, workers: Int, isOrdered: Bool = true, seed: UInt64,
    emit: (Int) throws -> Void
  ) async throws {
    let work = OrderedWork<Int>(
      count: count, window: window, isOrdered: isOrdered, workers: workers)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<workers {
        group.addTask {
          var numbers = SeededNumbers(seed &* 100 &+ UInt64(worker))
          while let index = await work.next() {
            for _ in 0..<Int.random(in: 0...20, using: &numbers) { await Task.yield() }
            await work.deliver(index, at: index)
          }
          await work.leave()
        }
      }
      do {
        while let piece = await work.take() { try emit(piece) }
      } catch {
        await work.stop()
        try await group.waitForAll()
        throw error
      }
      try await group.waitForAll()
    }
  }

  @Test("is emitted once, in order, whatever the delays", arguments: 0..<20)
  func keepsOrder(seed: UInt64) async throws {
    var numbers = SeededNumbers(seed)
    let count = Int.random(in: 0...120, using: &numbers)
    var emitted: [Int] = []
    try await run(
      count: count, window: Int.random(in: 1...9, using: &numbers),
      workers: Int.random(in: 1...8, using: &numbers), seed: seed
    ) { emitted.append($0) }
    #expect(emitted == Array(0..<count))
  }

  @Test("is emitted once, as it comes, where nobody wants an order", arguments: 0..<20)
  func keepsAll(seed: UInt64) async throws {
    var numbers = SeededNumbers(seed)
    let count = Int.random(in: 0...120, using: &numbers)
    var emitted: [Int] = []
    try await run(
      count: count, window: Int.random(in: 1...9, using: &numbers),
      workers: Int.random(in: 1...8, using: &numbers), isOrdered: false, seed: seed
    ) { emitted.append($0) }
    #expect(emitted.sorted() == Array(0..<count))
  }

  @Test("never runs further ahead of what was taken than its window", arguments: [1, 2, 5])
  func keepsBound(window: Int) async throws {
    let work = OrderedWork<Int>(count: 100, window: window, workers: 1)
    var taken: [Int] = []
    for _ in 0..<window { taken.append(try #require(await work.next())) }
    #expect(taken == Array(0..<window))
    // The next one waits until the first is taken, not until any is delivered.
    let next = Task { await work.next() }
    if window > 1 { await work.deliver(1, at: 1) }
    let finished = Mutex(false)
    let watcher = Task {
      _ = await next.value
      finished.withLock { $0 = true }
    }
    await work.deliver(0, at: 0)
    for _ in 0..<200 { await Task.yield() }
    #expect(!finished.withLock { $0 })
    #expect(await work.take() == 0)
    await watcher.value
    #expect(await next.value == window)
  }

  @Test("ends without hanging when its taker fails, and emits nothing after it", arguments: 0..<20)
  func stopsOnError(seed: UInt64) async throws {
    var emitted: [Int] = []
    await #expect(throws: Failure.self) {
      try await run(count: 200, window: 4, workers: 6, seed: seed) { piece in
        emitted.append(piece)
        if piece == 17 { throw Failure() }
      }
    }
    #expect(emitted == Array(0...17))
  }

  @Test("hands nothing out and emits nothing once it is stopped, and wakes who waits")
  func stops() async throws {
    let work = OrderedWork<Int>(count: 10, window: 2, workers: 1)
    #expect(await work.next() == 0)
    #expect(await work.next() == 1)
    let waiting = Task { await work.next() }
    let taking = Task { await work.take() }
    for _ in 0..<50 { await Task.yield() }
    await work.stop()
    #expect(await waiting.value == nil)
    #expect(await taking.value == nil)
    #expect(await work.next() == nil)
    await work.deliver(0, at: 0)
    #expect(await work.take() == nil)
  }

  @Test("ends when all workers have left, though pieces were left over")
  func leaves() async throws {
    let work = OrderedWork<Int>(count: 10, window: 9, workers: 1)
    #expect(await work.next() == 0)
    await work.deliver(0, at: 0)
    await work.leave()
    #expect(await work.take() == 0)
    #expect(await work.take() == nil)
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
      let stream = TrialStream(
        bench.plan, runner: bench.runner, from: tape, workers: workers, failures: .areHandedOver)
      var heard = 0
      await #expect(throws: Failure.self) {
        _ = try await stream.replay { _ in
          heard += 1
          if heard == 200 { throw Failure() }
        }
      }
      #expect(heard == 200)
    }
  }
}
