/// Blocksworld (paper, 3.7): `Blocksworld_dataset/4_3_2_1/blocksworld_task.txt` with the stacks now and
/// the stacks wanted; the name gives blocks, stacks, stacks of the goal and a number.
struct BlocksworldImporter: DatasetImporter {
  private static let folder = "Blocksworld_dataset"
  private static let samples = 2
  /// The most blocks and stacks that the search for a plan is given.
  private static let limits = (blocks: 6, stacks: 6)

  let task = Blocksworld()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<Blocksworld>
  ) throws(TaskError) {
    for sample in try data.names(in: Self.folder) {
      guard let size = DatasetName.numbers(in: sample, after: ""), size.count == 4,
        subset == .all || size[3] < Self.samples
      else { continue }
      do throws(TaskError) {
        let text = try data.text(of: "\(Self.folder)/\(sample)/blocksworld_task.txt")
        let problem = try Self.problem(in: text)
        guard problem.initial.joined().count == size[0], problem.initial.count == size[1],
          problem.goal.count == size[2]
        else { throw TaskError(.badQuestion, "the text does not hold what its name says") }
        try add(sample, problem, to: &tally)
      } catch {
        tally.skip(sample, error.message)
      }
    }
  }

  private func add(
    _ id: String, _ problem: Blocksworld.Problem, to tally: inout ImportTally<Blocksworld>
  ) throws(TaskError) {
    guard let plan = BlocksworldSolver.shortestPlan(from: problem.initial, to: problem.goal) else {
      throw TaskError(.badQuestion, "no moves lead to the goal")
    }
    // The shipped ladder's first rungs are one and two moves with two blocks, then a rung a move.
    tally.add(
      ImportDraft(
        id: id, rung: max(plan.count, 1), complexity: task.complexity(of: problem),
        prompt: task.prompt(for: problem), problem: problem, reference: task.reference(for: problem)
      ))
  }

  private static func problem(in text: String) throws(TaskError) -> Blocksworld.Problem {
    var parts: [[[String]]] = []
    for line in text.split(separator: "\n") {
      let line = line.filter { $0 != "\r" }
      if line == "Initial State:" || line == "Goal State:" {
        parts.append([])
      } else {
        guard !parts.isEmpty, let stack = stack(line, number: parts[parts.count - 1].count + 1)
        else { throw TaskError(.badQuestion, "\"\(line.prefix(40))\" is no stack that is due") }
        parts[parts.count - 1].append(stack)
      }
    }
    guard parts.count == 2, text.hasPrefix("Initial State:") else {
      throw TaskError(.badQuestion, "there are not the stacks now and the stacks wanted")
    }
    let blocks = parts[0].joined().sorted()
    guard blocks == parts[1].joined().sorted(), Set(blocks).count == blocks.count,
      !blocks.isEmpty, blocks.count <= limits.blocks, parts[0].count <= limits.stacks,
      parts[1].count <= parts[0].count
    else { throw TaskError(.badQuestion, "now and then do not hold the same few blocks") }
    return Blocksworld.Problem(initial: parts[0], goal: parts[1])
  }

  /// The blocks of a line such as `stack2: B A`.
  private static func stack(_ line: String, number: Int) -> [String]? {
    let start = "stack\(number):"
    guard line.hasPrefix(start) else { return nil }
    let blocks = line.dropFirst(start.count).split(separator: " ").map(String.init)
    let isNamed = blocks.allSatisfy { $0.utf8.count <= 8 && $0.utf8.allSatisfy(ASCII.isLetter) }
    return isNamed ? blocks : nil
  }
}
