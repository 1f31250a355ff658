import Basics
import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Money")
struct SpendingTests {
  /// A price list in which a thousand of the scripted model's answer tokens cost a dollar.
  private func priced(_ workshop: Workshop, input: Int = 1000) throws -> [String] {
    let file = workshop.folder.appending(path: "prices.yaml")
    let text = """
      version: 1
      prices:
        - {models: [scripted], from: 2024-01-01, input: \(input), output: 1000, source: here}

      """
    try Data(text.utf8).write(to: file)
    return ["--prices", file.path]
  }

  @Test("A budget of calls ends the recording with exit 5, seals, and the next one goes on")
  func calls() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer()
    try await server.serving { url in
      let first = try await workshop.record(url, ["--budget", "calls=5", "--json"])
      #expect(first.status == 5, "\(first.errors)")
      #expect(first.errors.contains("the budget is reached: 5 of 5 calls are made"))
      #expect(first.errors.contains("To go on: steerbench record"))
      #expect(server.answered.count == 5)
      #expect(workshop.cassettes.count == 1)
      let report = try JSONValue(parsing: first.output)
      #expect(report["spent"]?["calls"]?.integer == 5)
      #expect(report["spent"]?["tokens"]?.integer == 75)
      #expect(report["spent"]?["usd"] == .null)

      let second = try await workshop.record(url)
      #expect(second.status == 0, "\(second.errors)")
      #expect(Set(server.answered).count == server.answered.count, "nothing was paid twice")
    }
    #expect(try await workshop.replay().status == 0)
  }

  @Test("A budget of money is never passed, although an answer may be as long as it likes")
  func money() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let prices = try priced(workshop, input: 0)
    let server = try ScriptedServer()
    let run = try await server.serving { url in
      // Each answer takes 5 tokens, $0.005; held back for one are 64, thirteen times as much.
      try await workshop.record(url, ["--budget", "usd=0.1", "--json"] + prices)
    }
    #expect(run.status == 5, "\(run.errors)")
    let spent = try JSONValue(parsing: run.output)["spent"]?["usd"]?.string
    let dollars = try #require(spent.flatMap { Double($0) })
    #expect(dollars <= 0.1)
    #expect(abs(dollars - Double(server.answered.count) * 0.005) < 1e-9)
    #expect(server.answered.count == 8, "the ninth might take the budget beyond its end")
  }

  @Test("A model without a price blocks a budget of money before anything is sent")
  func unknownPrice() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let server = try ScriptedServer()
    let run = try await server.serving { try await workshop.record($0, ["--budget", "usd=5"]) }
    #expect(run.status == 2)
    #expect(run.errors.contains("prices.yaml has no price of \"scripted\""), "\(run.errors)")
    #expect(run.errors.contains("--prices"))
    #expect(server.answered.isEmpty)
    #expect(workshop.cassettes.isEmpty)
  }

  @Test("A model whose answers have no limit blocks a budget, unless one is named to count with")
  func unlimitedAnswer() async throws {
    let workshop = try Workshop { $0.replacing("\n      max_tokens: 64", with: "") }
    defer { workshop.remove() }
    let server = try ScriptedServer()
    try await server.serving { url in
      let run = try await workshop.record(url, ["--budget", "tokens=100000"])
      #expect(run.status == 2)
      #expect(run.errors.contains("--answer-tokens"), "\(run.errors)")
      #expect(server.answered.isEmpty)
      let counted = try await workshop.record(
        url, ["--budget", "tokens=100000", "--answer-tokens", "100"])
      #expect(counted.status == 0, "\(counted.errors)")
    }
  }

  @Test(
    "A budget that cannot be read gives exit 2 and says what it takes",
    arguments: ["usd", "usd=-1", "usd=1e3", "tokens=many", "euro=5", "calls=1,calls=2", "sweep"])
  func badBudget(word: String) async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let run = try await workshop.record("http://127.0.0.1:9/v1", ["--budget", word])
    #expect(run.status == 2)
    #expect(run.errors.contains("--budget"), "\(run.errors)")
  }

  @Test("A plan gives the cost from assumptions first, from recordings then, and nothing at last")
  func plan() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    let prices = try priced(workshop)
    func plan(_ more: [String] = []) async throws -> JSONValue {
      let run = try await Tool.run(
        ["plan", "sweep", "--json"] + prices + more, in: workshop.folder)
      #expect(run.status == 0, "\(run.errors)")
      return try #require(try JSONValue(parsing: run.output)[0]?["expected"])
    }
    let assumed = try await plan()
    #expect(assumed["basis"]?.string?.contains("no recording") == true)
    let (p50, p95) = (assumed["tokens"]?["p50"]?.integer, assumed["tokens"]?["p95"]?.integer)
    #expect(try #require(p50) < #require(p95))
    #expect(assumed["usd"]?["p50"]?.string != nil)

    try await ScriptedServer().serving {
      _ = try await workshop.record($0, ["--budget", "calls=14"])
    }
    let partial = try await plan()
    #expect(partial["basis"]?.string?.contains("recorded trials, resampled") == true)
    #expect(try #require(partial["missingTrials"]?.integer) > 0)

    try await ScriptedServer().serving { _ = try await workshop.record($0) }
    let complete = try await plan()
    #expect(complete["missingTrials"]?.integer == 0)
    #expect(complete["tokens"]?["p95"]?.integer == 0)
    let text = try await Tool.run(["plan", "sweep"], in: workshop.folder)
    #expect(text.output.contains("expected cost"))
  }

  @Test("Another sweep's recordings tell what this one will take")
  func history() async throws {
    let workshop = try await Workshop.recorded(withBaseline: false)
    defer { workshop.remove() }
    let prices = try priced(workshop)
    let other = workshop.folder.appending(path: "cassettes/other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: workshop.file("sweep.yaml"), to: other.appending(path: "sweep.yaml"))
    let run = try await Tool.run(
      ["plan", "other", "--history", "sweep", "--json"] + prices, in: workshop.folder)
    let expected = try #require(try JSONValue(parsing: run.output)[0]?["expected"])
    // Every call took 15 tokens: 4 methods of 4 trials, the summary a third call of its own.
    #expect(expected["tokens"]?["p50"]?.integer == 15 * 16)
    #expect(expected["tokens"]?["p95"]?.integer == 15 * 16)
    #expect(expected["usd"]?["p50"]?.string == "0.2400")
  }
}
