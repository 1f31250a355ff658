/// Web of Lies (paper, 3.9) of BIG-Bench Hard.
///
/// The chain is worked out here as well, so that a wrong target in the data would be left out.
struct WebOfLiesImporter: DatasetImporter {
  let task = WebOfLies()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<WebOfLies>
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
        id: example.id, rung: rung, complexity: task.complexity(of: problem),
        prompt: example.prompt, problem: problem, reference: task.reference(for: problem))
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
