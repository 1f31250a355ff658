import Basics

extension BoxNet {
  /// The published checker: valid JSON, unsigned coordinates, an error beside the grid (paper, 3.6).
  func paperFinding(
    in reply: PaperReply, for problem: Problem, trace: inout GradingTrace
  ) -> PaperFinding {
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    guard let extracted = PaperExtraction.of(reply.text, by: self, for: problem, trace: &trace)
    else { return .nothing(strict.explanation) }
    guard let steps = (try? JSONValue(parsing: extracted.text.bytes))?.array else {
      return PaperFinding(
        strict.answer, success: false, "the plan is no JSON list",
        strict.partial > 0 ? [.validJSON] : [])
    }
    var world = PaperBoxNetWorld(problem)
    for step in steps.prefix(PlanLimits.steps) where !world.hasFailed { world.run(step) }
    guard !world.hasFailed else {
      return PaperFinding(
        strict.answer, success: false, "a place beside the grid ends the run with an error",
        [.offGrid])
    }
    return PaperFinding(
      strict.answer, done: world.delivered, of: problem.boxCount,
      "\(world.delivered) of \(problem.boxCount) boxes reached their targets", world.quirks)
  }
}

/// The published simulation.
private struct PaperBoxNetWorld {
  private var squares: [[BoxNet.Square]]
  private(set) var delivered = 0
  private(set) var hasFailed = false
  private(set) var quirks: [PaperQuirk] = []

  init(_ problem: BoxNet.Problem) {
    squares = problem.squares
  }

  /// Applies the actions of one step in the order of its members.
  mutating func run(_ step: JSONValue) {
    guard let members = step.object?.members else { return }
    for member in members.prefix(PlanLimits.parts) where !hasFailed {
      guard let action = member.value.string, let agent = place(in: member.name) else { continue }
      guard exists(agent) else {
        hasFailed = true
        return
      }
      perform(action, by: agent)
    }
  }

  private mutating func perform(_ action: String, by agent: BoxNet.Place) {
    guard action.hasPrefix("move("), action.hasSuffix(")") else { return }
    let inside = Array(action.utf8.dropFirst(5).dropLast())
    guard let comma = inside.firstIndex(of: UInt8(ascii: ",")) else { return }
    let rest = inside[(comma + 1)...]
    guard rest.first == UInt8(ascii: " ") else {
      note(.spaceAfterComma)
      return
    }
    let box = String(decoding: inside[..<comma], as: UTF8.self)
    let goal = String(decoding: rest.dropFirst(), as: UTF8.self)
    guard box.hasPrefix("box_"),
      let index = squares[agent.x][agent.y].boxes.firstIndex(of: String(box.dropFirst(4)))
    else { return }
    let color = String(box.dropFirst(4))
    if goal.hasPrefix("square") {
      guard let to = place(in: goal) else { return }
      guard exists(to) else {
        hasFailed = true
        return
      }
      guard agent.isNextTo(to) else { return }
      squares[agent.x][agent.y].boxes.remove(at: index)
      squares[to.x][to.y].boxes.append(color)
    } else if goal == "target_\(color)",
      let target = squares[agent.x][agent.y].targets.firstIndex(of: color)
    {
      squares[agent.x][agent.y].boxes.remove(at: index)
      squares[agent.x][agent.y].targets.remove(at: target)
      delivered += 1
    }
  }

  /// The first two decimal numbers of a text as a place, signs dropped; beside the grid if they are no
  /// middle of a square.
  private mutating func place(in text: String) -> BoxNet.Place? {
    let runs = text.utf8.split { !ASCII.isDigit($0) && $0 != UInt8(ascii: ".") }.prefix(2)
    let numbers = runs.compactMap { run -> Int? in
      var scanner = PlanScanner(AnswerText(Array(run)), 0..<run.count)
      return scanner.millionths()
    }
    guard numbers.count == 2 else { return nil }
    if text.utf8.contains(UInt8(ascii: "-")) { note(.unsignedCoordinates) }
    return BoxNet.Place(x: Self.index(numbers[0]), y: Self.index(numbers[1]))
  }

  private static func index(_ millionths: Int) -> Int {
    let shifted = millionths - 500_000
    return shifted >= 0 && shifted % 1_000_000 == 0 ? shifted / 1_000_000 : -1
  }

  private func exists(_ place: BoxNet.Place) -> Bool {
    squares.indices.contains(place.x) && squares[place.x].indices.contains(place.y)
  }

  private mutating func note(_ quirk: PaperQuirk) {
    if !quirks.contains(quirk) { quirks.append(quirk) }
  }
}

extension PaperQuirk {
  /// The plan must be valid JSON (section 3.6).
  static let validJSON = PaperQuirk(rawValue: "valid JSON")
  /// A move without a space after its comma is ignored (section 3.6).
  static let spaceAfterComma = PaperQuirk(rawValue: "space after comma")
  /// Minus signs of coordinates are dropped (section 3.6).
  static let unsignedCoordinates = PaperQuirk(rawValue: "unsigned coordinates")
  /// A place off the grid ends the whole run with an error: no credit (section 3.6).
  static let offGrid = PaperQuirk(rawValue: "off grid")
}

/// BoxNet (paper, 3.6): `BoxNet1_dataset/env_pg_state_2_4/pg_state0/pg_state0.json` with the contents of
/// the squares, named by their middles: `"0.5_1.5": ["box_blue", "target_red"]`.
extension BoxNet: ImportableTask {
  private static let folder = "BoxNet1_dataset"
  private static let published = [[1, 2], [2, 2], [2, 4]]
  /// The grids of the data, rung by rung, by the number of their squares.
  private static let publishedGrids = [2, 4, 8, 16, 32]
  /// The longest side of a grid and the most things in it.
  private static let limits = (side: 16, things: 1_000)

  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<BoxNet>
  ) throws(TaskError) {
    for set in try data.names(in: Self.folder) {
      guard let size = DatasetName.numbers(in: set, after: "env_pg_state_"), size.count == 2,
        subset == .all || Self.published.contains(size)
      else { continue }
      for sample in try data.names(in: "\(Self.folder)/\(set)") {
        guard let number = DatasetName.numbers(in: sample, after: "pg_state")?.first else {
          continue
        }
        let id = "\(size[0])_\(size[1]).\(DatasetName.padded(number, to: 2))"
        do throws(TaskError) {
          let json = try data.json(of: "\(Self.folder)/\(set)/\(sample)/\(sample).json")
          tally.add(try draft(id, json, rows: size[0], columns: size[1]))
        } catch {
          tally.skip(id, error.message)
        }
      }
    }
  }

  private func draft(
    _ id: String, _ json: JSONValue, rows: Int, columns: Int
  ) throws(TaskError) -> ImportDraft<BoxNet.Problem> {
    let sides = 1...Self.limits.side
    guard sides.contains(rows), sides.contains(columns), let object = json.object else {
      throw TaskError(.badQuestion, "the file holds no grid of a size that is taken")
    }
    var squares = [[BoxNet.Square]](
      repeating: [BoxNet.Square](repeating: BoxNet.Square(), count: columns), count: rows)
    guard object.members.count == rows * columns else {
      throw TaskError(.badQuestion, "the grid does not name \(rows) times \(columns) squares")
    }
    for member in object.members {
      guard let place = Self.place(member.name), place.x < rows, place.y < columns else {
        throw TaskError(.badQuestion, "\"\(member.name.prefix(40))\" is no square of the grid")
      }
      squares[place.x][place.y] = try Self.square(member.value)
    }
    let problem = BoxNet.Problem(squares: squares)
    try Self.check(problem)
    return ImportDraft(
      id: id, rung: Self.publishedGrids.lastIndex { $0 <= rows * columns }.map { $0 + 1 } ?? 1,
      complexity: complexity(of: problem),
      prompt: prompt(for: problem) + "\n" + Self.allowedActions(in: problem),
      problem: problem, reference: reference(for: problem))
  }

  /// The indices of a square's middle such as `0.5_1.5`.
  private static func place(_ name: String) -> BoxNet.Place? {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    let indices = parts.compactMap { part in
      part.hasSuffix(".5") ? DatasetName.number(String(part.dropLast(2))) : nil
    }
    guard parts.count == 2, indices.count == 2 else { return nil }
    return BoxNet.Place(x: indices[0], y: indices[1])
  }

  private static func square(_ json: JSONValue) throws(TaskError) -> BoxNet.Square {
    var square = BoxNet.Square()
    for thing in json.array ?? [] {
      let parts = (thing.string ?? "").split(separator: "_", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[1].utf8.allSatisfy(ASCII.isLetter), !parts[1].isEmpty else {
        throw TaskError(.badQuestion, "a square holds something that is no box and no target")
      }
      switch parts[0] {
      case "box": square.boxes.append(String(parts[1]))
      case "target": square.targets.append(String(parts[1]))
      default: throw TaskError(.badQuestion, "a square holds neither boxes nor targets only")
      }
    }
    return square
  }

  /// Each box needs a target of its colour, and each target a box.
  private static func check(_ problem: BoxNet.Problem) throws(TaskError) {
    let squares = problem.squares.joined()
    let boxes = squares.flatMap(\.boxes).sorted()
    guard !boxes.isEmpty, boxes.count <= limits.things,
      boxes == squares.flatMap(\.targets).sorted()
    else { throw TaskError(.badQuestion, "boxes and targets are not as many of each colour") }
  }

  /// What each arm may do at first: the paper's prompt lists it square by square.
  private static func allowedActions(in problem: BoxNet.Problem) -> String {
    var lines = ["At the start the agents may do this:"]
    for (x, row) in problem.squares.enumerated() {
      for (y, square) in row.enumerated() {
        let place = BoxNet.Place(x: x, y: y)
        let neighbours = [(-1, 0), (0, -1), (0, 1), (1, 0)]
          .map { BoxNet.Place(x: x + $0.0, y: y + $0.1) }
          .filter { problem.square(at: $0) != nil }
        let colors = Set(square.boxes).sorted()
        let actions = colors.flatMap { color in
          neighbours.map { BoxNet.Deed.carry(color: color, to: $0) }
            + (square.targets.contains(color)
              ? [BoxNet.Deed.deliver(color: color, target: color)] : [])
        }
        let text = actions.isEmpty ? "nothing" : actions.map(\.text).joined(separator: ", ")
        lines.append("Agent\(place.text): \(text)")
      }
    }
    return lines.joined(separator: "\n")
  }
}
