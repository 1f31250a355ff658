import Basics
import Cassettes
import ModelAPI
import RecordReplay

@testable import Lab

/// Trials that no model gave, for tests that know what must come out.
struct ScriptedBook {
  /// A reply.
  struct Reply {
    var answer: String?
    var score: Int? = 0
    var tokens = 10
    var ending: SeenReply.Ending?
    var run = SeenReply.Run.none
    var printed = false
    /// The name of what is asked; replies that share it share an exchange.
    var asks: [String]?
  }

  var model = "model"
  var samples = 1
  var tasks = ["letters": 4, "navigate": 4]
  var methods = ["all-text", "all-code"]
  var price: TokenPrice?
  var rung: (Int) -> Int = { $0 % 3 + 1 }
  var reply: (_ method: String, _ task: String, _ number: Int, _ sample: Int) -> Reply?

  /// The book.
  func book() -> LabBook {
    var builder = LabBookBuilder()
    add(to: &builder)
    return builder.book()
  }

  /// Adds the trials to a book.
  func add(to builder: inout LabBookBuilder) {
    for method in methods {
      builder.add(LabArm(model: model, method: method), price: price)
    }
    for task in tasks.keys.sorted() {
      for number in 0..<(tasks[task] ?? 0) {
        let id = "\(task)-1-\(number < 10 ? "0" : "")\(number)"
        builder.addQuestion(task: task, id: id, rung: rung(number), text: "What is \(number)?")
        for method in methods {
          for sample in 0..<samples {
            let trial = TrialID(
              model: model, method: method, task: task, question: id, sample: sample)
            guard let reply = reply(method, task, number, sample) else {
              builder.addMissing(trial)
              continue
            }
            builder.add(self.trial(trial, reply))
          }
        }
      }
    }
  }

  private func trial(_ id: TrialID, _ reply: Reply) -> LabTrial {
    let asks = reply.asks ?? ["\(id)"]
    let ending = reply.ending ?? (reply.answer == nil ? .unparsed : .answered)
    return LabTrial(
      id: id,
      seen: SeenReply(
        ending: ending, answer: reply.answer, run: reply.run, printed: reply.printed,
        tokens: reply.tokens * asks.count),
      scoreMillionths: reply.score, rung: 1,
      exchanges: asks.map { ask in
        LabExchange(
          slot: Slot(action: .sha256(ask)),
          cost: ExchangeCost(
            usage: TokenUsage(
              freshInput: reply.tokens, cacheRead: 0, cacheWrite: 0, visibleOutput: 0,
              reasoningOutput: 0), service: 1_000, execution: 0, calls: 1, executions: 0))
      })
  }
}

extension ModelBench {
  /// The bench of a scripted book's model.
  static func scripted(_ book: LabBook, unanswered: Unanswered = .asHoles) -> ModelBench {
    ModelBench(book, model: "model", unanswered: unanswered, measure: .tokens)
  }

  /// What a policy in YAML comes to, setting by setting.
  func outcomes(_ yaml: String) throws -> [Outcomes] {
    let list = try DecisionList(yaml: yaml, file: "policy.yaml")
    return try TriedPolicy(ResolvedPolicy(list, in: book, for: model), self).settings
  }
}
