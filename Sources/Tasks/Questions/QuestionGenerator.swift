import Basics
import FoundationEssentials

/// The editions of the shipped questions.
///
/// Which questions a sweep of version 1 asks depends on the whole file, and what was recorded is asked for
/// ever: the first edition never changes. What was found wanting in it (dates that the options alone give
/// away, walks of which seven in ten do not return, few questions as large as the public data's) is mended
/// in the second, which later sweeps ask, under ids of its own.
public enum QuestionEdition: Sendable {
  /// `questions.jsonl`.
  case first
  /// `questions-2.jsonl`, of the tasks that have one: what came after the first.
  case second

  /// The seed of the shipped questions.
  public static let shippedSeed = "shipped"
}

extension BenchTask {
  /// Makes a question set: the same number of questions on every rung, all different.
  ///
  /// Each question has a seed text of its own, so a larger set begins with the smaller one's
  /// questions on every rung.
  ///
  /// - Parameters:
  ///   - perRung: The number of questions on each rung.
  ///   - seed: The set's name, such as `shipped`.
  ///   - edition: The edition; where it is `nil` the first of the shipped set, and the second of others.
  ///     The second of the shipped set has what the first has not, and is empty for most tasks.
  public func questions(
    perRung: Int, seed: String, edition: QuestionEdition? = nil
  ) throws(TaskError) -> [Question] {
    let isShipped = seed == QuestionEdition.shippedSeed
    let edition = edition ?? (isShipped ? .first : .second)
    if isShipped, edition == .second, !hasSecondEdition { return [] }
    var set = QuestionSet(edition: edition, seed: seed, name: description.name)
    if edition == .second, isShipped, description.isRenewed {
      // Other questions than those of the first edition, with other ids.
      set.seed = "\(seed)-2"
      set.name = "\(description.name)-v2"
    }
    var rungs = 1...description.rungs
    if edition == .second {
      // What the first edition has already is not asked again.
      let isAddition = isShipped && !description.isRenewed
      rungs =
        (isAddition ? rungs.upperBound + 1 : 1)...(rungs.upperBound + description.addedRungs)
    }
    var questions: [Question] = []
    for rung in rungs {
      for number in 1...max(perRung, 1) {
        let problem = distinctProblem(rung: rung, number: number, in: &set)
        questions.append(try question(problem, rung: rung, number: number, name: set.name))
      }
    }
    return questions
  }

  /// Whether the shipped questions have a second edition.
  public var hasSecondEdition: Bool { description.isRenewed || description.addedRungs > 0 }

  private func distinctProblem(rung: Int, number: Int, in set: inout QuestionSet) -> Problem {
    var attempt = 0
    while true {
      var generator = SeededGenerator(
        seed: "steerbench \(description.name) \(set.seed) \(rung) \(number) \(attempt)")
      let problem =
        switch set.edition {
        case .first: firstProblem(rung: rung, using: &generator)
        case .second: problem(rung: rung, number: number, using: &generator)
        }
      // A ladder's lowest rung may hold fewer problems than are asked for: after many tries a
      // repetition is better than an endless loop, and the shipped sets are tested to have none.
      if set.prompts.insert(prompt(for: problem)).inserted || attempt >= 1_000 { return problem }
      attempt += 1
    }
  }

  private func question(
    _ problem: Problem, rung: Int, number: Int, name: String
  ) throws(TaskError) -> Question {
    let padded = number < 10 ? "0\(number)" : "\(number)"
    return Question(
      task: description.name, id: "\(name)-\(rung)-\(padded)", rung: rung,
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

/// A set of questions that is being made.
private struct QuestionSet {
  let edition: QuestionEdition
  var seed: String
  /// What its ids begin with.
  var name: String
  /// The prompts so far.
  var prompts: Set<String> = []
}
