/// Logical Deduction (paper, 3.10) of BIG-Bench Hard, with seven objects.
struct LogicalDeductionImporter: DatasetImporter {
  /// The opening has two sentences, on the paragraphs and on the objects; the others are clues.
  private static let openingSentences = 3
  /// The shipped ladder ends with seven objects.
  private static let rung = 5

  let task = LogicalDeduction()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<LogicalDeduction>
  ) throws(TaskError) {
    try BIGBenchHard.read("logical_deduction_seven_objects", data, subset: subset, into: &tally) {
      (example) throws(TaskError) in
      let choice = try BIGBenchHard.choice(of: example)
      let sentences = BIGBenchHard.sentences(of: choice.text).count
      let problem = LogicalDeduction.Problem(
        choice: choice, objects: choice.options.count,
        clues: max(sentences - Self.openingSentences, 0))
      return ImportDraft(
        id: example.id, rung: Self.rung, complexity: task.complexity(of: problem),
        prompt: example.prompt, problem: problem, reference: choice.reference)
    }
  }
}
