public import Basics

/// One item of a task, as it stands in a question file.
public struct Question: Hashable, Sendable {
  /// The task's name.
  public var task: String
  /// The stable id, such as `game24-3-07`: task, rung, number within the rung.
  public var id: String
  /// The rung of the complexity ladder, from 1.
  public var rung: Int
  /// The complexity parameters, in the task's order.
  public var complexity: [ComplexityParameter]
  /// The text that is sent.
  public var prompt: String
  /// The task's problem, ground truth included.
  public var problem: JSONValue
  /// A correct answer.
  public var reference: String

  /// Creates a question.
  public init(
    task: String, id: String, rung: Int, complexity: [ComplexityParameter], prompt: String,
    problem: JSONValue, reference: String
  ) {
    self.task = task
    self.id = id
    self.rung = rung
    self.complexity = complexity
    self.prompt = prompt
    self.problem = problem
    self.reference = reference
  }
}

extension Question {
  /// The question as a JSON value: one line of a question file.
  public var json: JSONValue {
    [
      "task": .string(task),
      "id": .string(id),
      "rung": .integer(Int64(rung)),
      "complexity": .array(
        complexity.map { [.string($0.name), .integer(Int64($0.value))] }),
      "prompt": .string(prompt),
      "problem": problem,
      "reference": .string(reference),
    ]
  }

  /// Reads one line of a question file; `nil` if a member is missing or of another type.
  public init?(json: JSONValue) {
    guard let task = json["task"]?.string, let id = json["id"]?.string,
      let rung = json["rung"]?.integer, let prompt = json["prompt"]?.string,
      let problem = json["problem"], let reference = json["reference"]?.string,
      let pairs = json["complexity"]?.array
    else { return nil }
    var complexity: [ComplexityParameter] = []
    for pair in pairs {
      guard let name = pair[0]?.string, let value = pair[1]?.integer else { return nil }
      complexity.append(ComplexityParameter(name, value))
    }
    self.init(
      task: task, id: id, rung: rung, complexity: complexity, prompt: prompt, problem: problem,
      reference: reference)
  }
}
