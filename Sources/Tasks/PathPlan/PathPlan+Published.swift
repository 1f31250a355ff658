import PythonLiterals

extension PathPlan {
  /// The published checker: tuples only, and touching by strictly crossed edges (paper, 3.3).
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    guard let extracted = PaperExtraction.of(reply.text, by: self, for: problem, trace: &trace)
    else { return .nothing(strict.explanation) }
    guard let points = EvaluatedLiteral.parse(extracted.text.bytes)?.elements, points.count >= 2,
      points.count <= PlanLimits.steps
    else {
      return PaperFinding(
        strict.answer, success: false, "the waypoints are no Python list",
        strict.success ? [.pythonOnly] : [])
    }
    let path = points.compactMap { point -> ExactPoint? in
      guard let pair = point.elements, pair.count == 2, let x = pair[0].millionths,
        let y = pair[1].millionths
      else { return nil }
      return ExactPoint(x: x, y: y)
    }
    let ends = [points[0], points[points.count - 1]]
    let areTuples = ends.allSatisfy { if case .tuple = $0 { true } else { false } }
    guard path.count == points.count, areTuples else {
      return PaperFinding(
        strict.answer, success: false, "start and end are no tuples",
        strict.success ? [.tuplesOnly] : [])
    }
    let fault = PaperPathWorld.fault(of: path, in: problem)
    let quirks: [PaperQuirk] = (fault == nil) != strict.success ? [.edgeCrossing] : []
    if let other = Self.miscounted(problem, reply.response) {
      let otherFault = PaperPathWorld.fault(of: path, in: other)
      if (otherFault == nil) != (fault == nil) {
        return PaperFinding(
          strict.answer, success: otherFault == nil,
          otherFault ?? "edges are crossed as another instruction wants", [.codeBlockInstruction])
      }
    }
    return PaperFinding(
      strict.answer, success: fault == nil, fault ?? "edges are crossed as the instruction wants",
      quirks)
  }

  /// The room with the instruction whose number is that of the response's code blocks less one; `nil`
  /// without code, and in rooms that the paper's instructions are not about.
  private static func miscounted(_ problem: Problem, _ response: AnswerText?) -> Problem? {
    let instruction = HouseWorld.Instruction(visit: problem.visit, avoid: problem.avoid)
    guard problem.low != nil, HouseWorld.instructions.contains(instruction), let response else {
      return nil
    }
    let index = codeBlocks(in: response.bytes) - 1
    guard HouseWorld.instructions.indices.contains(index) else { return nil }
    var other = problem
    other.visit = HouseWorld.instructions[index].visit
    other.avoid = HouseWorld.instructions[index].avoid
    return other
  }

  /// The matches of the published pattern for code: a fence that says `python`, to the next fence.
  private static func codeBlocks(in bytes: [UInt8]) -> Int {
    let (open, close) = (Array("```python\n".utf8), Array("\n```".utf8))
    var (count, index, isOpen) = (0, 0, false)
    while index < bytes.count {
      let token = isOpen ? close : open
      if bytes[index] == token[0], bytes[index...].starts(with: token) {
        count += isOpen ? 1 : 0
        isOpen.toggle()
        index += token.count
      } else {
        index += 1
      }
    }
    return count
  }
}

/// The published geometry: a box is touched only where one of its edges is crossed.
private enum PaperPathWorld {
  static func fault(of path: [ExactPoint], in problem: PathPlan.Problem) -> String? {
    guard path.first == problem.start.millionths, path.last == problem.end.millionths else {
      return "the path does not lead from start to end"
    }
    let low = problem.low ?? 0
    let room = PathPlan.Box(color: "wall", x0: low, x1: problem.size, y0: low, y1: problem.size)
    guard !crosses(path, room) else { return "the path crosses a wall" }
    for box in problem.boxes(of: problem.avoid) where crosses(path, box) {
      return "the path crosses an edge of the box \(box.color)"
    }
    for box in problem.boxes(of: problem.visit) where !crosses(path, box) {
      return "the path crosses no edge of the box \(box.color)"
    }
    return nil
  }

  /// Whether a segment of a path crosses an edge of a box, by the strict counter-clockwise test.
  private static func crosses(_ path: [ExactPoint], _ box: PathPlan.Box) -> Bool {
    let x0 = Decimals.millionths(hundredths: box.x0)
    let x1 = Decimals.millionths(hundredths: box.x1)
    let y0 = Decimals.millionths(hundredths: box.y0)
    let y1 = Decimals.millionths(hundredths: box.y1)
    let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map { ExactPoint(x: $0.0, y: $0.1) }
    return (1..<path.count).contains { segment in
      (0..<4).contains { edge in
        intersects(path[segment - 1], path[segment], corners[edge], corners[(edge + 1) % 4])
      }
    }
  }

  private static func intersects(
    _ a: ExactPoint, _ b: ExactPoint, _ c: ExactPoint, _ d: ExactPoint
  ) -> Bool {
    isLeft(a, c, d) != isLeft(b, c, d) && isLeft(a, b, c) != isLeft(a, b, d)
  }

  /// Whether three points turn left; coordinates stay within 1e9, so that products fit.
  private static func isLeft(_ a: ExactPoint, _ b: ExactPoint, _ c: ExactPoint) -> Bool {
    (c.y - a.y) * (b.x - a.x) > (b.y - a.y) * (c.x - a.x)
  }
}

extension PaperQuirk {
  /// Waypoints must be tuples; a list of lists is wrong (section 3.3).
  static let tuplesOnly = PaperQuirk(rawValue: "tuples only")
  /// A box counts as touched only where an edge is crossed: paths inside it or along an edge do not
  /// count (section 3.3).
  static let edgeCrossing = PaperQuirk(rawValue: "edge crossing")
  /// A response with code is judged against the instruction whose number is the number of code blocks
  /// less one (section 3.3).
  static let codeBlockInstruction = PaperQuirk(rawValue: "code block instruction")
}

/// Path Plan (paper, 3.3): fourteen environments times ten instructions.
///
/// The environments stand in the repository's own code and not in its data. Where the folder holds that
/// code, the boxes, starts and ends are read out of its assignments, which are never run; elsewhere
/// rooms of the same make are drawn (``HouseWorld``). The instructions are the documented table of what
/// must be entered and what avoided. What no path can do is left out.
extension PathPlan: ImportableTask {
  /// Where the code may be, from the folder that was named.
  private static let files = [
    "run_path_plan_continuous_baseline_methods.py",
    "benchmark/run_path_plan_continuous_baseline_methods.py",
  ]

  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<PathPlan>
  ) throws(TaskError) {
    if let (file, bytes) = try code(in: data) {
      do throws(PythonLiteralError) {
        try read(try PythonAssignments(of: bytes), into: &tally)
      } catch {
        throw TaskError(.unreadableData, "\(file): \(error).")
      }
      tally.note("rooms of \(file)")
      return
    }
    // Other data must be there: an empty folder is no set of rooms.
    guard try !data.names(in: "").isEmpty else { return }
    for (index, world) in HouseWorld.drawn.enumerated() {
      add(world, id: "drawn-\(DatasetName.padded(index + 1, to: 2))", to: &tally)
    }
    tally.note(
      "rooms drawn as the paper describes them, because the published ones are in no data file: "
        + "name the folder above, with benchmark/, to import those")
  }

  private func code(in data: DatasetFiles) throws(TaskError) -> (String, [UInt8])? {
    for file in Self.files {
      let folder = file.contains("/") ? "benchmark" : ""
      let name = file.split(separator: "/").last.map(String.init) ?? file
      guard try data.codeNames(in: folder).contains(name) else { continue }
      if let bytes = try data.code(file) { return (file, bytes) }
    }
    return nil
  }

  private func read(
    _ code: PythonAssignments, into tally: inout ImportTally<PathPlan>
  ) throws(PythonLiteralError) {
    let prefix = "box_dict_"
    for assignment in code.all {
      guard assignment.name.hasPrefix(prefix),
        let number = DatasetName.number(String(assignment.name.dropFirst(prefix.count)))
      else { continue }
      let id = "env-\(DatasetName.padded(number, to: 2))"
      let world = HouseWorld(
        boxes: try? assignment.value.get(),
        start: try? code["starting_position_\(number)"]?.value.get(),
        end: try? code["ending_position_\(number)"]?.value.get())
      if let world {
        add(world, id: id, to: &tally)
      } else {
        tally.skip(id, "boxes, start and end of the room cannot be read")
      }
    }
  }

  private func add(_ world: HouseWorld, id: String, to tally: inout ImportTally<PathPlan>) {
    for (index, instruction) in HouseWorld.instructions.enumerated() {
      let item = "\(id).\(index)"
      let problem = world.problem(instruction)
      guard problem.boxes(of: problem.visit).count == problem.visit.count,
        problem.boxes(of: problem.avoid).count == problem.avoid.count
      else {
        tally.skip(item, "the room lacks a box that the instruction names")
        continue
      }
      guard PathFinder(problem).path() != nil else {
        tally.skip(item, "no path can follow the instruction in this room")
        continue
      }
      tally.add(
        ImportDraft(
          id: item, rung: problem.visit.count, complexity: complexity(of: problem),
          prompt: HouseWorldPrompt.text(for: problem), problem: problem,
          reference: reference(for: problem)))
    }
  }
}
