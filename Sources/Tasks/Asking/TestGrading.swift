package import Basics

/// Grading by running the code of an answer on inputs and comparing what it returns.
///
/// The code is shown inputs only; see ``TestHarness``. A result that is wrong, an exception that is not expected,
/// a loop that a limit ends and code that cannot be loaded are the answer's own fault. Only where the harness
/// itself did not come to say that it runs is there no grade.
public struct TestGrading: Hashable, Sendable {
  /// How results are compared; the same for all questions of a task.
  package struct Rule: Hashable, Sendable {
    /// The column of the function's name, or the name itself where there is no such column.
    package var function: String
    /// The column of the inputs.
    package var inputs: String
    /// The line of the task's file that names it.
    package var line: Int?
    /// How far a float may be from what is expected, as the task's file spells it; `nil` where it must be the same.
    package var tolerance: String?
    /// Whether a part of the cases is worth its share.
    package var countsShares = false

    /// Creates a rule.
    package init(function: String, inputs: String, line: Int? = nil) {
      self.function = function
      self.inputs = inputs
      self.line = line
    }

    /// What decides grades beside the data.
    package var json: JSONValue {
      [
        "kind": "tests", "harness": .string(Digest.sha256(TestHarness.source).hex),
        "tolerance": tolerance.map(JSONValue.string) ?? .null,
        "score": countsShares ? "share" : "all",
      ]
    }
  }

  /// What a question's code is run with.
  package struct Cases: Codable, Hashable, Sendable {
    /// The name of the function.
    package var function: String
    /// The inputs: a JSON list with a list of arguments for each case.
    package var inputs: String

    /// Creates cases.
    package init(function: String, inputs: String) {
      self.function = function
      self.inputs = inputs
    }
  }

  /// How results are compared.
  package var rule: Rule
  /// What the code is run with.
  package var cases: Cases
  /// What is expected: a JSON list with a value for each case.
  package var expected: String

  /// The program that runs the code.
  public static let harness = TestHarness.source

  /// The name of the function that is tested.
  public var function: String { cases.function }

  /// What the harness is given on its standard input.
  public func input(_ code: String) -> String {
    var bytes = Array(#"{"code":"#.utf8)
    CanonicalJSON.appendString(code, to: &bytes)
    bytes += Array(#","function":"#.utf8)
    CanonicalJSON.appendString(cases.function, to: &bytes)
    bytes += Array(#","inputs":"#.utf8) + Array(cases.inputs.utf8) + Array("}\n".utf8)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Compares what left the sandbox with what is expected.
  ///
  /// - Parameters:
  ///   - printed: The standard output of the harness.
  ///   - ending: How the run ended, where a limit or a signal ended it; `nil` where it came to its end.
  public func verdict(of printed: [UInt8], ending: String?) -> AskedVerdict {
    guard let expected = Self.expectations(expected), !expected.isEmpty else {
      return .failed("the question has no cases")
    }
    var results = Results()
    for line in printed.split(separator: UInt8(ascii: "\n")) { results.read(Array(line)) }
    guard results.isReady else {
      return .failed("the harness of the tests did not start" + (ending.map { ": \($0)" } ?? ""))
    }
    if let fault = results.fault {
      return .score(
        0, reason: BoundedReason.text(fault.replacing("FUNCTION", with: cases.function)))
    }
    var passed = 0
    var first: String?
    for (number, wanted) in expected.enumerated() {
      if let fault = wanted.fault(of: results.cases[number], tolerance, ending: ending) {
        first = first ?? "case \(number + 1): \(fault)"
      } else {
        passed += 1
      }
    }
    let count = "\(passed) of \(expected.count) cases pass"
    let score =
      rule.countsShares
      ? Double(passed) / Double(expected.count) : passed == expected.count ? 1 : 0
    return .score(score, reason: first.map { BoundedReason.text("\(count); \($0)") } ?? count)
  }

  private var tolerance: Double? {
    rule.tolerance.map { tolerance in
      guard let double = SpelledNumber.double(tolerance) else {
        preconditionFailure("the tolerance was read as a number: \(tolerance)")
      }
      return double
    }
  }
}

// MARK: - What is expected

extension TestGrading {
  /// What a case expects.
  enum Expectation: Hashable {
    case value(PythonValue)
    /// An exception of this name, or of a kind of it.
    case raises(String)
  }

  /// Reads the expectations of a question; `nil` for anything but a list.
  static func expectations(_ json: String) -> [Expectation]? {
    Array(json.utf8).withUnsafeBufferPointer { bytes in
      var reader = PythonValueReader(bytes, from: .data)
      guard case .list(let values)? = try? reader.value(), (try? reader.cursor.finish()) != nil
      else { return nil }
      return values.map { value in
        if case .pairs(let pairs) = value, pairs.count == 1, pairs[0][0] == .text("raises"),
          case .text(let name) = pairs[0][1]
        {
          return .raises(name)
        }
        return .value(value)
      }
    }
  }

  /// The number of cases of inputs; `nil` for anything but a list of lists.
  static func caseCount(ofInputs json: String) -> Int? {
    Array(json.utf8).withUnsafeBufferPointer { bytes in
      var reader = PythonValueReader(bytes, from: .data)
      guard case .list(let cases)? = try? reader.value(), (try? reader.cursor.finish()) != nil,
        cases.allSatisfy({ if case .list = $0 { true } else { false } })
      else { return nil }
      return cases.count
    }
  }

  /// Why inputs and expected values cannot be tested with, as the end of a sentence; `nil` where they can.
  package static func fault(inputs: String, expected: String) -> String? {
    guard let count = caseCount(ofInputs: inputs) else {
      return
        "the inputs are no list with a list of arguments for each case, such as [[1, 2], [3, 4]]"
    }
    guard let wanted = expectations(expected) else {
      return "the expected values are no list with a value for each case, such as [3, 7]"
    }
    guard count == wanted.count else {
      return "there are \(count) inputs and \(wanted.count) expected values"
    }
    return count == 0 ? "there is no case" : nil
  }
}

extension TestGrading.Expectation {
  /// Why a case does not pass; `nil` where it does.
  fileprivate func fault(
    of result: TestGrading.Results.Case?, _ tolerance: Double?, ending: String?
  ) -> String? {
    switch (self, result) {
    case (_, nil): return ending.map { "no result: \($0)" } ?? "no result: the code ended the run"
    case (.value(let wanted), .value(let value)?):
      return value.equals(wanted, within: tolerance) ? nil : "another value than expected"
    case (.value, .raised(let names)?): return "raised \(names.first ?? "an exception")"
    case (.raises(let name), .raised(let names)?):
      return names.contains(name)
        ? nil : "raised \(names.first ?? "an exception") and not \(name)"
    case (.raises(let name), .value?): return "returned, and should raise \(name)"
    }
  }
}

// MARK: - What left the sandbox

extension TestGrading {
  /// What the harness said, a line each.
  struct Results {
    /// What became of a case.
    enum Case {
      case value(PythonValue)
      /// The names of the exception's kinds, its own first.
      case raised([String])
    }

    /// Whether the harness came to say that it runs: what comes then is the code's.
    private(set) var isReady = false
    /// Why no case was run, with the word FUNCTION for the name.
    private(set) var fault: String?
    /// What became of each case; the first word on it counts.
    private(set) var cases: [Int: Case] = [:]

    /// Reads a line; one that cannot be read says nothing.
    mutating func read(_ line: [UInt8]) {
      try? line.withUnsafeBufferPointer { (bytes) throws(JSONError) in
        var reader = PythonValueReader(bytes, from: .harness)
        var found: [String: PythonValue] = [:]
        var isFirst = true
        try reader.cursor.enterObject()
        while let name = try reader.cursor.nextName(first: &isFirst) {
          found[name] = try reader.value()
        }
        try reader.cursor.finish()
        take(found)
      }
    }

    private mutating func take(_ found: [String: PythonValue]) {
      if found["ready"] != nil { isReady = true }
      if let names = found["load"].map(Self.names) {
        fault = "the code cannot be loaded: it raises \(names.first ?? "an exception")"
      }
      if found["missing"] != nil { fault = "the code has no function FUNCTION" }
      guard case .int(let digits)? = found["case"], let number = Int(digits), cases[number] == nil
      else { return }
      if let value = found["value"] {
        cases[number] = .value(value)
      } else if let names = found["raises"] {
        cases[number] = .raised(Self.names(names))
      }
    }

    private static func names(_ value: PythonValue) -> [String] {
      guard case .list(let names) = value else { return [] }
      return names.compactMap { if case .text(let name) = $0 { name } else { nil } }
    }
  }
}
