/// Date Understanding (paper, 3.8) of BIG-Bench Hard.
///
/// The data does not say how many steps a question takes; its complexity is the length of the story.
struct DateUnderstandingImporter: DatasetImporter {
  let task = DateUnderstanding()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<DateUnderstanding>
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
