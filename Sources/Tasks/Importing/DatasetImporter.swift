/// Makes questions of one task from the `dataset_gather` layout.
protocol DatasetImporter: Sendable {
  /// The task of the questions.
  associatedtype Target: BenchTask

  /// The task.
  var task: Target { get }

  /// Reads the data of the task, and leaves the tally empty where there is none.
  ///
  /// A fault of one item is a skipped item; an error is for data that cannot be read at all.
  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<Target>
  ) throws(TaskError)
}

extension DatasetImporter {
  /// The set of the task.
  func imported(
    from data: DatasetFiles, subset: ImportSubset
  ) throws(TaskError) -> ImportedSet {
    var tally = ImportTally(of: task)
    try read(data, subset: subset, into: &tally)
    return tally.finished()
  }
}

/// Imports the data of the public CodeSteer-v1.0 repository.
///
/// Ids come from the data's own numbering, such as `letters.10-15.a_1_0`, so that they are the same
/// whatever a file system lists first, and whatever subset is imported. Nothing is evaluated: values in
/// Python's spelling are read by a parser of literals, and a pickle is no text.
public enum DatasetImport {
  private static let importers: [any DatasetImporter] = [
    NumberMultiplyingImporter(),
    Game24Importer(),
    PathPlanImporter(),
    LettersImporter(),
    BoxLiftImporter(),
    BoxNetImporter(),
    BlocksworldImporter(),
    DateUnderstandingImporter(),
    WebOfLiesImporter(),
    LogicalDeductionImporter(),
    NavigateImporter(),
    GSMHardImporter(),
    MathGeometryImporter(),
    MathCountingImporter(),
  ]

  /// The tasks that can be imported, in the paper's order.
  public static var tasks: [String] { importers.map { $0.task.description.name } }

  /// The questions of a task.
  ///
  /// - Parameters:
  ///   - task: The task's name.
  ///   - source: The repository's folder, or its `dataset_gather`.
  ///   - subset: The published samples only, or everything.
  public static func set(
    of task: String, from source: some ImportSource, subset: ImportSubset
  ) throws(TaskError) -> ImportedSet {
    guard let importer = importers.first(where: { $0.task.description.name == task }) else {
      throw TaskError(.unknownTask, "Nothing imports the task \(task).")
    }
    return try importer.imported(from: try DatasetFiles(source), subset: subset)
  }
}
