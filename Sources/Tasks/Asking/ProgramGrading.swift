package import Basics

/// Grading by a program in Python that somebody wrote for a task.
///
/// It is given one JSON object on its standard input and prints one: ``input(_:)`` and ``verdict(of:)`` are the
/// whole of what it and the bench know of each other.
public struct ProgramGrading: Hashable, Sendable {
  /// The version of what it is given and gives.
  static let version: Int64 = 1

  /// The program and how it is run; the same for all questions of a task.
  package struct Program: Hashable, Sendable {
    /// The file, from the task's folder.
    package var file: String
    /// The line of the task's file that names it.
    package var line: Int?
    /// The program's text; empty until the file was read.
    package var source = ""
    /// Whether one start of it may grade several answers, a line for each.
    package var takesSeveral = false

    /// Creates a program of which the file is known.
    package init(file: String, line: Int? = nil) {
      self.file = file
      self.line = line
    }

    /// What decides grades.
    package var json: JSONValue {
      [
        "kind": "program", "program": .string(Digest.sha256(source).hex),
        "batch": .bool(takesSeveral), "version": .integer(ProgramGrading.version),
      ]
    }
  }

  /// The program.
  package var program: Program
  /// The question as it was asked.
  package var question: String
  /// The right answers as the data spell them.
  package var truths: [String]

  /// The program's text.
  public var source: String { program.source }

  /// Whether one start of it may grade several answers.
  public var takesSeveral: Bool { program.takesSeveral }

  /// What the program is given on its standard input: one line.
  public func input(_ reply: GradedReply) -> String {
    func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
    let truth: JSONValue =
      truths.count > 1 ? .array(truths.map(JSONValue.string)) : text(truths.first)
    let value: JSONValue = [
      "v": .integer(Self.version), "question": .string(question), "truth": truth,
      "texts": .array(reply.texts.map(JSONValue.string)), "answer": text(reply.answer),
      "code": text(reply.code),
    ]
    return String(decoding: CanonicalJSON.bytes(ofOwn: value), as: UTF8.self) + "\n"
  }

  /// What it said, where it ran to its end: one JSON object with a score from 0 to 1.
  ///
  /// - Parameter printed: Its whole standard output.
  public func verdict(of printed: [UInt8]) -> AskedVerdict {
    let said = AnswerText(printed)
    let range = said.trimmed(said.bytes.indices)
    guard !range.isEmpty else { return .failed("the grader printed nothing") }
    guard let value = try? JSONValue(parsing: Array(said.bytes[range])), value.object != nil else {
      let shown = BoundedReason.text(String(decoding: said.bytes[range].prefix(80), as: UTF8.self))
      return .failed("the grader printed no JSON object: \(shown)")
    }
    guard let score = value["score"]?.double else {
      return .failed("the grader printed no \"score\" that is a number")
    }
    guard (0...1).contains(score) else {
      return .failed("the grader's score is \(score), which is not from 0 to 1")
    }
    let reason = value["reason"]
    guard reason == nil || reason?.isNull == true || reason?.string != nil else {
      return .failed("the grader's \"reason\" is no text")
    }
    return .score(score, reason: BoundedReason.text(reason?.string ?? "the grader gives no reason"))
  }
}
