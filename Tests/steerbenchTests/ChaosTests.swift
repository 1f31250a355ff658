import Basics
import Cassettes
import Foundation
import ModelAPI
import Testing
import WorkbenchTestSupport

@Suite("A server that misbehaves")
struct ChaosTests {
  /// How many calls are made; many more in `ci/chaos`.
  private static let calls =
    ProcessInfo.processInfo.environment["STEERBENCH_CHAOS_CALLS"].flatMap { Int($0) } ?? 280
  private static let seed =
    ProcessInfo.processInfo.environment["STEERBENCH_CHAOS_SEED"].flatMap { Int($0) } ?? 1

  /// A sweep of about so many calls: two methods that ask once, on all fourteen tasks.
  ///
  /// - Parameter streams: Whether the model is there twice, the second time with streamed answers.
  private func workshop(
    calls: Int, concurrency: Int, timeout: Int, streams: Bool = false
  ) throws -> Workshop {
    let once = streams ? 56 : 28
    let perTask = min(max(calls / once / 2, 1), 24)
    let samples = (calls + once * perTask - 1) / (once * perTask)
    return try Workshop { text in
      text.replacing(
        "methods:", with: streams ? Self.streamedModel(of: text) + "methods:" : "methods:"
      )
      .replacing(
        "concurrency: 2", with: "concurrency: \(concurrency)\n      timeout-s: \(timeout)"
      )
      .replacing(
        "[only-question, all-text, all-code, code-text-summary, code-interpreter]",
        with: "[only-question, all-text]"
      )
      .replacing("[number-multiplying, navigate]", with: "all")
      .replacing("per-task: 2", with: "per-task: \(perTask)\nsamples: \(samples)")
    }
  }

  /// The model of a sweep's text once more, with streamed answers.
  private static func streamedModel(of text: String) -> String {
    guard let start = text.firstRange(of: "  scripted:"), let end = text.firstRange(of: "methods:")
    else { return "" }
    return "  streamed:\n    model: scripted\n    stream: true"
      + text[start.upperBound..<end.lowerBound]
  }

  @Test("leaves each action recorded once or reported once, and nothing else")
  func chaos() async throws {
    let workshop = try workshop(calls: Self.calls, concurrency: 32, timeout: 2, streams: true)
    defer { workshop.remove() }
    let server = try ChaosProcess(seed: Self.seed, faults: Self.calls > 1000 ? 30 : 20)
    let stormy = try await workshop.record(server.baseURL, ["--attempts", "5", "--json"])
    let stats = try await server.stats()
    server.stop()
    #expect([0, 4].contains(stormy.status), "\(stormy.errors)")
    let (trials, failures) = try checkOnceEach(stormy, stats, workshop)
    #expect(try Recorded(workshop.file("").path).scopes.contains { $0.hasPrefix("streamed/") })
    let asked = try await resume(workshop, trials, failures)
    if Self.calls > 1000 {
      print("chaos: \(trials) calls, \(failures) reported, then \(asked) asked again;")
      print("the server: \(stats)")
    }
  }

  /// Checks that each trial was recorded once and whole, or reported once; gives the number of trials and
  /// of failures.
  private func checkOnceEach(
    _ run: Tool.Run, _ stats: JSONValue, _ workshop: Workshop
  ) throws -> (trials: Int, failures: Int) {
    let report = try JSONValue(parsing: run.output)
    let trials = Int(try #require(report["trials"]?.integer))
    let failures = try #require(report["failures"]?.array).compactMap { $0["trial"]?.string }
    #expect(Set(failures).count == failures.count, "each failure is told once")
    let recorded = try Recorded(workshop.file("").path)
    #expect(recorded.wrong == [])
    #expect(Set(recorded.scopes).count == recorded.scopes.count)
    #expect(Set(recorded.scopes).isDisjoint(with: failures))
    #expect(recorded.scopes.count + failures.count == trials)
    #expect((stats["answered"]?.integer ?? 0) >= recorded.scopes.count)
    #expect((report["retried"]?.integer ?? 0) > 0)
    #expect((report["throttled"]?.integer ?? 0) > 0)
    return (trials, failures.count)
  }

  /// Records what is missing from a server that is well, which is what failed and nothing else; gives the
  /// calls that were made.
  private func resume(_ workshop: Workshop, _ trials: Int, _ failures: Int?) async throws -> Int {
    let calm = try ChaosProcess(faults: 0)
    let resumed = try await workshop.record(calm.baseURL, ["--json"])
    calm.stop()
    #expect(resumed.status == 0, "\(resumed.errors)")
    let asked = Int(try #require(try JSONValue(parsing: resumed.output)["calls"]?.integer))
    if let failures { #expect(asked == failures) }
    let whole = try Recorded(workshop.file("").path)
    #expect(whole.wrong == [] && whole.scopes.count == trials)
    #expect(Set(whole.scopes).count == trials)
    let replay = try await workshop.replay(["--no-tables"])
    #expect(replay.status == 0, "\(replay.errors)")
    return asked
  }

  /// Records under limits of the shell's.
  private func record(_ workshop: Workshop, _ baseURL: String, _ limits: String) async throws
    -> Tool.Run
  {
    try await Tool.start(
      [
        "-c", "\(limits) && exec \"$0\" \"$@\"", Tool.program.path, "record", "sweep",
        "--base-url", baseURL, "--attempts", "5", "--json",
      ], in: workshop.folder, environment: ["SWIFT_BACKTRACE": "enable=no"],
      program: URL(filePath: "/bin/sh")
    ).finish()
  }

  @Test("few descriptors and little memory change nothing of that")
  func limited() async throws {
    let workshop = try workshop(
      calls: min(Self.calls, 2000), concurrency: 64, timeout: 2, streams: true)
    defer { workshop.remove() }
    let server = try ChaosProcess(seed: Self.seed &+ 1, faults: 20)
    let run = try await record(workshop, server.baseURL, "ulimit -n 48 && ulimit -v 1048576")
    let stats = try await server.stats()
    server.stop()
    #expect([0, 4].contains(run.status), "\(run.errors)")
    #expect(run.errors.contains("of 128 calls"), "\(run.errors)")
    #expect((stats["mostInFlight"]?.integer ?? 0) <= 16)
    let (trials, failures) = try checkOnceEach(run, stats, workshop)
    _ = try await resume(workshop, trials, failures)
  }

  @Test("memory that does not suffice ends a recording, and what was acknowledged is kept once")
  func starved() async throws {
    let workshop = try workshop(calls: min(Self.calls, 2000), concurrency: 64, timeout: 2)
    defer { workshop.remove() }
    let server = try ChaosProcess(seed: Self.seed &+ 2, faults: 10)
    // It may end at any moment, in any way, or be complete. Where the system gives no thread any more,
    // it can stand still for ever: then it is killed, and what it acknowledged counts all the same.
    for kibibytes in [260_000, 300_000, 340_000] {
      _ = try await record(
        workshop, server.baseURL,
        "ulimit -v \(kibibytes) && exec timeout -s KILL 60 \"$0\" \"$@\"")
    }
    let plan = try await Tool.run(["plan", "sweep", "--json"], in: workshop.folder)
    server.stop()
    let trials = try #require(try JSONValue(parsing: plan.output).array?.first?["trials"]?.integer)
    _ = try await resume(workshop, Int(trials), nil)
  }

  @Test(
    "a thousand calls are in flight at once, in memory that does not grow",
    .enabled(if: ProcessInfo.processInfo.environment["STEERBENCH_FLOOD_CALLS"] != nil))
  func flood() async throws {
    let calls =
      ProcessInfo.processInfo.environment["STEERBENCH_FLOOD_CALLS"].flatMap { Int($0) } ?? 10_000
    let workshop = try workshop(calls: calls, concurrency: 1000, timeout: 120)
    defer { workshop.remove() }
    let server = try ChaosProcess(faults: 0, delay: 2000)
    defer { server.stop() }
    let tool = try Tool.start(
      ["record", "sweep", "--base-url", server.baseURL], in: workshop.folder)
    var samples: [(answered: Int, bytes: Int)] = []
    while tool.isRunning {
      if let bytes = tool.residentBytes, let stats = try? await server.stats() {
        samples.append((Int(stats["answered"]?.integer ?? 0), bytes))
      }
      try await Task.sleep(for: .milliseconds(500))
    }
    let most = try await server.stats()["mostInFlight"]?.integer ?? 0
    let run = await tool.finish()
    #expect(run.status == 0, "\(run.errors)")
    #expect(most >= 990)
    let early = samples.filter { $0.answered < calls / 3 }.map(\.bytes).max() ?? 0
    let late = samples.filter { $0.answered > calls * 2 / 3 }.map(\.bytes).max() ?? 0
    print("flood: \(calls) calls, \(most) in flight at most;")
    print("\(early >> 20) MB in the first third, \(late >> 20) MB in the last")
    #expect(Double(late) < Double(early) * 1.5)
  }
}

/// What a sweep's cassettes hold of a misbehaving server's answers.
private struct Recorded {
  /// The trials that recorded something, one for each exchange.
  var scopes: [String] = []
  /// Trials whose recording is not the whole answer to what they asked.
  var wrong: [String] = []

  init(_ folder: String) throws {
    let reader = try CassetteFolder(path: folder).reader()
    for entry in try reader.entries() {
      scopes.append(entry.scope)
      let request = try JSONValue(parsing: try reader.request(of: entry))
      let result = try #require(try reader.result(at: entry.slot))
      let asked = Self.contents(of: request).last ?? ""
      if !Self.isWhole(result, echo: Digest.sha256(Array(asked.utf8)).hex) {
        wrong.append(entry.scope)
      }
    }
  }

  /// Every text that the request says.
  private static func contents(of value: JSONValue) -> [String] {
    switch value {
    case .array(let elements): elements.flatMap(contents)
    case .object(let object):
      object.members.flatMap { member in
        if member.name == "content", let text = member.value.string { return [text] }
        return contents(of: member.value)
      }
    default: []
    }
  }

  /// Whether a result ends with the one whole answer to a text.
  private static func isWhole(_ result: [UInt8], echo: String) -> Bool {
    guard let reply = try? ModelReply(decoding: result),
      case .answer(let completion) = reply.outcome(by: .openAIChat)
    else { return false }
    return completion.text == "<<<42>>> echo:\(echo)" && completion.usage.output == 5
  }
}
