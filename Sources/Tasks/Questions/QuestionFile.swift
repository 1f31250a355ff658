import Basics

/// The question file of a task: canonical JSON, one question a line.
public enum QuestionFile {
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
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard !line.isEmpty else { continue }
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
