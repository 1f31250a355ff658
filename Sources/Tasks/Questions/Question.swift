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
  /// Words that somebody who declared the task gave it, such as `shape` and `cone`.
  public var tags: [QuestionTag] = []
  /// What it shows beside its text.
  public var images: [ImageFile] = []
  /// Where the parts of its prompt came from, in order; empty where all of it is its own.
  public var pieces: [TextPiece] = []

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
  /// The text for a person, each image as a line before it.
  public var shownText: String {
    images.isEmpty ? prompt : (images.map(\.title) + [prompt]).joined(separator: "\n")
  }
}

/// A word by which questions of a declared task are told apart.
public struct QuestionTag: Hashable, Sendable {
  /// What is told, such as `shape`.
  public var name: String
  /// What it is, such as `cone`.
  public var value: String

  /// Creates a tag.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
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

/// What an id of a question may look like.
///
/// Ids stand in trial names between slashes, in file names, score sheets and command lines.
public enum QuestionID {
  /// The longest id, in bytes.
  public static let byteLimit = 100

  /// Whether a text can be an id: letters and digits of ASCII, dots, dashes and underscores, and not
  /// dots alone.
  public static func isValid(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= byteLimit
      && id.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || "._-".utf8.contains($0) }
      && id.utf8.contains { $0 != UInt8(ascii: ".") }
  }
}

/// The question file of a task: canonical JSON, one question a line.
public enum QuestionFile {
  /// The name of a file in the folder of its task.
  public static func name(of edition: QuestionEdition) -> String {
    switch edition {
    case .first: "questions.jsonl"
    case .second: "questions-2.jsonl"
    }
  }

  /// The largest file that is read, in bytes.
  public static let byteLimit = 256 * 1024 * 1024

  /// The bytes of a file with these questions.
  public static func bytes(of questions: [Question]) throws(TaskError) -> [UInt8] {
    var bytes: [UInt8] = []
    for question in questions {
      do {
        try CanonicalJSON.append(question.json, to: &bytes)
      } catch {
        throw TaskError(
          .notRepresentable, "Question \(question.id) cannot be written as JSON: \(error)")
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// Reads the questions of a file.
  ///
  /// - Parameter name: The file's name, for errors.
  public static func questions(in bytes: [UInt8], named name: String) throws(TaskError)
    -> [Question]
  {
    var questions: [Question] = []
    var ids: Set<String> = []
    for (number, line) in ByteLines(bytes) where !line.isEmpty {
      let question = try question(in: Array(line), at: "\(name), line \(number)")
      guard ids.insert(question.id).inserted else {
        throw TaskError(
          .badQuestion, "\(name), line \(number): the id \(question.id) stands twice.")
      }
      questions.append(question)
    }
    return questions
  }

  private static func question(in line: [UInt8], at place: String) throws(TaskError) -> Question {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: line)
    } catch {
      throw TaskError(.badQuestion, "\(place): \(error).")
    }
    guard let question = Question(json: json) else {
      throw TaskError(
        .badQuestion,
        "\(place): a question needs task, id, rung, complexity, prompt, problem and reference.")
    }
    guard QuestionID.isValid(question.id) else {
      throw TaskError(
        .badQuestion,
        "\(place): an id has 1 to \(QuestionID.byteLimit) letters, digits, dots, dashes and "
          + "underscores, and this one has not.")
    }
    return question
  }
}
