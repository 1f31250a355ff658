import Analysis
import Basics
import BenchTestSupport
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@Suite("What questions settle")
struct CertaintyTests {
  private static let methods = ["a", "b", "c", "a@2"]

  /// Trials by method and question: as many samples as scores.
  private func measured(
    _ scores: [String: [[Double]]], tasks: [String] = ["t"]
  ) -> (summary: ScoreSummary, questions: QuestionScores) {
    var summary = ScoreSummary(
      axes: ScoreAxes(
        models: [.init(name: "m", title: "M")],
        methods: Self.methods.map { .init(name: $0, title: $0) },
        tasks: tasks.map { .init(name: $0, title: $0) }))
    var questions = QuestionScores()
    for (method, list) in scores.sorted(by: { $0.key < $1.key }) {
      for task in tasks {
        for (number, samples) in list.enumerated() {
          for (sample, score) in samples.enumerated() {
            let line = Lines.line(
              method: method, task: task, question: "q\(100 + number)", sample: sample,
              outcome: score == 1 ? .correct : score > 0 ? .partial : .wrong, score: score)
            summary.add(line)
            questions.add(line)
          }
        }
      }
    }
    return (summary, questions)
  }

  private func certainty(_ scores: [String: [[Double]]], tasks: [String] = ["t"]) throws
    -> ScoreCertainty
  {
    let (summary, questions) = measured(scores, tasks: tasks)
    return try #require(ScoreCertainty(of: ["m"], in: summary, by: questions))
  }

  @Test("a fraction with a denominator up to a thousand is told from its six decimals")
  func fractions() throws {
    for denominator in [1, 2, 3, 7, 12, 125, 128, 640, 997, 998, 999, 1_000] {
      for numerator in 0...denominator {
        var line = Lines.line()
        line.score = Double(numerator) / Double(denominator)
        var sum = ExactScoreSum()
        sum.add(millionths: try #require(line.scoreMillionths))
        #expect(
          sum.points(over: 1) == Rational(100 * numerator, over: denominator),
          "\(numerator)/\(denominator)")
      }
    }
    var other = ExactScoreSum()
    other.add(millionths: 500_001)
    #expect(other.points(over: 1) == Rational(500_001, over: 10_000))
    #expect(ExactScoreSum().points(over: 0) == nil)
  }

  @Test("methods tie whose partial credits come to the same, however the sheet rounds them")
  func exactTies() {
    let third = 1.0 / 3
    let (summary, _) = measured([
      "a": [[third], [third]], "b": [[2 * third], [0]], "c": [[0.1], [0]],
    ])
    let ranks = ModelResult(of: "m", in: ScoreTable(summary)).ranks
    #expect(ranks["a"] == 1 && ranks["b"] == 1 && ranks["c"] == 3)
    #expect(summary["m", "a", "t"]?.meanScore == summary["m", "b", "t"]?.meanScore)
    #expect(summary["m", "a", "t"]?.scoreMillionths != summary["m", "b", "t"]?.scoreMillionths)
  }

  @Test("a method is the best only where enough questions say so")
  func winner() throws {
    func always(_ score: Double, _ count: Int) -> [[Double]] {
      Array(repeating: [score], count: count)
    }
    // Right in all questions, against one question of each: five are too few for a sign test.
    let few = try certainty(["a": always(1, 6), "b": always(0, 5) + [[1]], "c": always(0, 6)])
    #expect(few.winner == nil && few.leaders == ["a"] && few.rivals == ["b"])
    let many = try certainty(["a": always(1, 12), "b": always(0, 11) + [[1]], "c": always(0, 12)])
    #expect(many.winner == "a" && many.rivals.isEmpty)
    // Variants with more turns are no rivals.
    let variant = try certainty(["a": always(1, 12), "b": always(0, 12), "a@2": always(1, 12)])
    #expect(variant.winner == "a" && variant.intervals.isEmpty, "nothing varies")
    let tie = try certainty(["a": [[1], [0], [1]], "b": [[0], [1], [1]], "c": [[0], [0], [0]]])
    #expect(tie.winner == nil && tie.leaders == ["a", "b"])
  }

  @Test("an interval holds the average, is the same each time, and is none where nothing varies")
  func intervals() throws {
    let scores: [String: [[Double]]] = [
      "a": (0..<20).map { [$0 % 2 == 0 ? 1 : 0] }, "b": (0..<20).map { [$0 % 4 == 0 ? 1 : 0] },
      "c": Array(repeating: [0], count: 20),
    ]
    let first = try certainty(scores)
    #expect(try certainty(scores).intervals == first.intervals)
    let interval = try #require(first.intervals["b"])
    #expect(interval.lower < 50 && interval.upper > 50 && interval.lower >= 0)
    let top = try #require(first.intervals["a"])
    #expect(top.upper == 100)
    #expect(top.lower > 40 && top.lower < 70)
    #expect(first.intervals["c"] == nil)
    let single = try certainty(["a": [[1]], "b": [[0]]])
    #expect(single.intervals.isEmpty && single.winner == nil)
  }

  @Test("twenty samples of a question make no interval narrower, and settle nothing")
  func samples() throws {
    func times(_ count: Int, _ scores: [Double]) -> [[Double]] {
      scores.map { Array(repeating: $0, count: count) }
    }
    let one = try certainty(["a": times(1, [1, 0, 1]), "b": times(1, [0, 0, 1])])
    let twenty = try certainty(["a": times(20, [1, 0, 1]), "b": times(20, [0, 0, 1])])
    #expect(one.intervals == twenty.intervals && twenty.winner == nil)
    let (summary, _) = measured(["a": times(20, [0, 0])])
    let cell = try #require(summary["m", "a", "t"])
    #expect(cell.trials == 40 && cell.questions.count == 2)
    #expect(cell.correct.interval == WilsonInterval(successes: 0, trials: 2))
  }

  @Test("models of one family differ in size, and those of two in more")
  func families() throws {
    func pair(_ small: String, _ large: String) throws -> InverseScaling.Pair {
      var experiment = InverseScaling(
        AnalysisContext(
          axes: ScoreAxes(
            models: [small, large].map { .init(name: $0, title: $0) },
            methods: [.init(name: "all-code", title: "All Code")],
            tasks: [.init(name: "game24", title: "Game 24")])))
      for model in [small, large] {
        for number in 0..<4 {
          let isLarge = model == large
          experiment.add(
            TrialFeatures(
              line: Lines.line(
                model: model, question: "q\(number)",
                outcome: isLarge ? (number < 3 ? .executionFailed : .wrong) : .correct,
                score: isLarge ? 0 : 1),
              diversity: TextDiversity(of: "")))
        }
      }
      return try #require(experiment.findings.pairs.first)
    }
    let different = try pair("smollm2-135m", "Qwen/Qwen2.5-Coder-0.5B-Instruct")
    #expect(different.families == ["smollm2", "qwen2.5-coder"])
    #expect(different.largeFailures.count == 3 && different.largeFailures.total == 4)
    #expect(different.smallFailures.total == 0)
    #expect(try pair("qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b").families == nil)
    #expect(try pair("gpt-4o-mini", "gpt-4o").families == nil)
    #expect(try pair("gpt-4o", "claude-3-sonnet").families == ["gpt", "claude"])
    #expect(try pair("o1-preview", "llama-3-8b").families == ["o", "llama-3"])
  }
}
