import Basics
import Testing

@testable import Lab

@Suite struct ProgramPlayTests {
  private static let policy = ProgramPolicy(name: "rule", code: "…")

  private func book() -> LabBook {
    ScriptedBook(methods: ["all-text", "all-code"]) { method, _, number, _ in
      method == "all-text"
        ? .init(answer: number % 2 == 0 ? "1" : nil, score: number % 2 == 0 ? 1_000_000 : 0)
        : .init(answer: "2", score: 500_000)
    }.book()
  }

  /// Text, and code where no answer was read: what the program would print.
  private func decide(_ line: String) throws -> String {
    let value = try JSONValue(parsing: line)
    let id = try #require(value["id"])
    let asked = value["asked"]?.array ?? []
    let decision: JSONValue
    if asked.isEmpty {
      decision = ["id": id, "ask": ["all-text"]]
    } else if asked[0]["outcome"] == "answered" || asked.count > 1 {
      decision = ["id": id, "stop": asked.last?["method"] ?? .null]
    } else {
      decision = ["id": id, "ask": ["all-code"]]
    }
    return try CanonicalJSON.text(of: decision)
  }

  private func step(_ play: inout ProgramPlay) throws {
    let open = play.open
    let lines = try play.input(open).split(separator: "\n").map { try decide(String($0)) }
    try play.take(try play.decisions(in: lines.joined(separator: "\n"), for: open))
  }

  @Test func aProgramIsJudgedAsTheListThatDecidesAlike() throws {
    let book = book()
    var play = ProgramPlay(Self.policy, book, model: "model")
    while !play.isOver { try step(&play) }
    let bench = ModelBench.scripted(book)
    let program = bench.tried(play.ways).settings[0]
    let list = try bench.outcomes(try #require(BuiltInPolicies.text(named: "text-then-code")))[0]
    #expect(program.rates == list.rates)
    #expect(program.costs == list.costs)
    #expect(program.total == list.total)
    #expect(program.stands == list.stands && program.asks == list.asks)
    #expect(program.mean == 0.75)
  }

  @Test func aLineTellsNothingOfItsQuestionsPlaceTaskOrVerdict() throws {
    var play = ProgramPlay(Self.policy, book(), model: "model")
    let first = try play.input(play.open)
    #expect(!first.contains("letters") && !first.contains("navigate"))
    #expect(first.contains("What is 3?"))
    try step(&play)
    let second = try play.input(play.open)
    for word in ["correct", "wrong", "score", "rung", "task", "reference"] {
      #expect(!second.contains(word), "\(word)")
    }
    // Questions come in no order of theirs.
    let order = first.split(separator: "\n").compactMap { line in
      (0..<4).first { line.contains("What is \($0)?") }
    }
    #expect(order != [0, 1, 2, 3, 0, 1, 2, 3])
  }

  private func fault(_ output: (Int) -> String) -> String {
    var play = ProgramPlay(Self.policy, book(), model: "model")
    do throws(LabError) {
      for _ in 0..<20 where !play.isOver {
        let open = play.open
        try play.take(
          try play.decisions(in: open.map(output).joined(separator: "\n"), for: open))
      }
      return "none"
    } catch {
      return error.message
    }
  }

  @Test func nonsenseLoopsAndForeignMethodsAreRefusedWithTheLine() {
    #expect(fault { _ in "hello" }.contains("line 1 of its output is no decision"))
    #expect(fault { "{\"id\": \"\($0)\"}" }.contains("neither asks nor stops"))
    #expect(fault { _ in "{\"id\": \"0\", \"ask\": [\"all-text\"]}" }.contains("twice"))
    #expect(fault { "{\"id\": \"\($0)\", \"ask\": [\"all-text\"]}" }.contains("it loops"))
    #expect(fault { "{\"id\": \"\($0)\", \"ask\": [\"all-txt\"]}" }.contains("all-text"))
    #expect(fault { "{\"id\": \"\($0)\", \"stop\": \"all-text\"}" }.contains("Ask first"))
    #expect(fault { _ in "" }.contains("Print a line for each"))
  }
}
