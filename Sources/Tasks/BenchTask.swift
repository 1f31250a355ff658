public import Basics

/// One of the fourteen tasks: it makes questions, and knows how to extract and grade an answer.
///
/// A task is a pure value: the same generator state gives the same problem, and the same text the
/// same verdict, on every machine and for ever. Extraction never looks at the ground truth to choose
/// between readings of an answer.
public protocol BenchTask: Sendable {
  /// What a question asks and what its answer must satisfy, ground truth included.
  associatedtype Problem: Codable & Hashable & Sendable
  /// An answer as this task reads it.
  associatedtype Answer: Sendable

  /// The task's names and kind.
  var description: TaskDescription { get }

  /// Makes a problem at a rung of the complexity ladder.
  ///
  /// - Parameters:
  ///   - rung: From 1, the easiest, to ``TaskDescription/rungs``.
  ///   - generator: The only source of chance.
  /// - Returns: A problem that has an answer: solvability is proved here, not hoped for.
  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem

  /// The same for a numbered question of a set, for a task that holds its sets in balance.
  func problem(
    rung: Int, number: Int, using generator: inout SeededGenerator
  ) -> Problem

  /// The same as the first edition of the questions had it, whose bytes are held to for ever; see
  /// ``QuestionEdition``.
  func firstProblem(rung: Int, using generator: inout SeededGenerator) -> Problem

  /// Reads a problem as it stands in a question.
  func problem(decoding json: JSONValue) throws(TaskError) -> Problem

  /// The question's text, instructions on the answer's format included.
  func prompt(for problem: Problem) -> String

  /// The problem's complexity parameters, in the order in which reports show them.
  func complexity(of problem: Problem) -> [ComplexityParameter]

  /// A correct answer in the format that the prompt asks for.
  func reference(for problem: Problem) -> String

  /// Wrong answers, made from right ones: at least six kinds, each present unless the problem has no
  /// room for it.
  func corruptions(of problem: Problem) -> [Corruption]

  /// Answers of somebody who does not work the problem out: what a score is to be read beside.
  ///
  /// A task without any has no such column in the tables.
  func guesses(at problem: Problem) -> [Guess]

  /// Who is asked for the grades of answers; `nil` where the task's own rules give them.
  ///
  /// - Parameter prompt: The question as it is asked.
  func asked(for problem: Problem, prompt: String) -> AskedGrading?

  /// Finds the answer in what a model wrote or its code printed.
  ///
  /// A text without an answer is not an error: it is ``Extraction/nothing(_:)``.
  ///
  /// - Parameter trace: Takes down every place that was looked at, and what came of it.
  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<Answer>

  /// Judges an answer.
  ///
  /// - Parameter trace: Takes down every rule of the task that was kept or broken.
  func grade(_ answer: Answer, for problem: Problem, trace: inout GradingTrace) -> Grade

  /// Judges one text as the published code does; see ``GradingPolicy/paper``.
  ///
  /// A task without a quirk of its own is judged strictly here too.
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding
}

extension BenchTask {
  public func problem(
    rung: Int, number: Int, using generator: inout SeededGenerator
  ) -> Problem { problem(rung: rung, using: &generator) }

  public func firstProblem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    problem(rung: rung, using: &generator)
  }

  public func guesses(at problem: Problem) -> [Guess] { [] }

  /// Whether its questions show images, which not every model takes.
  public var showsImages: Bool { (self as? DeclaredTask)?.declaration.columns.image != nil }

  public func asked(for problem: Problem, prompt: String) -> AskedGrading? { nil }

  /// Finds the answer in a text, without a trace.
  public func extract(from text: AnswerText, for problem: Problem) -> Extraction<Answer> {
    var trace = GradingTrace.off
    return extract(from: text, for: problem, trace: &trace)
  }

  /// Judges an answer, without a trace.
  public func grade(_ answer: Answer, for problem: Problem) -> Grade {
    var trace = GradingTrace.off
    return grade(answer, for: problem, trace: &trace)
  }
}

/// The four groups of tasks in the paper's section 3, and those that are no paper's.
public enum TaskGroup: String, Hashable, Sendable, Codable, CaseIterable {
  case math
  case logic
  case planning
  case symbolic
  /// Tasks that somebody declared in a file.
  case own
}

/// What a task is called and how it is scored.
public struct TaskDescription: Hashable, Sendable {
  /// How a trial's grade becomes its score.
  public enum Scoring: String, Hashable, Sendable {
    /// 1 for success, otherwise 0.
    case success
    /// The part of the goal that was reached (paper, 3.5 and 3.6).
    case partialCredit
  }

  /// The name in sweeps, folders and trial ids, such as `number-multiplying`.
  public var name: String
  /// The name in tables, such as `Number Multiplying`.
  public var title: String
  /// The column head in narrow tables, as the paper's Table 1 abbreviates it.
  public var shortTitle: String
  /// The group.
  public var group: TaskGroup
  /// How a grade becomes a score.
  public var scoring: Scoring
  /// One sentence on what is asked.
  public var summary: String
  /// The number of rungs of the complexity ladder, as the first edition of the questions has it.
  public var rungs: Int
  /// The rungs above them that came with the second edition.
  public var addedRungs: Int
  /// Whether the second edition asks other questions on the first rungs too.
  public var isRenewed: Bool
  /// The variables in which code tends to leave an answer that it forgets to print, in the order in
  /// which a retry looks at them; the paper's own code tries these.
  public var resultNames: [String]

  /// Creates a description.
  public init(
    name: String, title: String, shortTitle: String, group: TaskGroup,
    scoring: Scoring = .success, summary: String, rungs: Int = 5, addedRungs: Int = 0,
    isRenewed: Bool = false, resultNames: [String] = ["result"]
  ) {
    self.name = name
    self.title = title
    self.shortTitle = shortTitle
    self.group = group
    self.scoring = scoring
    self.summary = summary
    self.rungs = rungs
    self.addedRungs = addedRungs
    self.isRenewed = isRenewed
    self.resultNames = resultNames
  }
}

/// One number that says how hard a problem is, such as `digits` or `boxes`.
public struct ComplexityParameter: Hashable, Sendable {
  /// What is counted.
  public var name: String
  /// How many.
  public var value: Int

  /// Creates a parameter.
  public init(_ name: String, _ value: Int) {
    self.name = name
    self.value = value
  }
}
