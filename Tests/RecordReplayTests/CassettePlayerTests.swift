import BenchTestSupport
import Cassettes
import CodeExecution
import ModelAPI
import RecordReplay
import Testing

// A player cannot ask the world: `CassettePlayer.init` takes a `CassetteReader` and nothing else,
// and the room has no global that holds a `LiveWorld`. The compiler is the test of that.

@Suite("A player of cassettes")
struct CassettePlayerTests {
  /// A player of a folder into which some exchanges were sealed.
  private func player(_ path: String, _ exchanges: [Exchange]) throws -> CassettePlayer {
    let folder = try CassetteFolder.mending(path: path).sealing(exchanges).folder
    return CassettePlayer(try folder.reader())
  }

  private func miss(_ player: CassettePlayer, _ call: ModelCall) async -> Miss? {
    await deckError { () throws(DeckError) in try await player.completion(of: call) }?.miss
  }

  @Test("gives what was recorded and marks the rows that it used")
  func plays() async throws {
    try await withTemporaryFolder { path in
      let call = try Calls.call("q")
      let run = Calls.run("print(1)")
      let outcome = ExecutionOutcome(end: .exited(1), stdout: [0xff], wallMicroseconds: 5)
      let player = try player(
        path,
        [
          Calls.exchange(call.action, scope: "a"),
          Calls.exchange(run.action, result: outcome.encoded(), scope: "b"),
          Calls.exchange(Calls.call("unused").action, scope: "c"),
        ])
      #expect(player.usedRows.count == 3 && player.usedRows.usedCount == 0)
      #expect(text(try await player.completion(of: call).outcome) == "yes")
      #expect(player.usedRows.usedCount == 1)
      #expect(try await player.execution(of: run) == outcome)
      _ = try await player.completion(of: call)
      #expect(player.usedRows.usedCount == 2)
      #expect((0..<3).map(player.usedRows.contains) == [true, true, false])
    }
  }

  @Test("says that there is no cassette, where the folder is empty")
  func missingCassette() async throws {
    try await withTemporaryFolder { path in
      let player = try player(path, [])
      let call = try Calls.call("q")
      let miss = await miss(player, call)
      #expect(miss?.reason == .missingCassette)
      #expect(miss?.trial == call.trial && miss?.slot == call.slot && miss?.request == call.request)
    }
  }

  @Test("says that this was never asked, where other things were")
  func missingAction() async throws {
    try await withTemporaryFolder { path in
      let player = try player(path, [Calls.exchange(Calls.call("other").action, scope: "a")])
      #expect(await miss(player, try Calls.call("q"))?.reason == .missingAction)
      let error = await deckError { () throws(DeckError) in
        try await player.execution(of: Calls.run("print(1)"))
      }
      #expect(error?.code == .miss && error?.miss?.reason == .missingAction)
      #expect(error?.miss?.request == nil)
      #expect(error?.message.contains("run of code") == true)
    }
  }

  @Test("says that a slot is exhausted, where the same was asked less often or for other samples")
  func slotExhausted() async throws {
    try await withTemporaryFolder { path in
      let player = try player(path, [Calls.exchange(Calls.call("q").action, scope: "a")])
      let sample = await miss(player, try Calls.call("q", trial: Calls.trial(sample: 1)))
      #expect(sample?.reason == .slotExhausted)
      #expect(sample?.summary.contains("sample 1") == true)
      let ordinal = await miss(player, try Calls.call("q", ordinal: 1))
      #expect(ordinal?.reason == .slotExhausted)
      #expect(ordinal?.summary.contains("repetition 1") == true)
    }
  }

  @Test("never takes a result of another kind for an answer, nor damage for silence")
  func unreadableResults() async throws {
    try await withTemporaryFolder { path in
      let call = try Calls.call("q")
      let run = Calls.run("print(1)")
      let outcome = ExecutionOutcome(end: .exited(0), stdout: [], wallMicroseconds: 5)
      let player = try player(
        path,
        [
          Calls.exchange(call.action, result: outcome.encoded(), scope: "a"),
          Calls.exchange(run.action, scope: "b"),
        ])
      let completion = await deckError { () throws(DeckError) in
        try await player.completion(of: call)
      }
      let execution = await deckError { () throws(DeckError) in
        try await player.execution(of: run)
      }
      #expect(completion?.code == .corrupt && execution?.code == .corrupt)
      #expect(completion?.message.contains(call.trial.description) == true)
      #expect(completion?.miss == nil)
    }
  }

  @Test("keeps sets of used rows apart from what is out of their range")
  func usedRows() {
    var rows = UsedRows(count: 130)
    for row in [-1, 0, 63, 64, 129, 130, 1_000] { rows.insert(row) }
    #expect(rows.usedCount == 4)
    #expect(
      [-1, 0, 1, 63, 64, 129, 130].map(rows.contains) == [
        false, true, false, true, true, true, false,
      ])
    var other = UsedRows(count: 130)
    other.insert(1)
    other.insert(63)
    rows.formUnion(other)
    #expect(rows.usedCount == 5)
    #expect(UsedRows(count: 0).usedCount == 0)
  }
}
