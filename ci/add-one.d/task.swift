// file: Sources/Tasks/Parity/Parity.swift
// list: Sources/Tasks/TaskRegistry.swift
// before: ^    NumberMultiplying\(\),
// line:     Parity(),
// run: tasks list
// shows: parity
// run: tasks generate parity
// shows: parity
// run: tasks check parity
// shows: parity
// run: tasks show parity
// shows: Is \d+ an even number\?
// run: replay smollm2-135m --no-tables
// shows: All trials equal the baseline

import Basics

/// A task that is added to show how: whether a number is even.
struct Parity: BenchTask {
  /// The number.
  struct Problem: Codable, Hashable, Sendable {
    var number: Int
    var digits: Int
  }

  var description: TaskDescription {
    TaskDescription(
      name: "parity", title: "Parity", shortTitle: "Parity", group: .math,
      summary: "Tell whether a number is even.", rungs: 3)
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let most = [99, 9_999, 999_999][rung - 1]
    return Problem(number: generator.integer(in: most / 10 + 1...most), digits: rung * 2)
  }

  func prompt(for problem: Problem) -> String {
    "Is \(problem.number) an even number?\n" + YesNo.instruction
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [ComplexityParameter("digits", problem.digits)]
  }

  func reference(for problem: Problem) -> String {
    YesNo.reference(problem.number.isMultiple(of: 2))
  }

  func corruptions(of problem: Problem) -> [Corruption] {
    YesNo.corruptions(of: problem.number.isMultiple(of: 2))
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<Bool> {
    YesNo.extract(from: text, trace: &trace)
  }

  func grade(_ answer: Bool, for problem: Problem, trace: inout GradingTrace) -> Grade {
    YesNo.grade(answer, truth: problem.number.isMultiple(of: 2), trace: &trace)
  }
}
