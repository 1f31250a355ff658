import BenchTestSupport
import Cassettes
import CodeExecution
import ModelAPI
import RecordReplay
import Testing

/// A recorder over a fresh folder, and what it needs.
struct Studio {
  let folder: CassetteFolder
  let journal: RecordingJournal
  let recorder: Recorder

  init(path: String) throws {
    folder = try CassetteFolder.mending(path: path)
    journal = try RecordingJournal(path: folder.journalPath)
    recorder = Recorder(tape: try CassetteReader(CassetteUnion(folder)), journal: journal)
  }

  func source(_ world: LiveWorld) -> RecordingSource {
    RecordingSource(recorder, world: world, provenance: Calls.provenance)
  }
}

/// The error that `body` throws; `nil` if it throws none.
func deckError<Value>(_ body: () async throws(DeckError) -> Value) async -> DeckError? {
  do throws(DeckError) {
    _ = try await body()
    return nil
  } catch {
    return error
  }
}

@Suite("A recorder")
struct RecorderTests {
  @Test("asks once for a slot that fifty trials want at the same time, and answers them all")
  func asksOnce() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      let door = Door()
      let log = CallLog<Slot>()
      let world = LiveWorld(
        complete: { (call) throws(DeckError) in
          log.add(call.slot)
          await door.pass()
          return ChatAnswer.says("one answer").reply
        },
        execute: Calls.world().execute)
      let source = studio.source(world)
      let texts = try await withThrowingTaskGroup(of: String?.self) { group in
        for number in 0..<50 {
          let call = try Calls.call("same", trial: Calls.trial("method-\(number)"))
          group.addTask { text(try await source.completion(of: call).outcome) }
        }
        await door.arrivals(atLeast: 1)
        while await studio.recorder.counts.shared < 49 { await Task.yield() }
        await door.open()
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(texts == Array(repeating: "one answer", count: 50))
      #expect(log.count == 1)
      let counts = await studio.recorder.counts
      #expect(counts.calls == 1 && counts.shared == 49 && counts.hits == 0 && counts.inFlight == 0)
      #expect(await studio.journal.count == 1)
    }
  }

  @Test("asks for nothing that the journal has, not even after it was opened again")
  func journalAnswers() async throws {
    try await withTemporaryFolder { path in
      let log = CallLog<Slot>()
      let call = try Calls.call("question")
      let run = Calls.run("print(1)")
      for _ in 0..<3 {
        let studio = try Studio(path: path)
        let source = studio.source(Calls.world(log))
        for _ in 0..<2 {
          #expect(text(try await source.completion(of: call).outcome) == "echo question")
          #expect(try await source.execution(of: run).stdout == Array("print(1)".utf8))
        }
        try await studio.journal.close()
      }
      #expect(log.count == 2)
    }
  }

  @Test("asks for nothing that a sealed cassette has")
  func tapeAnswers() async throws {
    try await withTemporaryFolder { path in
      let log = CallLog<Slot>()
      let call = try Calls.call("question")
      let first = try Studio(path: path)
      _ = try await first.source(Calls.world(log)).completion(of: call)
      let sealed = try await first.journal.seal(into: first.folder)
      #expect(sealed?.entryCount == 1)

      let second = try Studio(path: path)
      let result = try await second.source(Calls.world(log)).completion(of: call)
      #expect(text(result.outcome) == "echo question")
      #expect(log.count == 1)
      #expect(await second.recorder.counts.hits == 1)
      #expect(await second.journal.count == 0)
    }
  }

  @Test("asks again for another sample and another ordinal")
  func slotsDiffer() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      let log = CallLog<Slot>()
      let source = studio.source(Calls.world(log))
      for sample in 0..<2 {
        for ordinal in 0..<2 as Range<UInt32> {
          _ = try await source.completion(
            of: Calls.call("q", trial: Calls.trial(sample: sample), ordinal: ordinal))
        }
      }
      #expect(log.count == 4)
      #expect(await studio.journal.count == 4)
    }
  }

  @Test("gives back what was recorded, errors of the provider and odd output included")
  func resultsAreKept() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      let outcome = ExecutionOutcome(
        end: .signaled(9), stdout: [0, 0xff, 0xc3, 0x0a], stderr: Array("é".utf8),
        stdoutTruncated: true, wallMicroseconds: 12, tier: .landlock)
      let world = LiveWorld(
        complete: { (_) throws(DeckError) in
          ChatAnswer.fails(400, code: "context_length_exceeded").reply
        },
        execute: { (_) throws(DeckError) in outcome })
      let call = try Calls.call("long")
      let run = Calls.run("spin()")
      for source in [studio.source(world), studio.source(Calls.world())] {
        guard case .providerError(let failure) = try await source.completion(of: call).outcome
        else {
          Issue.record("no provider error")
          return
        }
        #expect(failure.status == 400 && failure.code == "context_length_exceeded")
        #expect(try await source.execution(of: run) == outcome)
      }
    }
  }

  @Test("asks nothing new once it was stopped, and keeps what was in flight")
  func stops() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      let door = Door()
      let log = CallLog<Slot>()
      let world = LiveWorld(
        complete: { (call) throws(DeckError) in
          log.add(call.slot)
          await door.pass()
          return ChatAnswer.says("late").reply
        },
        execute: Calls.world(log).execute)
      let source = studio.source(world)
      let call = try Calls.call("in flight")
      async let late = source.completion(of: call)
      await door.arrivals(atLeast: 1)
      await studio.recorder.stop()

      let refused = try Calls.call("too late")
      for _ in 0..<2 {
        let error = await deckError { () throws(DeckError) in
          _ = try await source.completion(of: refused)
        }
        #expect(error?.code == .interrupted)
        #expect(error?.message.contains(Calls.trial().description) == true)
      }
      let error = await deckError { () throws(DeckError) in
        _ = try await source.execution(of: Calls.run("x"))
      }
      #expect(error?.code == .interrupted)

      await door.open()
      #expect(text(try await late.outcome) == "late")
      #expect(log.count == 1)
      #expect(await studio.journal.count == 1)
      // What is there is still given out.
      #expect(text(try await source.completion(of: call).outcome) == "late")
    }
  }

  @Test("keeps what was recorded before the world failed, and asks again afterwards")
  func failingWorld() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      let log = CallLog<Slot>()
      let world = LiveWorld(
        complete: { (call) throws(DeckError) in
          let number = log.add(call.slot)
          guard number != 1 else { throw DeckError(.provider, "\(call.trial): no credit left") }
          return ChatAnswer.says("answer \(number)").reply
        },
        execute: Calls.world().execute)
      let source = studio.source(world)
      _ = try await source.completion(of: Calls.call("one"))
      let two = try Calls.call("two")
      let error = await deckError { () throws(DeckError) in try await source.completion(of: two) }
      #expect(error?.code == .provider)
      #expect(error?.message.contains("no credit left") == true)
      #expect(await studio.journal.count == 1)
      #expect(text(try await source.completion(of: two).outcome) == "answer 2")
      #expect(await studio.journal.count == 2)
      let counts = await studio.recorder.counts
      #expect(counts.calls == 2 && counts.inFlight == 0)
    }
  }

  @Test("says that the journal failed, and pays for nothing more")
  func failingJournal() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      let log = CallLog<Slot>()
      let source = studio.source(Calls.world(log))
      let kept = try Calls.call("kept")
      _ = try await source.completion(of: kept)
      try await studio.journal.close()

      let lost = try Calls.call("lost")
      let error = await deckError { () throws(DeckError) in try await source.completion(of: lost) }
      #expect(error?.code == .journal)
      #expect(error?.message.contains("recording.journal") == true)
      let asked = log.count
      let next = await deckError { () throws(DeckError) in
        try await source.completion(of: Calls.callOrFail("another"))
      }
      #expect(next?.code == .journal)
      #expect(log.count == asked)
      #expect(await studio.recorder.counts.calls == 1)
    }
  }

  @Test("refuses a second, different result at a slot")
  func conflicts() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      let door = Door()
      let world = LiveWorld(
        complete: { (_) throws(DeckError) in
          await door.pass()
          return ChatAnswer.says("second").reply
        },
        execute: Calls.world().execute)
      let call = try Calls.call("q")
      let source = studio.source(world)
      async let late = deckError { () throws(DeckError) in try await source.completion(of: call) }
      await door.arrivals(atLeast: 1)
      try await studio.journal.append(
        Calls.exchange(
          call.action, result: ChatAnswer.says("first").reply.encoded(), scope: "other"))
      await door.open()
      #expect(await late?.code == .conflict)
      let again = try await source.completion(of: call)
      #expect(text(again.outcome) == "first")
    }
  }

  @Test("names an exchange after the first of the trials that wanted it, not the fastest")
  func scopeIsTheSmallest() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      let door = Door()
      let world = LiveWorld(
        complete: { (_) throws(DeckError) in
          await door.pass()
          return ChatAnswer.says("x").reply
        },
        execute: Calls.world().execute)
      let source = studio.source(world)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (number, method) in ["m", "z", "a"].enumerated() {
          let call = try Calls.call("q", trial: Calls.trial(method))
          group.addTask { _ = try await source.completion(of: call) }
          if number == 0 { await door.arrivals(atLeast: 1) }
        }
        while await studio.recorder.counts.shared < 2 { await Task.yield() }
        await door.open()
        try await group.waitForAll()
      }
      let exchanges = try await studio.journal.exchanges()
      #expect(exchanges.map(\.scope) == [Calls.trial("a").description])
    }
  }

  @Test("counts calls, runs, retries and tokens of what it paid for, and of nothing else")
  func counts() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      let attempt = ModelAttempt(
        end: .status(429), waitMicroseconds: 1, serviceMicroseconds: 1)
      let last = ModelAttempt(end: .status(200), waitMicroseconds: 1, serviceMicroseconds: 1)
      let world = LiveWorld(
        complete: { (_) throws(DeckError) in
          var answer = ChatAnswer.says("x", input: 100, output: 20)
          answer.attempts = [attempt, attempt, last]
          return answer.reply
        },
        execute: Calls.world().execute)
      let source = studio.source(world)
      for text in ["a", "b", "a"] { _ = try await source.completion(of: Calls.call(text)) }
      for code in ["a", "a", "b"] { _ = try await source.execution(of: Calls.run(code)) }
      let counts = await studio.recorder.counts
      #expect(counts.calls == 2 && counts.executions == 2 && counts.hits == 2)
      #expect(counts.retries == 4)
      #expect(counts.usage.input == 200 && counts.usage.output == 40)
    }
  }

  @Test("keeps beside an exchange that its time was measured beside other work")
  func timing() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      var provenance = Calls.provenance
      provenance.timing = .shared
      let source = RecordingSource(
        studio.recorder, world: Calls.world(), provenance: provenance)
      _ = try await source.completion(of: Calls.call("a"))
      let kept = try await studio.journal.exchanges().map {
        String(decoding: $0.provenance, as: UTF8.self)
      }
      #expect(
        kept == [#"{"recorded":"2026-01-01T00:00:00Z","timing":"shared","tool":"test"}"#])
    }
  }

  @Test("keeps when, by which tool and in which sandbox beside an exchange")
  func provenance() async throws {
    try await withTemporaryFolder { path in
      let studio = try Studio(path: path)
      let source = studio.source(Calls.world())
      _ = try await source.completion(of: Calls.call("a"))
      _ = try await source.execution(of: Calls.run("a"))
      let texts = try await studio.journal.exchanges().map {
        String(decoding: $0.provenance, as: UTF8.self)
      }
      #expect(
        texts == [
          #"{"recorded":"2026-01-01T00:00:00Z","tool":"test"}"#,
          #"{"recorded":"2026-01-01T00:00:00Z","sandbox":"namespaces","tool":"test"}"#,
        ])
    }
  }
}

extension Calls {
  /// ``call(_:trial:ordinal:)`` for closures that throw a deck's errors only.
  static func callOrFail(_ text: String) throws(DeckError) -> ModelCall {
    do { return try call(text) } catch { throw DeckError(.provider, "\(error)") }
  }
}
