/// Navigate (paper, 3.11) of BIG-Bench Hard.
///
/// The walk is followed here as well, so that a wrong target in the data would be left out.
struct NavigateImporter: DatasetImporter {
  let task = Navigate()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<Navigate>
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
        id: example.id, rung: Self.rung(walk.count), complexity: task.complexity(of: problem),
        prompt: example.prompt, problem: problem, reference: task.reference(for: problem))
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
