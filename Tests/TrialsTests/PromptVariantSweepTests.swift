import BenchTestSupport
import Cassettes
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Sweeps
import Tasks
import Testing
import Trials

@Suite("A sweep of several prompt variants")
struct PromptVariantSweepTests {
  private static let yaml = """
    version: 2
    models:
      able:
        parameters: {temperature: 0}
        access: {base-url: "http://localhost:1/v1"}
    methods: [all-code, code-text-summary]
    tasks: [game24]
    questions: {per-task: 1}

    """
  private static let varied = yaml + "prompts: {base: base, terse: terse}\n"

  /// Records a bench and gives its replay and what was asked, one text a call.
  private func recorded(
    _ bench: SmallBench
  ) async throws -> (replay: SmallBench.Replayed, asked: [String]) {
    let asked = CallLog<String>()
    let world = LiveWorld.scripted { call in
      asked.add(call.request.messages.map(\.text).joined(separator: "\n"))
      return .says("I think it is <<<1>>>.")
    }
    return try await withTemporaryFolder { path in
      let failures = try await bench.record(into: path, from: world).failures
      #expect(failures.isEmpty)
      return (try await bench.replay(from: path), asked.all)
    }
  }

  @Test("asks anew what a variant says otherwise, and shares one recording of the rest")
  func shares() async throws {
    let (plain, before) = try await recorded(try SmallBench(Self.yaml))
    #expect(before.count == 3)
    let (replay, asked) = try await recorded(
      try SmallBench(Self.varied, variants: ["terse": [.allCode: "Code it."]]))
    #expect(replay.misses.isEmpty && replay.failures.isEmpty)
    #expect(
      replay.lines.map(\.trial.method) == [
        "all-code", "all-code+terse", "code-text-summary", "code-text-summary+terse",
      ])
    // All Text is asked once for both, and so is the summary, since the answers are the same.
    #expect(asked.count == 4 && Set(asked).count == 4)
    #expect(asked.contains { $0.contains("Code it.") })
    for line in plain.lines { #expect(replay.lines.contains(line), "\(line.trial) has moved") }
    let layers = replay.lines.map(\.layers)
    #expect(layers[0].firstDifference(from: layers[1]) == .prompt)
  }

  @Test("that says the same in other folders asks for nothing more")
  func equalWords() async throws {
    let same = try SmallBench(
      Self.varied, variants: ["terse": [.allCode: "Do as all-code says."]])
    let (replay, asked) = try await recorded(same)
    #expect(replay.lines.count == 4 && asked.count == 3)
    #expect(replay.lines[0].layers == replay.lines[1].layers)
  }

  @Test("has a column for the variant in its sheet; any other sheet is what it was")
  func column() throws {
    let lines = [Lines.line(), Lines.line(method: "all-code@2+terse")]
    let header = try Lines.header(variesPrompts: true)
    let bytes = try Lines.bytes(lines, header: header)
    let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(rows[0] == "# steerbench score sheet 1\tsweep=small\tcassettes=\tprompts=varied")
    #expect(rows[1].hasPrefix("model\tmethod\tprompts\ttask\t"))
    #expect(rows[2].hasPrefix("m\tall-code\tbase\tgame24\t"))
    #expect(rows[3].hasPrefix("m\tall-code@2+terse\tterse\tgame24\t"))
    #expect(try Lines.read(bytes) == lines)
    let reader = try ScoreSheetReader(bytes: bytes, named: "sheet")
    #expect(reader.header == header)
    let both = try Lines.header(grading: .paper, extractsByModel: true, variesPrompts: true)
      .noting(otherModels: ["m: n"])
    let empty = try Lines.bytes([], header: both)
    #expect(try ScoreSheetReader(bytes: empty, named: "sheet").header == both)
    let plain = String(decoding: try Lines.bytes(lines), as: UTF8.self)
    #expect(!plain.contains("prompts") && !plain.contains("base"))
    let forged = String(decoding: bytes, as: UTF8.self).replacing("\tterse\t", with: "\tbase\t")
    #expect(throws: ScoreSheetError.self) { try Lines.read(Array(forged.utf8)) }
  }
}
