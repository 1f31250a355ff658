import Basics
import Foundation

extension BenchTask {
  /// Makes a question set: the same number of questions on every rung, all different.
  ///
  /// Each question has a seed text of its own, so a larger set begins with the smaller one's
  /// questions on every rung.
  ///
  /// - Parameters:
  ///   - perRung: The number of questions on each rung.
  ///   - seed: The set's name, such as `shipped`.
  public func questions(perRung: Int, seed: String) throws(TaskError) -> [Question] {
    var questions: [Question] = []
    var seen: Set<String> = []
    for rung in 1...description.rungs {
      for number in 1...max(perRung, 1) {
        let problem = distinctProblem(rung: rung, number: number, seed: seed, seen: &seen)
        questions.append(try question(problem, rung: rung, number: number))
      }
    }
    return questions
  }

  private func distinctProblem(
    rung: Int, number: Int, seed: String, seen: inout Set<String>
  ) -> Problem {
    var attempt = 0
    while true {
      var generator = SeededGenerator(
        seed: "steerbench \(description.name) \(seed) \(rung) \(number) \(attempt)")
      let problem = problem(rung: rung, using: &generator)
      // A ladder's lowest rung may hold fewer problems than are asked for: after many tries a
      // repetition is better than an endless loop, and the shipped sets are tested to have none.
      if seen.insert(prompt(for: problem)).inserted || attempt >= 1_000 { return problem }
      attempt += 1
    }
  }

  private func question(
    _ problem: Problem, rung: Int, number: Int
  ) throws(TaskError) -> Question {
    let padded = number < 10 ? "0\(number)" : "\(number)"
    return Question(
      task: description.name, id: "\(description.name)-\(rung)-\(padded)", rung: rung,
      complexity: complexity(of: problem), prompt: prompt(for: problem),
      problem: try json(of: problem), reference: reference(for: problem))
  }

  /// A problem as it stands in a question file.
  func json(of problem: Problem) throws(TaskError) -> JSONValue {
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return try JSONValue(parsing: Array(encoder.encode(problem)))
    } catch {
      throw TaskError(
        .notRepresentable, "A problem of \(description.name) cannot be written as JSON: \(error)")
    }
  }
}
