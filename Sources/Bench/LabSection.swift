import Basics
import Cassettes
import Foundation
import Lab
import ModelAPI
import RecordReplay

/// How fast policies of steering are judged: every built-in one, on generated trials, with a thousand
/// resamples in which every choice is made anew.
enum LabSection: BenchSection {
  static let name = "lab"
  static let summary =
    "policies of steering: all built-in ones, a thousand resamples, time and memory"

  private static let methods = [
    "all-text", "all-code", "only-question", "all-code-cot", "autogen-conca", "code-interpreter",
    "self-estimate", "code-text-summary", "all-code@2", "all-code@4",
  ]
  private static let tasks = 14
  private static let models = 6
  private static let resamples = 1_000
  /// Seconds and megabytes for 84,000 trials on two cores.
  private static let marks = (seconds: 60.0, megabytes: 300.0)

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    let each = max(options.trials * 84 / 100 / (methods.count * models * tasks), 2)
    let clock = ContinuousClock()
    var start = clock.now
    let book = book(questions: each)
    let building = seconds(start.duration(to: clock.now))
    let policies = try BuiltInPolicies.names.compactMap(BuiltInPolicies.policy)
    start = clock.now
    let findings = try await LabExperiment(
      book, policies: policies, passesOver: true, resamples: resamples,
      learned: LabExperiment.learnedNames
    ).findings(workers: ProcessInfo.processInfo.activeProcessorCount)
    let judging = seconds(start.duration(to: clock.now))
    let text = try CanonicalJSON.text(of: LabJSON(findings).value)
    let trials = each * methods.count * models * tasks
    return BenchReport(
      section: name,
      facts: [
        ("trials", "\(trials)"),
        ("policies", "\(findings.models.map(\.policies.count).max() ?? 0)"),
        ("findings", Digest.sha256(text).short),
      ],
      figures: [
        BenchFigure("the book", building, "s", decimals: 2),
        BenchFigure("judging", judging, "s", decimals: 2, mark: .atMost(marks.seconds)),
        BenchFigure(
          "peak", Double(try ResourceUsage.peakBytes) / 1e6, "MB", decimals: 1,
          mark: .atMost(marks.megabytes)),
      ])
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  /// Trials whose scores go with the question and the method, so that there is something to choose.
  private static func book(questions: Int) -> LabBook {
    var builder = LabBookBuilder()
    for model in 0..<models {
      for method in methods {
        builder.add(LabArm(model: "model-\(model)", method: method), price: nil)
      }
      for task in 0..<tasks {
        for number in 0..<questions {
          let id = "task\(task)-\(number % 5 + 1)-\(number)"
          builder.addQuestion(
            task: "task\(task)", id: id, rung: number % 5 + 1,
            text: "What is \(number * 7919) * \(number)? " + String(repeating: "word ", count: task)
          )
          for (place, method) in methods.enumerated() {
            builder.add(trial(model, place, method, task, number, id))
          }
        }
      }
    }
    return builder.book()
  }

  private static func trial(
    _ model: Int, _ place: Int, _ method: String, _ task: Int, _ number: Int, _ id: String
  ) -> LabTrial {
    let trial = TrialID(
      model: "model-\(model)", method: method, task: "task\(task)", question: id, sample: 0)
    var generator = SeededGenerator(seed: "bench \(trial)")
    let isRight = generator.chance(2 + place % 3 + (number + place + task) % 3, in: 10)
    let isRead = isRight || generator.chance(2, in: 3)
    return LabTrial(
      id: trial,
      seen: SeenReply(
        ending: isRead ? .answered : .unparsed,
        answer: isRead ? (isRight ? "right" : "\(generator.integer(in: 1...3))") : nil,
        run: place % 2 == 0 ? .none : .succeeded, printed: isRead, tokens: 100 + place * 40),
      scoreMillionths: isRight ? 1_000_000 : 0, rung: number % 5 + 1,
      exchanges: [
        LabExchange(
          slot: Slot(action: .sha256("\(trial)")),
          cost: ExchangeCost(
            usage: TokenUsage(
              freshInput: 60 + place * 30, cacheRead: 0, cacheWrite: 0,
              visibleOutput: 40 + place * 10, reasoningOutput: 0),
            service: 1_000_000 + place, execution: 0, calls: 1, executions: 0))
      ])
  }
}
