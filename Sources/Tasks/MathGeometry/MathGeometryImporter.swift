/// MATH-Geometry of the data: see ``MathImporter``.
struct MathGeometryImporter: DatasetImporter {
  let task = MathGeometry()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<MathGeometry>
  ) throws(TaskError) {
    try MathImporter.read("geometry", data, subset: subset, into: &tally)
  }
}
