import Basics

/// An order of three to seven objects, to be found from clues (paper, 3.10).
struct LogicalDeduction: BenchTask {
  /// The clues with the options, and how many objects and clues there are.
  struct Problem: Codable, Hashable, Sendable {
    /// The opening, the clues, the question and the options.
    var choice: Choice
    /// The number of objects.
    var objects: Int
    /// The number of clues.
    var clues: Int
  }

  /// The objects and the kinds of clues, rung by rung.
  private static let ladder = [(3, 2), (4, 4), (5, 6), (6, 8), (7, 9)]
  /// As many objects as the public data have, and statements for options as there.
  private static let added = [(7, 9)]

  var description: TaskDescription {
    TaskDescription(
      name: "logical-deduction", title: "Logical Deduction", shortTitle: "Logi. Dedu.",
      group: .logic, summary: "Find the one statement that clues on an order of objects allow.",
      rungs: Self.ladder.count, addedRungs: Self.added.count,
      resultNames: ["Answer", "answer"])
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let (count, kinds) = (Self.ladder + Self.added)[rung - 1]
    while true {
      let puzzle = OrderPuzzle.random(objects: count, kinds: kinds, using: &generator)
      let scene = generator.pick(OrderScene.all)
      let names = generator.sample(count, of: scene.objects)
      let question =
        rung <= Self.ladder.count && generator.chance(1, in: 2)
        ? OrderQuestion.whichObject(of: puzzle, names: names, in: scene, using: &generator)
        : OrderQuestion.whichStatement(of: puzzle, names: names, in: scene, using: &generator)
      guard let answer = puzzle.onlyTruth(among: question.claims) else { continue }
      let clues = puzzle.clues.map {
        scene.sentence(for: $0, objects: names, using: &generator)
      }
      // The list is sorted, so that it says nothing about the order.
      let opening = scene.opening.filled([
        "count": NumberWord.cardinal(count), "list": Template.list(names.sorted()),
      ])
      return Problem(
        choice: Choice(
          text: ([opening] + clues + [question.text]).joined(separator: " "),
          options: question.options, answer: answer),
        objects: count, clues: clues.count)
    }
  }

  func prompt(for problem: Problem) -> String {
    problem.choice.prompt
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [
      ComplexityParameter("objects", problem.objects), ComplexityParameter("clues", problem.clues),
    ]
  }

  func reference(for problem: Problem) -> String {
    problem.choice.reference
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<ChoiceAnswer> {
    ChoiceReader.extract(from: text, for: problem.choice, trace: &trace) { text, range in
      OptionPhrases(problem.choice.options).mentions(in: text, range)
    }
  }

  func grade(
    _ answer: ChoiceAnswer, for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    problem.choice.grade(answer, trace: &trace)
  }
}

extension LogicalDeduction {
  func corruptions(of problem: Problem) -> [Corruption] { problem.choice.corruptions() }

  func guesses(at problem: Problem) -> [Guess] { problem.choice.guesses() }
}

extension LogicalDeduction {
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding { choiceFinding(in: reply, for: problem, trace: &trace) }
}

/// Logical Deduction (paper, 3.10) of BIG-Bench Hard, with seven objects.
extension LogicalDeduction: ImportableTask {
  /// The opening has two sentences, on the paragraphs and on the objects; the others are clues.
  private static let openingSentences = 3
  /// The shipped ladder ends with seven objects.
  private static let rung = 5

  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<LogicalDeduction>
  ) throws(TaskError) {
    try BIGBenchHard.read("logical_deduction_seven_objects", data, subset: subset, into: &tally) {
      (example) throws(TaskError) in
      let choice = try BIGBenchHard.choice(of: example)
      let sentences = BIGBenchHard.sentences(of: choice.text).count
      let problem = LogicalDeduction.Problem(
        choice: choice, objects: choice.options.count,
        clues: max(sentences - Self.openingSentences, 0))
      return ImportDraft(
        id: example.id, rung: Self.rung, complexity: complexity(of: problem),
        prompt: example.prompt, problem: problem, reference: choice.reference)
    }
  }
}
