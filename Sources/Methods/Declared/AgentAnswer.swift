import CodeExecution
import PythonLiterals

/// What a method that was asked came to, as the method that asked sees it.
struct AgentAnswer: Sendable {
  /// The names by which a template knows its parts.
  static let names = ["number", "method", "text", "output", "failed", "printed-only"]

  /// What each name stands for.
  let values: [String: String]

  /// Describes an answer.
  ///
  /// - Parameters:
  ///   - number: Which of the answers it is, from 1.
  ///   - title: Who gave it.
  ///   - feedback: What is said of a run of code.
  init(
    _ answer: MethodAnswer, number: Int, title: String, feedback: (ExecutionOutcome) -> String
  ) {
    var values = ["number": "\(number)", "method": title]
    let last = answer.turns.last
    values["text"] = last?.said ?? ""
    if let execution = last?.execution { values["output"] = feedback(execution) }
    if last?.codeFailed == true { values["failed"] = "yes" }
    if let last, last.execution != nil, Self.printsOnly(last.said) {
      values["printed-only"] = "yes"
    }
    self.values = values
  }

  /// Whether a reply's code prints an answer that it does not compute.
  ///
  /// It decides what is asked next, so that its rules are as lasting as a version of sweeps.
  private static func printsOnly(_ reply: String) -> Bool {
    guard let code = FencedCode.firstRunnable(in: reply, by: .behindCode)?.code else {
      return false
    }
    return PythonComputation(of: code).verdict == .textLike
  }
}
