import Basics

/// Whether a walk on a grid leads back to its start (paper, 3.11).
struct Navigate: BenchTask {
  /// The walk and its truth.
  struct Problem: Codable, Hashable, Sendable {
    /// The opening, the instructions and the question.
    var text: String
    /// Whether the walk returns.
    var answer: Bool
    /// The number of instructions.
    var instructions: Int
    /// Whether the walker turns; otherwise it always faces the same way.
    var turning: Bool
  }

  /// The number of instructions, rung by rung.
  private static let ladder = [3, 5, 7, 10, 14]

  var description: TaskDescription {
    TaskDescription(
      name: "navigate", title: "Navigate", shortTitle: "Navigate", group: .logic,
      summary: "Tell whether three to fourteen instructions on a grid lead back to the start.",
      rungs: Self.ladder.count, isRenewed: true,
      resultNames: ["Answer", "answer"])
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let turning = generator.chance(1, in: 2)
    let answer = generator.chance(1, in: 2)
    return problem(rung, turning: turning, answer: answer, using: &generator)
  }

  /// Half of the walks of a rung return, and whoever returns turns as often as not.
  func problem(
    rung: Int, number: Int, using generator: inout SeededGenerator
  ) -> Problem {
    problem(
      rung, turning: (number / 2).isMultiple(of: 2), answer: (number + rung).isMultiple(of: 2),
      using: &generator)
  }

  private func problem(
    _ rung: Int, turning: Bool, answer: Bool, using generator: inout SeededGenerator
  ) -> Problem {
    let count = Self.ladder[rung - 1]
    let walk = Walk.random(
      count: count, turning: turning, returning: answer, using: &generator)
    let scene = generator.pick(WalkScene.all)
    return Problem(
      text: scene.text(of: walk, turning: turning, using: &generator), answer: walk.returns,
      instructions: count, turning: turning)
  }

  func prompt(for problem: Problem) -> String {
    problem.text + "\n" + YesNo.instruction
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [
      ComplexityParameter("instructions", problem.instructions),
      ComplexityParameter("turning", problem.turning ? 1 : 0),
    ]
  }

  func reference(for problem: Problem) -> String {
    YesNo.reference(problem.answer)
  }

  func extract(
    from text: AnswerText, for problem: Problem, trace: inout GradingTrace
  ) -> Extraction<Bool> {
    YesNo.extract(from: text, trace: &trace)
  }

  func grade(
    _ answer: Bool, for problem: Problem, trace: inout GradingTrace
  ) -> Grade {
    YesNo.grade(answer, truth: problem.answer, trace: &trace)
  }
}

extension Navigate {
  func corruptions(of problem: Problem) -> [Corruption] { YesNo.corruptions(of: problem.answer) }

  func guesses(at problem: Problem) -> [Guess] { YesNo.guesses }
}

extension Navigate {
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding { choiceFinding(in: reply, for: problem, trace: &trace) }
}

/// Navigate (paper, 3.11) of BIG-Bench Hard.
///
/// The walk is followed here as well, so that a wrong target in the data would be left out.
extension Navigate: ImportableTask {
  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<Navigate>
  ) throws(TaskError) {
    try BIGBenchHard.read("navigate", data, subset: subset, into: &tally) {
      (example) throws(TaskError) in
      let text = BIGBenchHard.parts(of: example.input).question
      let walk = try Self.walk(in: text)
      let truth = try BIGBenchHard.truth(of: example)
      guard walk.returns == truth else {
        throw TaskError(.badQuestion, "the walk says otherwise than the data's target")
      }
      let problem = Navigate.Problem(
        text: text, answer: truth, instructions: walk.count, turning: walk.turns)
      return ImportDraft(
        id: example.id, rung: Self.rung(walk.count), complexity: complexity(of: problem),
        prompt: example.prompt, problem: problem, reference: reference(for: problem))
    }
  }

  /// The shipped ladder's rung with as many instructions or more.
  private static func rung(_ count: Int) -> Int {
    [3, 5, 7, 10].firstIndex { $0 >= count }.map { $0 + 1 } ?? 5
  }

  /// Follows the instructions of a question.
  private static func walk(
    in text: String
  ) throws(TaskError) -> (count: Int, turns: Bool, returns: Bool) {
    guard let mark = text.firstIndex(of: "?") else {
      throw TaskError(.badQuestion, "there is no question")
    }
    var (x, y, east, north) = (0, 0, 0, 1)
    var (count, turns) = (0, false)
    for sentence in BIGBenchHard.sentences(of: String(text[text.index(after: mark)...])) {
      let words = sentence.split(whereSeparator: { ". ".contains($0) }).map(String.init)
      if words == ["Always", "face", "forward"] || words.isEmpty { continue }
      count += 1
      if words.count == 2, words[0] == "Turn" {
        turns = true
        switch words[1] {
        case "left": (east, north) = (-north, east)
        case "right": (east, north) = (north, -east)
        case "around": (east, north) = (-east, -north)
        default: throw unknown(sentence)
        }
        continue
      }
      guard (3...4).contains(words.count), words[0] == "Take",
        let steps = DatasetName.number(words[1]), words[2] == "step" || words[2] == "steps"
      else { throw unknown(sentence) }
      let way: (Int, Int)
      switch words.count == 4 ? words[3] : "forward" {
      case "forward": way = (east, north)
      case "backward": way = (-east, -north)
      case "left": way = (-north, east)
      case "right": way = (north, -east)
      default: throw unknown(sentence)
      }
      (x, y) = (x + steps * way.0, y + steps * way.1)
    }
    return (count, turns, x == 0 && y == 0)
  }

  private static func unknown(_ sentence: String) -> TaskError {
    TaskError(.badQuestion, "\"\(sentence.prefix(40))\" is no instruction that is known")
  }
}
