/// Why a session could not do its work: what happened, where, and what to do.
///
/// Errors of the rooms below pass through as they are.
package struct WorkbenchError: Error, Hashable, Sendable {
  /// What kind of thing went wrong.
  package enum Code: String, Hashable, Sendable {
    /// A sweep, a file or a name of the user's cannot be used as it is.
    case usage
    /// There is nothing to work on.
    case nothing
    /// A recording is missing.
    case miss
    /// A server or the sandbox cannot be used.
    case infrastructure
    /// The user stopped it.
    case interrupted
  }

  /// What kind of thing went wrong.
  package let code: Code
  /// What happened, where, and what to do.
  package let message: String

  /// Creates an error.
  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension WorkbenchError: CustomStringConvertible {
  package var description: String { message }
}

/// A sweep that had to be replayed whole and could not.
package struct UnreplayedSweep: Error {
  /// What became of it.
  package let replay: ReplayedSweep

  /// What is missing, in words.
  package var text: String {
    ReplayText(result: replay, allowsUnused: true).text(colour: false)
  }
}
