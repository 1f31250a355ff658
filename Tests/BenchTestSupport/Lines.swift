public import Basics
public import ModelAPI
public import RecordReplay
public import ScoreSheets
import Sweeps
public import Tasks
public import Trials

/// Lines of score sheets, their headers and their bytes, for tests that run no trial.
public enum Lines {
  /// A line of a trial that was answered with code.
  public static func line(
    model: String = "m", method: String = "all-code", task: String = "game24",
    question: String = "q1", sample: Int = 0, outcome: Outcome = .correct, score: Double = 1,
    usage: TokenUsage = TokenUsage(freshInput: 120, cacheRead: 0, visibleOutput: 30),
    timing: RecordedTiming = .alone
  ) -> TrialLine {
    func known(_ microseconds: Int) -> Int? { timing == .alone ? microseconds : nil }
    return TrialLine(
      trial: TrialID(
        model: model, method: method, task: task, question: question, sample: sample),
      rung: 2, outcome: outcome, score: score, usage: usage, textTokens: 140,
      serviceMicroseconds: known(1_500_000), executionMicroseconds: known(20_000),
      waitMicroseconds: known(0),
      usedCode: true, turns: 1, calls: 1, executions: 1,
      layers: TrialLayers { Digest.sha256($0.rawValue) })
  }

  /// The header for trials of a sweep that says no more than this.
  public static func header(
    _ name: String = "small", cassettes: [Digest] = [], grading: GradingPolicy = .strict,
    extractsByModel: Bool = false, variesPrompts: Bool = false, isJudged: Bool = false
  ) throws -> ScoreSheetHeader {
    let yaml = """
      version: 1
      models: {m: {access: {base-url: "http://localhost:1/v1"}}}
      """
    var sweep = try SweepReader.sweep(from: yaml, file: "sweep.yaml", folder: "small")
    sweep.name = name
    if variesPrompts { sweep.promptVariants = [PromptVariant(name: "terse", folder: "terse")] }
    if isJudged {
      sweep.judges = [SweepJudge(name: "j", model: .model(0), verdicts: [])]
      let rule = JudgeRule(names: [.init("j")], prompt: nil, verdicts: [])
      sweep.tasks = [
        DeclaredTask(
          TaskDeclaration(
            file: "task.yaml", folder: "t", name: "t", columns: .init(file: .init("q.csv")),
            prompt: .here(.init("{{q}}")), grading: GradingRule(.judge(rule))))
      ]
    }
    sweep.extraction = extractsByModel ? .model(ModelExtraction()) : .rules
    return ScoreSheetHeader(of: sweep, grading: grading, cassettes: cassettes)
  }

  /// The bytes of a sheet.
  ///
  /// - Parameter header: By default that of a sweep whose answers are read as those of the lines are.
  public static func bytes(
    _ lines: [TrialLine], header: ScoreSheetHeader? = nil
  ) throws -> [UInt8] {
    let extractsByModel = lines.contains { $0.extraction != nil }
    var encoder = try ScoreSheetEncoder(
      try header
        ?? Self.header(
          extractsByModel: extractsByModel, isJudged: lines.contains { $0.judging != nil }))
    for line in lines { try encoder.append(line) }
    return encoder.take()
  }

  /// A reader of a sheet in memory.
  public static func reader(
    _ lines: [TrialLine], header: ScoreSheetHeader? = nil, named name: String = "sheet"
  ) throws -> ScoreSheetReader {
    try ScoreSheetReader(bytes: bytes(lines, header: header), named: name)
  }

  /// The lines of a sheet's bytes.
  public static func read(_ bytes: [UInt8]) throws -> [TrialLine] {
    var reader = try ScoreSheetReader(bytes: bytes, named: "sheet")
    var lines: [TrialLine] = []
    while let line = try reader.next() { lines.append(line) }
    return lines
  }
}
