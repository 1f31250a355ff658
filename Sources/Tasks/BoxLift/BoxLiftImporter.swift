import Basics

/// Imports BoxLift (paper, 3.5).
///
/// The data is `BoxLift_dataset/BoxLift_10_3/BoxLift0/BoxLift.json` with weights and capacities. The cap
/// on the steps is the greedy planner's, as in the paper.
struct BoxLiftImporter: DatasetImporter {
  private static let folder = "BoxLift_dataset"
  private static let samples = 5
  /// The most boxes and lifters, and the heaviest weight, that are taken.
  private static let limits = (boxes: 500, lifters: 64, weight: 1_000_000)

  let task = BoxLift()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<BoxLift>
  ) throws(TaskError) {
    for set in try data.names(in: Self.folder) {
      guard let size = DatasetName.numbers(in: set, after: "BoxLift_"), size.count == 2 else {
        continue
      }
      for sample in try data.names(in: "\(Self.folder)/\(set)") {
        guard let number = DatasetName.numbers(in: sample, after: "BoxLift")?.first,
          subset == .all || number < Self.samples
        else { continue }
        let id = "\(size[0])_\(size[1]).\(DatasetName.padded(number, to: 2))"
        do throws(TaskError) {
          let json = try data.json(of: "\(Self.folder)/\(set)/\(sample)/BoxLift.json")
          tally.add(try draft(id, json))
        } catch {
          tally.skip(id, error.message)
        }
      }
    }
  }

  private func draft(
    _ id: String, _ json: JSONValue
  ) throws(TaskError) -> ImportDraft<BoxLift.Problem> {
    let boxes = try Self.numbers(json["boxes"], atMost: Self.limits.boxes)
    let lifters = try Self.numbers(json["lifters"], atMost: Self.limits.lifters)
    guard let steps = BoxLiftPlanner.steps(boxes: boxes, lifters: lifters)?.count else {
      throw TaskError(.badQuestion, "all lifters together are too weak for a box")
    }
    let problem = BoxLift.Problem(boxes: boxes, lifters: lifters, steps: steps)
    let rung = BoxLift.ladder.lastIndex { $0.boxes <= boxes.count }.map { $0 + 1 } ?? 1
    return ImportDraft(
      id: id, rung: rung, complexity: task.complexity(of: problem),
      prompt: task.prompt(for: problem), problem: problem, reference: task.reference(for: problem))
  }

  private static func numbers(_ json: JSONValue?, atMost count: Int) throws(TaskError) -> [Int] {
    let elements = json?.array ?? []
    let numbers = elements.compactMap(\.integer).filter { (1...limits.weight).contains($0) }
    guard !numbers.isEmpty, numbers.count == elements.count, numbers.count <= count else {
      throw TaskError(
        .badQuestion, "weights and capacities must be whole numbers from 1 to \(limits.weight)")
    }
    return numbers
  }
}
