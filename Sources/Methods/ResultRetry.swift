import CodeExecution
import RecordReplay

/// The second chance of code that ran well and printed nothing: the same code, with a `print` of a
/// variable after it.
///
/// Models often compute an answer and forget to print it. The paper's own code runs such code again
/// and prints variables in which answers tend to lie, other ones for each task. Here this is a policy
/// that a sweep turns on; without it, code that prints nothing has no printed answer.
///
/// Each run is an execution like any other: an action of its own, recorded, counted and accounted.
/// Code that failed, or reached a limit, is not run again: it would do the same again before it came
/// to the added line. The hosted tool of the code interpreter methods tells the model what was
/// printed, so the model can mend that itself and nothing is run twice.
public struct ResultRetry: Hashable, Sendable {
  /// The variables, in the order in which they are tried.
  public var names: [String]

  /// Creates a policy that tries these variables.
  public init(_ names: [String]) {
    self.names = names
  }

  /// The code of a retry.
  ///
  /// The line stands by itself, whatever the code ends with.
  public func code(_ code: String, printing name: String) -> String {
    "\(code)\n\nprint(\(name))\n"
  }

  /// Runs code, and again where a policy asks for it.
  ///
  /// - Returns: The first run that printed something, or else the first run of all: what the code as
  ///   it was written did.
  static func run(
    _ code: String, _ policy: ResultRetry?, on deck: some Deck
  ) async throws(DeckError) -> ExecutionOutcome {
    let first = try await deck.execute(code)
    guard let policy, first.succeeded, !printsSomething(first) else { return first }
    for name in policy.names {
      let outcome = try await deck.execute(policy.code(code, printing: name))
      if outcome.succeeded, printsSomething(outcome) { return outcome }
    }
    return first
  }

  /// Whether anything but white space was printed.
  private static func printsSomething(_ outcome: ExecutionOutcome) -> Bool {
    outcome.stdout.contains { $0 > 0x20 }
  }
}
