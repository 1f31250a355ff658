import Basics

/// Whether the last of a chain of truth-tellers and liars tells the truth (paper, 3.9).
struct WebOfLies: BenchTask {
  /// The story and its truth.
  struct Problem: Codable, Hashable, Sendable {
    /// The rule, the claims and the question.
    var text: String
    /// Whether the answer is yes.
    var answer: Bool
    /// The number of people in the chain.
    var people: Int
  }

  /// The people of a chain, rung by rung.
  private static let ladder = [2, 3, 5, 8, 11]
  /// From this length on the claims stand in no order.
  private static let shuffledLength = 5

  var description: TaskDescription {
    TaskDescription(
      name: "web-of-lies", title: "Web of Lies", shortTitle: "Web of Lies", group: .logic,
      summary: "Tell whether the last of a chain of two to eleven speakers tells the truth.",
      rungs: Self.ladder.count,
      resultNames: ["Answer", "answer"])
  }

  func problem(rung: Int, using generator: inout SeededGenerator) -> Problem {
    let length = Self.ladder[rung - 1]
    let chain = TruthChain.random(length: length, using: &generator)
    let scene = generator.pick(TruthScene.all)
    var sentences = TruthWording.sentences(of: chain, in: scene)
    if length >= Self.shuffledLength { sentences = generator.shuffled(sentences) }
    let question = scene.question.filled(["name": chain.people[length - 1]])
    return Problem(
      text: ([scene.rule] + sentences + [question]).joined(separator: " "),
      answer: chain.lastIsHonest, people: length)
  }

  func prompt(for problem: Problem) -> String {
    problem.text + "\n" + YesNo.instruction
  }

  func complexity(of problem: Problem) -> [ComplexityParameter] {
    [ComplexityParameter("people", problem.people)]
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

extension WebOfLies {
  func corruptions(of problem: Problem) -> [Corruption] { YesNo.corruptions(of: problem.answer) }

  func guesses(at problem: Problem) -> [Guess] { YesNo.guesses }
}

extension WebOfLies {
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding { choiceFinding(in: reply, for: problem, trace: &trace) }
}

/// Web of Lies (paper, 3.9) of BIG-Bench Hard.
///
/// The chain is worked out here as well, so that a wrong target in the data would be left out.
extension WebOfLies: ImportableTask {
  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<WebOfLies>
  ) throws(TaskError) {
    try BIGBenchHard.read("web_of_lies", data, subset: subset, into: &tally) {
      (example) throws(TaskError) in
      let chain = try Self.chain(in: example.input)
      let truth = try BIGBenchHard.truth(of: example)
      guard chain.isHonest == truth else {
        throw TaskError(.badQuestion, "the chain says otherwise than the data's target")
      }
      let problem = WebOfLies.Problem(text: example.input, answer: truth, people: chain.people)
      let rung = [2, 3, 5, 8].firstIndex { $0 >= chain.people }.map { $0 + 1 } ?? 5
      return ImportDraft(
        id: example.id, rung: rung, complexity: complexity(of: problem),
        prompt: example.prompt, problem: problem, reference: reference(for: problem))
    }
  }

  /// The number of people and whether the one that is asked about tells the truth.
  private static func chain(
    in input: String
  ) throws(TaskError) -> (people: Int, isHonest: Bool) {
    let start = "Question: "
    let text = input.hasPrefix(start) ? String(input.dropFirst(start.count)) : input
    var honest: [String: Bool] = [:]
    for sentence in BIGBenchHard.sentences(of: text) {
      let words = sentence.split(whereSeparator: { ".? ".contains($0) }).map(String.init)
      if words.count == 5, words[0] == "Does", words[2...] == ["tell", "the", "truth"] {
        guard let answer = honest[words[1]] else { throw unknown(sentence) }
        return (honest.count, answer)
      }
      guard let first = words.first else { continue }
      if let says = says(words.dropFirst()) {
        honest[first] = says
      } else if words.count > 3, words[1] == "says", let says = says(words.dropFirst(3)),
        let other = honest[words[2]]
      {
        honest[first] = other == says
      } else {
        throw unknown(sentence)
      }
    }
    throw TaskError(.badQuestion, "nothing is asked")
  }

  /// Whether words say that somebody is honest; `nil` if they say something else.
  private static func says(_ words: ArraySlice<String>) -> Bool? {
    switch Array(words) {
    case ["tells", "the", "truth"]: true
    case ["lies"]: false
    default: nil
    }
  }

  private static func unknown(_ sentence: String) -> TaskError {
    TaskError(.badQuestion, "\"\(sentence.prefix(40))\" is no statement that is known")
  }
}
