import Basics
import PythonLiterals
import Tasks

/// Coding problems as others publish them, made into a declared task of the kind `tests`.
///
/// What a problem's tests hold a function to becomes inputs and expected values, which are compared outside of the
/// sandbox in which an answer's code runs. A problem whose tests are more than that is left out by name: they could
/// only run beside the code, which could then forge them.
package struct CodingSet: Sendable {
  /// A problem that is no question of the task.
  package struct LeftOut: Hashable, Sendable {
    /// Its name in the file.
    package var id: String
    /// Why, as the end of a sentence.
    package var reason: String

    /// Whoever wrote the file chose the name: no character of it ends a line of what is made of it.
    fileprivate init(_ item: CodingItem, _ reason: String) {
      id = VisibleText.escape(String(item.id.prefix(200)))
      self.reason = VisibleText.escape(String(reason.prefix(1_000)))
    }
  }

  /// The text of `task.yaml`.
  package let yaml: String
  /// The questions, an object a line.
  package let rows: [UInt8]
  /// How many questions there are.
  package let count: Int
  /// What was left out, in the order of the file.
  package let leftOut: [LeftOut]
  /// What became of the file, a sentence each.
  package let remarks: [String]

  /// The name of the data beside the task's file.
  package static let dataName = "questions.jsonl"
  /// The name of the list of what was left out.
  package static let leftOutName = "left-out.txt"
  /// The most problems of one file.
  static let countLimit = 100_000

  /// Makes the task.
  ///
  /// - Throws: `TaskError` where no problem can be a question.
  init(_ shape: CodingShape, _ items: [CodingItem], file: String) throws(TaskError) {
    var rows: [UInt8] = []
    var leftOut: [LeftOut] = []
    var (cases, withExamples, withTruths) = (0, 0, 0)
    var ids: Set<String> = []
    var asked: [Digest: String] = [:]
    for item in items {
      guard case .problem(let problem) = item.content else {
        if case .leftOut(let reason) = item.content {
          leftOut.append(LeftOut(item, reason))
        }
        continue
      }
      guard ids.insert(problem.id).inserted else {
        leftOut.append(LeftOut(item, "its id stands there twice"))
        continue
      }
      let text = Digest.sha256(shape.shown.map { problem.texts[$0] ?? "" }.joined(separator: "\0"))
      if let other = asked.updateValue(item.id, forKey: text) {
        leftOut.append(LeftOut(item, "it asks the very same as \(other)"))
        asked[text] = other
        continue
      }
      rows += problem.row(shape)
      cases += problem.cases.count
      if problem.cases.contains(where: \.isShown) { withExamples += 1 }
      if problem.cases.contains(where: \.takesAnyTruth) { withTruths += 1 }
    }
    count = items.count - leftOut.count
    guard count > 0 else {
      let first = leftOut.first.map { " The first, \($0.id), since \($0.reason)." } ?? ""
      throw TaskError(
        .badDeclaration, "\(file): no problem in it can be a question.\(first)")
    }
    self.rows = rows
    self.leftOut = leftOut
    var remarks = [
      "The file has the shape of \(shape.name): \(count) of \(items.count) problems are questions, with "
        + "\(cases) cases."
    ]
    if !leftOut.isEmpty {
      let names = leftOut.prefix(8).map(\.id).joined(separator: ", ")
      remarks.append(
        "\(leftOut.count) left out: \(names)\(leftOut.count > 8 ? " and more" : ""). \(Self.leftOutName) says "
          + "why.")
    }
    if withExamples > 0 {
      remarks.append(
        "In \(withExamples) questions a case stands in the question itself, as an example: an answer can be "
          + "fitted to it.")
    }
    if withTruths > 0 {
      remarks.append(
        "In \(withTruths) questions the tests take anything that counts as true or false; here it must be True "
          + "or False.")
    }
    remarks += shape.remarks
    self.remarks = remarks
    yaml = shape.yaml(remarks, hasSolutions: items.allSatisfy(\.hasSolution))
  }

  /// The list of what was left out, a line each.
  package var leftOutText: String {
    """
    What is no question of this task, and why. Tests that are more than calls with literal values and what these
    return could only run as asserts beside the code of an answer, which can forge them.


    """ + leftOut.map { "\($0.id): \($0.reason)\n" }.joined()
  }
}

/// One problem of a file.
struct CodingItem {
  enum Content {
    case problem(CodingProblem)
    /// Why it is left out, as the end of a sentence.
    case leftOut(String)
  }

  /// Its name in the file.
  var id: String
  var content: Content

  /// Whether it comes with code that is right, or is left out.
  fileprivate var hasSolution: Bool {
    if case .problem(let problem) = content { problem.texts["solution"] != nil } else { true }
  }
}

/// A problem that is a question.
struct CodingProblem {
  /// An input, and what is expected.
  struct Case {
    /// The arguments, a JSON list.
    var arguments: String
    /// The value, as JSON.
    var expected: String
    /// Whether the question itself shows it.
    var isShown = false
    /// Whether the tests take any value that counts as true or false.
    var takesAnyTruth = false
  }

  var id: String
  var function: String
  /// The other columns by their names.
  var texts: [String: String]
  var cases: [Case]

  /// The row of the task's data.
  fileprivate func row(_ shape: CodingShape) -> [UInt8] {
    var row: [UInt8] = Array("{".utf8)
    var columns = [("id", id), ("function", function)]
    columns += (shape.shown + ["solution"]).compactMap { name in texts[name].map { (name, $0) } }
    for (name, text) in columns {
      CanonicalJSON.appendString(name, to: &row)
      row += Array(": ".utf8)
      CanonicalJSON.appendString(text, to: &row)
      row += Array(", ".utf8)
    }
    row += Array("\"inputs\": [\(cases.map(\.arguments).joined(separator: ", "))], ".utf8)
    row += Array("\"expected\": [\(cases.map(\.expected).joined(separator: ", "))]}\n".utf8)
    return row
  }

  /// An id of ours for a name of theirs.
  static func id(_ name: String) -> String {
    String(
      decoding: name.utf8.prefix(QuestionID.byteLimit).map { byte in
        let isPlain = byte < 0x80 && QuestionID.isValid(String(UnicodeScalar(byte)))
        return isPlain ? byte : UInt8(ascii: "-")
      }, as: UTF8.self)
  }

  /// The cases of tests; throws where a test calls another function than the one that is asked for.
  static func cases(
    of assertions: [PythonAssertion], function: String, shownIn text: String
  ) throws(CodingFault) -> [Case] {
    let shown = PythonAssertion.arguments(ofCallsTo: function, in: text)
    var cases: [Case] = []
    for assertion in assertions {
      cases.append(
        Case(
          arguments: "[\(assertion.arguments.map(\.caseJSON).joined(separator: ", "))]",
          expected: assertion.expected.caseJSON, isShown: shown.contains(assertion.arguments),
          takesAnyTruth: assertion.takesAnyTruth))
    }
    guard !cases.isEmpty else { throw CodingFault("it has no tests") }
    return cases
  }
}

/// Why a problem is left out, as the end of a sentence.
struct CodingFault: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  init(_ error: PythonLiteralError) {
    reason = "its tests are more than calls with literal values: \(error.message)"
  }
}
