import Basics
public import CodeExecution
public import Methods
public import Tasks

/// The version of a sweep's file: which rules decide what it asks.
public enum SweepVersion: Int, Hashable, Sendable, CaseIterable {
  /// The rules of Steerbench 0.1.0. A sweep of this version asks for the same bytes for ever.
  case one = 1
  /// Questions are chosen nested, any Python runs the code, and what it printed is never lost.
  case two = 2

  /// The newest version that is read.
  public static let newest = SweepVersion.two
}

/// Whatever decides what a sweep asks of the world, beside what its file says.
///
/// It is made of the file's version, once, and handed down: nothing below asks for the version itself.
/// What may change an action's bytes, which actions there are, or which code is run, belongs here. How
/// an answer is graded does not: that may become right for every version.
public struct AskingRules: Hashable, Sendable {
  /// How `per-task` picks among the questions of a task.
  public enum Choice: Hashable, Sendable {
    /// Spread evenly over the file, in the order of the ids.
    case spread
    /// A fixed order of all of them, the first of which are taken; see ``QuestionOrder``.
    case nested
  }

  /// How `per-task` picks among the questions of a task.
  public var choice: Choice
  /// The editions of the shipped questions that are read, where they are there.
  public var editions: [QuestionEdition]
  /// Whether a sweep that names no interpreter, or `python3`, takes the machine's own when it is first
  /// recorded; else that is a label which no Python has.
  public var takesAnyPython: Bool
  /// Whether Python writes what is printed at once, so that nothing is lost when it is killed.
  public var isUnbuffered: Bool
  /// Where a block of code in a reply may end.
  public var fences: FenceRules
  /// Whether a model's thoughts are searched for code and sent on like the rest of its reply.
  public var sendsThoughts: Bool
  /// By which rules an answer counts as found, where a model is asked to read those in which none is.
  public var extraction: ReadingRules

  /// The rules of a version.
  public init(_ version: SweepVersion) {
    switch version {
    case .one:
      choice = .spread
      editions = [.first]
      takesAnyPython = false
      isUnbuffered = false
      fences = .ownLine
      sendsThoughts = true
      extraction = .form
    case .two:
      choice = .nested
      editions = [.first, .second]
      takesAnyPython = true
      isUnbuffered = true
      fences = .behindCode
      sendsThoughts = false
      extraction = .standing
    }
  }

  /// How the replies of a model are taken apart.
  public func replies(of model: SweepModel) -> ReplyRules {
    ReplyRules(thoughts: sendsThoughts ? .keep : model.thoughts, fences: fences)
  }
}
