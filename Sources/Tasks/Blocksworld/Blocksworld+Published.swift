extension Blocksworld {
  /// The published checker: lines of exactly six words, and no empty plan (paper, 3.7).
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    guard let extracted = PaperExtraction.of(reply.text, by: self, for: problem, trace: &trace)
    else { return .nothing(strict.explanation) }
    let text = extracted.text
    let content = text.trimmed(text.bytes.indices)
    guard !content.isEmpty, strict.answer != Plan(moves: []).text else {
      return PaperFinding(
        strict.answer ?? "", success: false, "there is no move", strict.success ? [.emptyPlan] : [])
    }
    var moves: [Move] = []
    for line in text.bytes[content].split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    {
      guard moves.count <= PlanLimits.steps, let move = Self.sixWords(line) else {
        return PaperFinding(
          strict.answer ?? text.string(content), success: false,
          "move \(moves.count + 1) is not six words such as Move A from 1 to 2",
          strict.success ? [.sixWords] : [])
      }
      moves.append(move)
    }
    let plan = Plan(moves: moves)
    let fault = BlocksworldSimulator.fault(of: plan, in: problem, trace: &trace)
    return PaperFinding(plan.text, success: fault == nil, fault ?? "the moves lead to the goal")
  }

  /// `Move B from 1 to 2` or `Move B from stack1 to stack2`.
  private static func sixWords(_ line: ArraySlice<UInt8>) -> Move? {
    guard line.count <= 1_024 else { return nil }
    let words = line.split(whereSeparator: ASCII.isSpace).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard words.count == 6, let from = stack(words[3]), let to = stack(words[5]) else { return nil }
    return Move(block: words[1], from: from, to: to)
  }

  private static func stack(_ word: String) -> Int? {
    Int(word.hasPrefix("stack") ? String(word.dropFirst(5)) : word)
  }
}

extension PaperQuirk {
  /// A move is a line of exactly six words; numbered lines fail (section 3.7).
  static let sixWords = PaperQuirk(rawValue: "six words")
  /// A plan without moves fails, even where the start is the goal (section 3.7).
  static let emptyPlan = PaperQuirk(rawValue: "empty plan")
}

/// Blocksworld (paper, 3.7): `Blocksworld_dataset/4_3_2_1/blocksworld_task.txt` with the stacks now and
/// the stacks wanted; the name gives blocks, stacks, stacks of the goal and a number.
extension Blocksworld: ImportableTask {
  private static let folder = "Blocksworld_dataset"
  private static let samples = 2
  /// The most blocks and stacks that the search for a plan is given.
  private static let limits = (blocks: 6, stacks: 6)

  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<Blocksworld>
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
        id: id, rung: max(plan.count, 1), complexity: complexity(of: problem),
        prompt: prompt(for: problem), problem: problem, reference: reference(for: problem)
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
