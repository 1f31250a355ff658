package import Basics

/// How the answers of a declared task are read and judged.
package struct GradingRule: Hashable, Sendable {
  /// The version of what the kinds mean: it moves when the same file would grade the same answer otherwise.
  package static let meaning = 1

  /// The kind of answer.
  package enum Kind: Hashable, Sendable {
    /// A number, compared exactly or within what is written.
    case number(NumberRule)
    /// A text.
    case text(TextForm)
    /// One of lettered options.
    case choice
    /// Yes or no.
    case yesNo
    /// Several elements.
    case list(ListRule)
    /// A JSON value: the same as the truth.
    case json
    /// A JSON value that keeps a schema.
    case schema(JSONSchema)
    /// A text that a pattern matches as a whole; each question's truth where there is none.
    case regex(LinearRegex?, TextForm)
    /// A number in mathematical spelling, or a pair of them.
    case math(isPercent: Bool)
    /// Whatever a program of the user's says.
    case program(ProgramGrading.Program)
    /// Code, run on inputs.
    case tests(TestGrading.Rule)
    /// Whatever models say that judge.
    case judge(JudgeRule)
  }

  /// The kind of answer.
  package var kind: Kind
  /// The places where an answer counts; all where it is `nil`.
  package var find: [FindPlace]?

  /// Creates a rule.
  package init(_ kind: Kind, find: [FindPlace]? = nil) {
    self.kind = kind
    self.find = find
  }

  /// Whether each question needs a truth.
  package var needsTruth: Bool {
    switch kind {
    case .schema, .program, .judge: false
    case .regex(let pattern, _): pattern == nil
    default: true
    }
  }
}

/// A place where an answer may stand, as task files name it.
package enum FindPlace: String, Hashable, Sendable, CaseIterable {
  case marker
  case boxed
  case answerPhrase = "answer-phrase"
  case lastLine = "last-line"
  case fencedLine = "fenced-line"

  fileprivate init?(_ rule: AnswerRule) {
    switch rule {
    case .marker, .openMarker: self = .marker
    case .boxed: self = .boxed
    case .answerPhrase: self = .answerPhrase
    case .lastLine, .text: self = .lastLine
    case .fencedLine: self = .fencedLine
    case .lastLabels, .numberAndList: return nil
    }
  }
}

extension GradingRule {
  /// Whether an answer at a place counts.
  func allows(_ rule: AnswerRule) -> Bool {
    guard let find else { return true }
    return FindPlace(rule).map(find.contains) ?? false
  }

  /// A right answer, put where the task wants it.
  func put(_ answer: String) -> String {
    let places = find ?? FindPlace.allCases
    if places.contains(.marker) { return "<<<\(answer)>>>" }
    if places.contains(.boxed) { return "\\boxed{\(answer)}" }
    if places.contains(.answerPhrase) { return "The answer is \(answer)" }
    return answer
  }
}

// MARK: - Truths

/// What is asked for in a question of a declared task, ground truth included.
package struct DeclaredProblem: Codable, Hashable, Sendable {
  /// The right answers as the data spell them; any of them is right.
  package var truths: [String]
  /// The options, in the order of their letters; none in most kinds.
  package var options: [String]
  /// What the code of an answer is run with; `nil` in kinds that run none.
  package var cases: TestGrading.Cases?
  /// What judges are shown of the row; `nil` where none judge.
  package var shown: [ShownColumn]?

  /// Creates a problem.
  package init(truths: [String], options: [String] = []) {
    self.truths = truths
    self.options = options
  }

  /// The problem as it stands in a question.
  package var json: JSONValue {
    var members = [JSONMember(name: "truths", value: .array(truths.map(JSONValue.string)))]
    if !options.isEmpty {
      members.append(JSONMember(name: "options", value: .array(options.map(JSONValue.string))))
    }
    if let cases {
      members.append(
        JSONMember(
          name: "cases",
          value: ["function": .string(cases.function), "inputs": .string(cases.inputs)]))
    }
    if let shown {
      members.append(JSONMember(name: "shown", value: .array(shown.map(\.json))))
    }
    return .object(JSONObject(members))
  }

  /// Reads a problem from a question.
  package init?(_ json: JSONValue) {
    guard let truths = json["truths"]?.array else { return nil }
    self.init(
      truths: truths.compactMap(\.string),
      options: (json["options"]?.array ?? []).compactMap(\.string))
    guard self.truths.count == truths.count else { return nil }
    if let cases = json["cases"] {
      guard let function = cases["function"]?.string, let inputs = cases["inputs"]?.string else {
        return nil
      }
      self.cases = TestGrading.Cases(function: function, inputs: inputs)
    }
    shown = json["shown"]?.array?.compactMap { ShownColumn($0) }
  }
}

extension GradingRule {
  /// Why a truth cannot be one, as the end of a sentence; `nil` where it can.
  package func fault(ofTruth truth: String, options: [String]) -> String? {
    switch kind {
    case .number(let rule): rule.fault(ofTruth: truth)
    case .text(let form):
      form.normal(truth).isEmpty ? "which is empty in its normal spelling" : nil
    case .choice:
      ChoiceTruth.option(truth, among: options) == nil
        ? "which is neither the letter nor the text of one of the \(options.count) options"
          + (Int(truth) == nil ? "" : "; a place that is counted is none: write A for the first")
        : nil
    case .yesNo:
      YesNoTruth.value(truth) == nil ? "which is neither yes nor no, nor true or false" : nil
    case .list(let rule): rule.fault(ofTruth: truth)
    case .json:
      JSONAnswer.value(truth) == nil
        ? "which is no JSON; text is written in quotation marks, such as \"Paris\"" : nil
    case .math:
      DeclaredMathTruth.numbers(truth) == nil
        ? "which is no number in mathematical spelling, such as \\frac{1}{2} or 3\\sqrt{2}" : nil
    case .regex(.some, _), .schema, .program, .judge: nil
    // Held against the inputs where both are known.
    case .tests: nil
    case .regex(nil, _): LinearRegex.fault(of: truth)
    }
  }
}

extension LinearRegex {
  fileprivate static func fault(of pattern: String) -> String? {
    do {
      _ = try LinearRegex(pattern)
      return nil
    } catch {
      return "which is no pattern: character \(error.place): \(error.message)"
    }
  }
}

extension GradingRule {
  /// The rule as the digest of a task is made of it: equal where equal answers get equal grades.
  package var json: JSONValue {
    let kind: JSONValue =
      switch kind {
      case .number(let rule): rule.json
      case .text(let form): ["kind": "text", "normalise": form.json]
      case .choice: ["kind": "choice"]
      case .yesNo: ["kind": "yes-no"]
      case .list(let rule): rule.json
      case .json: ["kind": "json"]
      case .schema(let schema): ["kind": "schema", "schema": schema.json]
      case .regex(let regex, let form):
        [
          "kind": "regex", "pattern": regex.map { JSONValue.string($0.pattern) } ?? .null,
          "normalise": form.json,
        ]
      case .math(let isPercent): ["kind": "math", "percent": .bool(isPercent)]
      case .program(let program): program.json
      case .tests(let rule): rule.json
      case .judge(let rule): rule.json
      }
    let places: JSONValue =
      if let find { .array(find.map(\.rawValue).sorted().map(JSONValue.string)) } else { "all" }
    return [
      "meaning": .integer(Int64(Self.meaning)), "grade": kind,
      "find": places,
    ]
  }
}

/// The truth of a question with options.
enum ChoiceTruth {
  /// The option that a truth names by its letter, `B` or `(B)`, or by its text; `nil` where it names none.
  static func option(_ truth: String, among options: [String]) -> Int? {
    let bytes = truth.utf8.filter { !" ()\t".utf8.contains($0) }
    let named = options.firstIndex { $0.isSame(as: truth) }
    guard bytes.count == 1, let byte = bytes.first, ASCII.isLetter(byte) else { return named }
    let letter = Int(ASCII.lowercased(byte) - UInt8(ascii: "a"))
    // An option that is itself a letter, and another's: nobody can say which is meant.
    if let named { return letter == named || letter >= options.count ? named : nil }
    return letter < options.count ? letter : nil
  }
}

/// The truth of a question whose answer is yes or no.
enum YesNoTruth {
  static func value(_ truth: String) -> Bool? {
    switch truth.lowercased() {
    case "yes", "true", "y", "1": true
    case "no", "false", "n", "0": false
    default: nil
    }
  }
}

/// The truth of a mathematical question: a number, or a pair in brackets.
enum DeclaredMathTruth {
  static func numbers(_ truth: String) -> [ExactNumber]? {
    if let number = MathReader.exactly(truth) { return [number] }
    let bytes = Array(truth.utf8)
    guard bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")") else { return nil }
    let parts = bytes.dropFirst().dropLast().split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    let numbers = parts.compactMap { MathReader.exactly(String(decoding: $0, as: UTF8.self)) }
    return numbers.count == 2 && parts.count == 2 ? numbers : nil
  }

  static func problem(_ truth: String, isPercent: Bool) -> MathProblem? {
    numbers(truth).map { MathProblem(text: "", answer: $0, steps: 0, isPercent: isPercent) }
  }
}
