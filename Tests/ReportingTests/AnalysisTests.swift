import Analysis
import Basics
import ModelAPI
import PythonLiterals
import RecordReplay
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@Suite("Analyses and experiments")
struct AnalysisTests {
  /// A trial that is right or wrong, with what analyses look at.
  static func features(
    _ model: String, _ method: String, _ task: String, _ question: Int, right: Bool,
    rung: Int = 1, usedCode: Bool = false, code: PythonComputation.Verdict? = nil,
    estimate: SelfEstimateScores? = nil, text: String = "some words here", tokens: Int = 100
  ) -> TrialFeatures {
    let line = TrialLine(
      trial: TrialID(
        model: model, method: method, task: task, question: "q\(1000 + question)", sample: 0),
      rung: rung, outcome: right ? .correct : .wrong, score: right ? 1 : 0,
      usage: TokenUsage(
        freshInput: tokens, cacheRead: 0, cacheWrite: 0, visibleOutput: 0, reasoningOutput: 0),
      textTokens: tokens, serviceMicroseconds: 1_000_000, executionMicroseconds: 0,
      waitMicroseconds: 0, usedCode: usedCode, turns: 1, calls: 1, executions: usedCode ? 1 : 0,
      layers: TrialLayers { Digest.sha256($0.rawValue) })
    return TrialFeatures(
      line: line, diversity: TextDiversity(of: text), code: code, estimate: estimate)
  }

  private func section(_ kind: String, _ trials: [TrialFeatures]) throws -> ReportSection {
    let prices = PriceTable(rows: [
      .init(
        models: ["served"], from: try #require(PriceDay("2026-01-01")),
        price: TokenPrice(
          freshInput: Money(picodollars: 2_000_000), output: Money(picodollars: 4_000_000)),
        source: "a test")
    ])
    var analysis = try #require(AnalysisRegistry.kind(named: kind, of: .openQuestion))
      .begin(AnalysisContext(served: ["m": "served"], prices: prices))
    for trial in trials { analysis.add(trial) }
    return analysis.section
  }

  private func value(_ section: ReportSection, _ table: Int, _ row: Int, _ column: String) throws
    -> TextTable.Value
  {
    let table = section.tables[table]
    let place = try #require(table.columns.firstIndex { $0.name == column })
    return table.rows[row].cells[place].value
  }

  @Test("diversity compares code and text on the same questions, and says what is not settled")
  func diversity() throws {
    let trials = (0..<6).flatMap { question in
      [
        Self.features(
          "m", "all-code", "game24", question, right: true, usedCode: true,
          text: "x = 1\nx = 1\nx = 1\nx = 1"),
        Self.features(
          "m", "all-text", "game24", question, right: false,
          text: "every word of this line differs \(question)"),
      ]
    }.sorted { $0.line.trial < $1.line.trial }
    let found = try section("diversity", trials)
    #expect(found.tables[0].rows.map(\.name) == ["m:all-code:code", "m:all-text:text"])
    #expect(try value(found, 0, 0, "line-diversity") == .number(0.25, decimals: 3))
    #expect(try value(found, 0, 0, "between-answers") == .number(0, decimals: 3))
    #expect(try value(found, 0, 1, "word-diversity") == .number(1, decimals: 3))
    #expect(found.findings[0].hasPrefix("m, code less text on 6 questions answered in both ways"))
    #expect(found.findings[0].contains("line diversity -0.750 [-0.750, -0.750]"))
    let none = try section(
      "diversity", [Self.features("m", "all-text", "game24", 1, right: true)])
    #expect(none.findings[0].contains("nothing is compared"))
  }

  @Test("text-like code is counted among the trials with code, with an interval")
  func textLike() throws {
    let trials =
      (0..<4).map {
        Self.features(
          "m", "all-code", "game24", $0, right: $0 == 0, usedCode: true, code: .textLike)
      }
      + (4..<10).map {
        Self.features(
          "m", "all-code", "game24", $0, right: true, usedCode: true, code: .computing)
      } + [Self.features("m", "all-text", "game24", 11, right: true)]
    let found = try section("text-like-code", trials)
    #expect(
      found.findings == [
        "m: of the trials with code, text-like are 4 of 10, 40 % [17, 69]. Right where it was text-like: "
          + "1 of 4, 25 % [5, 70]; where it computed: 6 of 6, 100 % [61, 100]."
      ])
    #expect(try value(found, 0, 0, "code-trials") == .integer(10))
    #expect(try value(found, 0, 1, "text-like-rate") == .unmeasured)
    #expect(found.tables[1].rows.count == 4)
  }

  @Test("calibration takes the score of the way that was taken, and compares with the base rate")
  func calibration() throws {
    let trials = [
      Self.features(
        "m", "self-estimate", "game24", 0, right: true, usedCode: true,
        estimate: SelfEstimateScores(coding: 10, text: 0)),
      Self.features(
        "m", "self-estimate", "game24", 1, right: false,
        estimate: SelfEstimateScores(coding: 9, text: 0)),
      Self.features("m", "self-estimate", "game24", 2, right: false),
      Self.features(
        "m", "all-text", "game24", 3, right: false,
        estimate: SelfEstimateScores(coding: 9, text: 9)),
    ]
    let found = try section("calibration", trials)
    #expect(try value(found, 0, 0, "trials") == .integer(3))
    #expect(try value(found, 0, 0, "scored") == .integer(2))
    #expect(try value(found, 0, 0, "brier") == .number(0, decimals: 4))
    #expect(try value(found, 0, 0, "brier-base") == .number(0.25, decimals: 4))
    #expect(found.findings[1].contains("carry information"))
    #expect(found.findings[2].contains("taken in 1 of 2"))
    #expect(try section("calibration", []).findings[0].hasPrefix("No trial of the method"))
  }

  @Test("a point costs what its tokens cost, and only the Pareto front is efficient")
  func costPerPoint() throws {
    let trials = (0..<4).flatMap { question in
      [
        Self.features("m", "all-code", "game24", question, right: question < 2, tokens: 200),
        Self.features("m", "all-text", "game24", question, right: question < 1, tokens: 100),
        Self.features("m", "only-question", "game24", question, right: false, tokens: 150),
      ]
    }
    let found = try section("cost-per-point", trials)
    #expect(found.tables[0].rows.map(\.name) == ["m:all-code", "m:all-text", "m:only-question"])
    #expect(try value(found, 0, 0, "tokens-per-point") == .number(4, decimals: 2))
    #expect(try value(found, 0, 0, "dollars") == .number(0.0004, decimals: 6))
    #expect(try value(found, 0, 0, "extra-tokens-per-extra-point") == .number(4, decimals: 1))
    #expect(try value(found, 0, 2, "efficient") == .text("no"))
    #expect(try value(found, 0, 2, "tokens-per-point") == .unmeasured)
    #expect(found.findings[0].contains("all-text (25.0 points, 100 tokens) and all-code"))
  }

  // MARK: Experiments

  private static let axes = ScoreAxes(
    models: [
      .init(name: "big-7b", title: "big-7b"), .init(name: "small-1b", title: "small-1b"),
    ],
    methods: [
      .init(name: "only-question", title: "Only Question"),
      .init(name: "all-code", title: "All Code"),
      .init(name: "code-interpreter", title: "Code Interpreter"),
    ], tasks: [.init(name: "game24", title: "Game 24")])

  private func experiment(_ name: String, _ trials: [TrialFeatures]) throws -> ReportSection {
    let context = AnalysisContext(
      axes: Self.axes, ladders: ["game24": [1: "numbers 2", 2: "numbers 3"]])
    var experiment = try #require(AnalysisRegistry.kind(named: name, of: .experiment)).begin(
      context)
    for trial in trials { experiment.add(trial) }
    return experiment.section
  }

  /// Two models on the same questions, right as the rule says.
  private func trials(
    _ count: Int, method: String = "code-interpreter", _ isRight: (String, Int) -> Bool
  ) -> [TrialFeatures] {
    ["big-7b", "small-1b"].flatMap { model in
      (0..<count).map {
        Self.features(
          model, method, "game24", $0, right: isRight(model, $0), rung: $0 % 2 + 1,
          usedCode: true, code: .computing)
      }
    }
  }

  @Test("inverse scaling is said where the smaller model is better beyond chance, and only there")
  func inverseScaling() throws {
    let inverse = try experiment(
      "inverse-scaling", trials(20) { model, _ in model == "small-1b" })
    // The conclusion first, a chart beside it.
    #expect(inverse.findings[0] == "Inverse scaling is shown in Game 24 with Code Interpreter.")
    #expect(inverse.findings[1].contains("small-1b and big-7b"))
    #expect(inverse.findings[2].contains("the smaller model is better, inverse scaling"))
    #expect(inverse.findings[2].contains("ahead on rung 1 and 2"))
    #expect(inverse.charts.map(\.title) == ["The larger model less the smaller one"])
    let usual = try experiment("inverse-scaling", trials(20) { model, _ in model == "big-7b" })
    #expect(usual.findings.first?.hasPrefix("Inverse scaling is shown nowhere") == true)
    let few = try experiment("inverse-scaling", trials(5) { model, _ in model == "small-1b" })
    #expect(few.findings[2].contains("not settled"))
    #expect(few.findings.first?.contains("neither show inverse scaling nor rule it out") == true)
    let table = try #require(few.tables.last)
    #expect(table.rows.map(\.name) == ["game24:code-interpreter:small-1b:big-7b"])
  }

  @Test("an experiment without what it compares says what to name")
  func nothingToCompare() throws {
    let one = trials(3) { _, _ in true }.filter { $0.line.trial.model == "big-7b" }
    #expect(try experiment("inverse-scaling", one).findings[0].contains("Only 1 model"))
    #expect(try experiment("forced-code", one).findings[0].hasPrefix("No model answers"))
    let apart =
      one
      + (5..<8).map { Self.features("small-1b", "code-interpreter", "game24", $0, right: true) }
    #expect(try experiment("inverse-scaling", apart).findings[0].contains("share no question"))
  }

  @Test("code usage and the dip in the middle are judged by intervals")
  func codeUsage() throws {
    func ladder(_ count: Int, dips: Bool = true) -> [TrialFeatures] {
      (1...3).flatMap { rung in
        (0..<count).map {
          Self.features(
            "big-7b", "code-interpreter", "game24", 100 * rung + $0, right: rung != 2 || !dips,
            rung: rung,
            usedCode: rung == 3)
        }
      }
    }
    let many = try experiment("code-usage", ladder(20))
    #expect(
      many.findings[0] == "Of 1 ladder, code usage grows with complexity on 1 and shrinks on 0; "
        + "success dips in the middle on 1 of 1. The others show neither.")
    #expect(many.charts.count == 2)
    #expect(many.findings[1].contains("change +100 [+77, +100] points: it grows"))
    #expect(many.findings[2].contains("success dips in the middle"))
    #expect(many.findings[2].contains("without code: 20 of 20"))
    let flat = try experiment("code-usage", ladder(20, dips: false))
    #expect(flat.findings[2].contains("no dip in the middle is shown"))
    let one = try experiment("code-usage", ladder(1))
    #expect(one.findings.count == 1 && one.findings[0].hasPrefix("1 ladder of fewer"))
  }

  @Test("forced code is compared on the same questions, and what was text-like is told")
  func forcedCode() throws {
    let free = trials(12) { _, _ in true }
    let forced = (0..<12).map {
      Self.features(
        "big-7b", "all-code", "game24", $0, right: $0 < 2, usedCode: true,
        code: $0 < 4 ? .computing : .textLike)
    }
    let found = try experiment("forced-code", forced + free)
    #expect(found.findings[0].contains("right in 2 with All Code and in 12"))
    #expect(found.findings[0].contains("forcing code is worse here"))
    #expect(found.findings[1].contains("(text-like) 8 of 12"))
    #expect(found.findings[1].contains("Right where it computed: 2 of 4, 50 % [15, 85]."))
    #expect(found.tables[0].rows.map(\.name) == ["big-7b:game24", "big-7b:all"])
  }

  @Test("a trial that two sweeps hold counts once, and the report says so")
  func repeated() throws {
    let all = trials(6) { model, _ in model == "big-7b" }
    let once = try experiment("inverse-scaling", all)
    let twice = try experiment("inverse-scaling", all + all)
    #expect(twice.tables == once.tables)
    #expect(twice.findings.last?.hasPrefix("12 trials stood in a sweep before") == true)
  }

  @Test("sections are the same twice, in every format", arguments: TableFormat.allCases)
  func deterministic(format: TableFormat) throws {
    let all = trials(9) { model, question in question % 3 == (model == "big-7b" ? 0 : 1) }
    func sections() throws -> [ReportSection] {
      try AnalysisRegistry.kinds(of: .experiment).map { try experiment($0.name, all) }
        + AnalysisRegistry.kinds(of: .openQuestion).map { try section($0.name, all) }
    }
    let first = try format.text(of: sections())
    for _ in 0..<3 { #expect(try format.text(of: sections()) == first) }
    #expect(first.hasSuffix("\n") && !first.contains("\u{1b}"))
  }
}
