import Basics

/// A date that follows from a short story, among six (paper, 3.8).
struct DateUnderstanding: BenchTask {
  /// The story with its options, and the number of steps of reasoning.
  struct Problem: Codable, Hashable, Sendable {
    /// The story, the question and the options as `MM/DD/YYYY`.
    var choice: Choice
    /// The number of steps from the given date to the right one.
    var steps: Int
  }

  var description: TaskDescription {
    TaskDescription(
      name: "date-understanding", title: "Date Understanding", shortTitle: "Date Unde.",
      group: .logic, summary: "Work out a date from a story of one to five steps.",
      isRenewed: true,
      resultNames: ["Answer", "answer"])
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let story = DateStory.random(steps: rung, using: &generator)
    let dates = [story.truth] + story.distractors(using: &generator)
    return problem(story, generator.shuffled(dates), rung: rung)
  }

  func firstProblem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let story = DateStory.random(steps: rung, using: &generator)
    let dates = [story.truth] + story.firstDistractors(using: &generator)
    return problem(story, generator.shuffled(dates), rung: rung)
  }

  private func problem(_ story: DateStory, _ dates: [CalendarDate], rung: Int) -> Problem {
    guard let answer = dates.firstIndex(of: story.truth) else {
      preconditionFailure("a story's truth is none of its options")
    }
    return Problem(
      choice: Choice(
        text: story.text + " The options are written as month/day/year.",
        options: dates.map(DateSpelling.numeric), answer: answer),
      steps: rung)
  }

  func prompt(for problem: Problem) -> String {
    problem.choice.prompt
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [ComplexityParameter("steps", problem.steps)]
  }

  func reference(for problem: Problem) -> String {
    problem.choice.reference
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<ChoiceAnswer> {
    ChoiceReader.extract(from: text, for: problem.choice, trace: &trace) { text, range in
      let found = DateReader.dates(in: text, range)
      let options = found.isEmpty ? [] : problem.choice.options.map(DateReader.date(spelled:))
      return found.map { found in
        let option = options.firstIndex(of: found.date).map(ChoiceAnswer.option)
        return ChoiceMention(
          answer: option ?? .outside(DateSpelling.numeric(found.date)), range: found.range)
      }
    }
  }

  func grade(
    _ answer: ChoiceAnswer, for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    problem.choice.grade(answer, trace: &trace)
  }
}

extension DateUnderstanding {
  func corruptions(of problem: Problem) -> [Corruption] { problem.choice.corruptions() }

  func guesses(at problem: Problem) -> [Guess] {
    problem.choice.guesses(adding: Self.suggestions(problem.choice.options))
  }

  /// The earliest, the latest and the middle of dates, and the one that is nearest to the others.
  private static func suggestions(_ options: [String]) -> [(name: String, option: Int)] {
    let days = options.compactMap { DateReader.date(spelled: $0)?.dayNumber }
    guard days.count == options.count, days.count > 2 else { return [] }
    let order = days.indices.sorted { days[$0] < days[$1] }
    func distance(_ option: Int) -> Int { days.reduce(0) { $0 + abs($1 - days[option]) } }
    /// The options that are one slip away: some days, a month or a year.
    func neighbors(_ option: Int) -> Int {
      days.count { [1, 2, 7, 14, 28, 29, 30, 31, 365, 366].contains(abs($0 - days[option])) }
    }
    let byNeighbors = days.indices.max { (neighbors($0), -$0) < (neighbors($1), -$1) } ?? 0
    let byDistance = days.indices.min { (distance($0), $0) < (distance($1), $1) } ?? 0
    return [
      ("the earliest date", order[0]), ("the latest date", order[order.count - 1]),
      ("the lower middle date", order[(order.count - 1) / 2]),
      ("the upper middle date", order[order.count / 2]),
      ("the date with the most neighbors", byNeighbors),
      ("the date nearest to all", byDistance),
    ]
  }
}

extension DateUnderstanding {
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding { choiceFinding(in: reply, for: problem, trace: &trace) }
}

/// Date Understanding (paper, 3.8) of BIG-Bench Hard.
///
/// The data does not say how many steps a question takes; its complexity is the length of the story.
extension DateUnderstanding: ImportableTask {
  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<DateUnderstanding>
  ) throws(TaskError) {
    try BIGBenchHard.read("date_understanding", data, subset: subset, into: &tally) {
      (example) throws(TaskError) in
      let choice = try BIGBenchHard.choice(of: example)
      let sentences = BIGBenchHard.sentences(of: choice.text).count
      return ImportDraft(
        id: example.id, rung: sentences,
        complexity: [
          ComplexityParameter("sentences", sentences),
          ComplexityParameter("words", choice.text.split(whereSeparator: \.isWhitespace).count),
          ComplexityParameter("options", choice.options.count),
        ],
        prompt: example.prompt, problem: .init(choice: choice, steps: sentences),
        reference: choice.reference)
    }
  }
}
