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

  /// The question's text, instructions on the answer's format included.
  func prompt(for problem: Problem) -> String

  /// The problem's complexity parameters, in the order in which reports show them.
  func complexity(of problem: Problem) -> [ComplexityParameter]

  /// A correct answer in the format that the prompt asks for.
  func reference(for problem: Problem) -> String

  /// Wrong answers, made from right ones: at least six kinds, each present unless the problem has no
  /// room for it.
  func corruptions(of problem: Problem) -> [Corruption]

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
