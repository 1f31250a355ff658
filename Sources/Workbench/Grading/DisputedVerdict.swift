package import Basics
import FoundationEssentials
import Reporting
package import Tasks

/// A verdict that somebody holds for wrong, with all that it was made of: a file that can be sent to
/// whoever keeps the graders, and becomes a test.
///
/// Its form is written down in the article Disputed verdicts.
package struct DisputedVerdict: Hashable, Sendable {
  /// What the first member of a file says: the form and its version.
  package static let format = "steerbench disputed verdict 1"

  /// The version of the program whose verdict it is.
  package var program: String
  /// By whose rules was graded.
  package var policy: GradingPolicy
  /// The question, ground truth included.
  package var question: Question
  /// What the model wrote, and what its code printed.
  package var reply: AnswerGrading.Reply
  /// What the program made of it: verdict, reading and every decision.
  package var graded: JSONValue
  /// Whether the reply is right in the eyes of whoever disputes the verdict.
  package var isRight: Bool

  /// Takes down a verdict; it is held for wrong, so that the other one is expected.
  package init(_ graded: GradedAnswer, by policy: GradingPolicy) {
    program = ToolVersion.current
    self.policy = policy
    question = graded.question
    reply = graded.reply
    self.graded = graded.json
    isRight = graded.ending != .pass
  }

  /// The file's bytes: canonical JSON and a line end.
  package var bytes: [UInt8] {
    get throws {
      var members: [JSONMember] = [
        JSONMember(name: "format", value: .string(Self.format)),
        JSONMember(name: "program", value: .string(program)),
        JSONMember(name: "policy", value: .string(policy.rawValue)),
        JSONMember(name: "question", value: question.json),
        JSONMember(name: "graded", value: graded),
        JSONMember(name: "expected", value: .string(isRight ? "right" : "wrong")),
      ]
      members.append(Self.member("answer", reply.answer))
      if let printed = reply.printed { members.append(Self.member("printed", printed)) }
      return try CanonicalJSON.bytes(of: .object(JSONObject(members))) + [UInt8(ascii: "\n")]
    }
  }

  /// Reads a file's bytes.
  ///
  /// - Throws: ``WorkbenchError`` where they are no such file, or of another version.
  package init(_ bytes: [UInt8], named name: String) throws {
    let json = try? JSONValue(parsing: bytes)
    guard let json, json["format"]?.string == Self.format else {
      throw WorkbenchError(
        .usage, "\(name): this is no \(Self.format). Make one with: steerbench grade --report FILE")
    }
    guard let program = json["program"]?.string,
      let policy = json["policy"]?.string.flatMap(GradingPolicy.init),
      let question = json["question"].flatMap(Question.init), let graded = json["graded"],
      let expected = json["expected"]?.string, ["right", "wrong"].contains(expected),
      let answer = Self.text("answer", in: json)
    else {
      throw WorkbenchError(
        .usage,
        "\(name): a member is missing or of another type. The form is described in the article "
          + "Disputed verdicts.")
    }
    self.program = program
    self.policy = policy
    self.question = question
    self.graded = graded
    isRight = expected == "right"
    reply = AnswerGrading.Reply(answer: answer, printed: Self.text("printed", in: json))
  }

  /// What this build makes of the same reply to the same question.
  package func gradedAgain() throws -> GradedAnswer {
    try AnswerGrading(question).grade(reply, by: policy)
  }

  /// A text as it is, or in base64 where it is no UTF-8.
  private static func member(_ name: String, _ bytes: [UInt8]) -> JSONMember {
    if let text = String(validating: bytes, as: UTF8.self) {
      return JSONMember(name: name, value: .string(text))
    }
    return JSONMember(
      name: name, value: ["base64": .string(Data(bytes).base64EncodedString())])
  }

  private static func text(_ name: String, in json: JSONValue) -> [UInt8]? {
    guard let value = json[name] else { return nil }
    if let text = value.string { return Array(text.utf8) }
    return value["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init)
  }
}
