import Basics

/// MATH (paper, 3.13 and 3.14): `MATH/train/geometry/710.json` with problem, level and solution.
///
/// The truth is the last `\boxed{…}` of the solution. Only numbers, and tuples of numbers, become
/// questions: equality of formulas, sets and words is not decided here.
enum MathImporter {
  /// The published code takes the first fifty files with numbers below a thousand.
  private static let published = (below: 1_000, files: 50)

  static func read<Task: BenchTask>(
    _ folder: String, _ data: DatasetFiles, subset: ImportSubset,
    into tally: inout ImportTally<Task>
  ) throws(TaskError) where Task.Problem == MathProblem {
    let path = "MATH/train/\(folder)"
    var numbers = try data.names(in: path).compactMap { name in
      name.hasSuffix(".json") ? DatasetName.number(String(name.dropLast(5))) : nil
    }.sorted()
    if subset == .paper {
      numbers = Array(numbers.filter { $0 < published.below }.prefix(published.files))
    }
    for number in numbers {
      let id = DatasetName.padded(number, to: 5)
      do throws(TaskError) {
        tally.add(try draft(id, try data.json(of: "\(path)/\(number).json")))
      } catch {
        tally.skip(id, error.message)
      }
    }
  }

  private static func draft(
    _ id: String, _ json: JSONValue
  ) throws(TaskError) -> ImportDraft<MathProblem> {
    guard let text = json["problem"]?.string, let solution = json["solution"]?.string,
      text.utf8.count <= 50_000
    else { throw TaskError(.badQuestion, "the file holds no problem with a solution") }
    let truth = try MathTruth(ofSolution: solution, problem: text)
    let level = level(json["level"]?.string)
    let problem = MathProblem(
      text: text, answer: truth.numbers, steps: max(level, 1), isPercent: truth.isPercent)
    return ImportDraft(
      id: id, rung: max(level, 1), complexity: [ComplexityParameter("level", level)],
      prompt: "\(text)\n\(ImportedPrompt.number)", problem: problem, reference: problem.reference,
      solution: solution)
  }

  /// The level of `Level 3`; 0 where the data does not know it.
  private static func level(_ text: String?) -> Int {
    guard let text, text.hasPrefix("Level "),
      let level = DatasetName.number(String(text.dropFirst(6))),
      (1...5).contains(level)
    else { return 0 }
    return level
  }
}
