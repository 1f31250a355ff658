import BenchTestSupport
import Cassettes
import CodeExecution
import ModelAPI
import RecordReplay
import TestSupport
import Testing

@Suite("Whatever the order in which trials come")
struct RecorderPropertyTests {
  /// What one trial wants, with pauses before each wish.
  private struct Wishes: Sendable {
    var calls: [(call: ModelCall, pauses: Int)]
  }

  @Test("each slot is paid once, kept once and the same for all", arguments: 0..<12)
  func eachSlotOnce(seed: UInt64) async throws {
    try await withTemporaryFolder { path in
      var numbers = SeededNumbers(seed)
      let trials = try (0..<30).map { try wishes(of: $0, &numbers) }
      let wanted = Set(trials.flatMap { $0.calls.map(\.call.slot) })
      let log = CallLog<Slot>()
      let studio = try Studio(path: path)
      let source = studio.source(slowWorld(log, seed: seed))
      let answers = try await withThrowingTaskGroup(of: [Slot: String].self) { group in
        for trial in trials {
          group.addTask {
            var answers: [Slot: String] = [:]
            for (call, pauses) in trial.calls {
              for _ in 0..<pauses { await Task.yield() }
              answers[call.slot] = text(try await source.completion(of: call).outcome)
            }
            return answers
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(log.repeated.isEmpty)
      #expect(Set(log.all) == wanted)
      #expect(await studio.journal.count == wanted.count)
      var agreed: [Slot: String] = [:]
      for (slot, answer) in answers.flatMap(\.self) {
        #expect(agreed.updateValue(answer, forKey: slot) ?? answer == answer)
      }
      let counts = await studio.recorder.counts
      #expect(counts.calls == wanted.count && counts.inFlight == 0)
      #expect(
        counts.calls + counts.hits + counts.shared == trials.reduce(0) { $0 + $1.calls.count })
    }
  }

  @Test("a stop loses nothing and the next recording asks only for the rest", arguments: 0..<12)
  func resumes(seed: UInt64) async throws {
    try await withTemporaryFolder { path in
      var numbers = SeededNumbers(seed &+ 1_000)
      let trials = try (0..<20).map { try wishes(of: $0, &numbers) }
      let wanted = Set(trials.flatMap { $0.calls.map(\.call.slot) })
      let log = CallLog<Slot>()
      var stops = Int.random(in: 0...40, using: &numbers)
      for _ in 0..<3 {
        let studio = try Studio(path: path)
        let source = studio.source(slowWorld(log, seed: seed))
        await withTaskGroup(of: Void.self) { group in
          for trial in trials {
            group.addTask {
              for (call, pauses) in trial.calls {
                for _ in 0..<pauses { await Task.yield() }
                let error = await deckError { () throws(DeckError) in
                  try await source.completion(of: call)
                }
                #expect(error == nil || error?.code == .interrupted)
                if error != nil { return }
              }
            }
          }
          for _ in 0..<stops { await Task.yield() }
          await studio.recorder.stop()
          await group.waitForAll()
        }
        // Everything that was asked is kept, and nothing was asked twice.
        #expect(log.repeated.isEmpty)
        #expect(await studio.journal.count == log.count)
        try await studio.journal.close()
        stops *= 4
      }
      let studio = try Studio(path: path)
      let source = studio.source(slowWorld(log, seed: seed))
      for trial in trials {
        for (call, _) in trial.calls { _ = try await source.completion(of: call) }
      }
      #expect(log.repeated.isEmpty)
      #expect(Set(log.all) == wanted)
    }
  }

  /// One to six calls out of twelve, some asked twice.
  private func wishes(of number: Int, _ numbers: inout SeededNumbers) throws -> Wishes {
    let trial = Calls.trial("method-\(number)")
    var asked: [String: UInt32] = [:]
    return Wishes(
      calls: try (0..<Int.random(in: 1...6, using: &numbers)).map { _ in
        let text = "question \(Int.random(in: 0..<12, using: &numbers))"
        let ordinal = asked[text, default: 0]
        asked[text] = ordinal + 1
        return (
          try Calls.call(text, trial: trial, ordinal: ordinal),
          Int.random(in: 0...4, using: &numbers)
        )
      })
  }

  /// A world that gives another answer each time and takes a while.
  private func slowWorld(_ log: CallLog<Slot>, seed: UInt64) -> LiveWorld {
    LiveWorld(
      complete: { (call) throws(DeckError) in
        let number = log.add(call.slot)
        var pauses = SeededNumbers(seed ^ UInt64(number))
        for _ in 0..<Int.random(in: 0...6, using: &pauses) { await Task.yield() }
        return ChatAnswer.says("answer \(number)").reply
      },
      execute: Calls.world().execute)
  }
}
