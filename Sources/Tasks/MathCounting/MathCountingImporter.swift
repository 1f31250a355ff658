/// MATH-Counting of the data: see ``MathImporter``.
struct MathCountingImporter: DatasetImporter {
  let task = MathCounting()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<MathCounting>
  ) throws(TaskError) {
    try MathImporter.read("counting_and_probability", data, subset: subset, into: &tally)
  }
}
