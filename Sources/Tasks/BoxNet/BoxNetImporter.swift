import Basics

/// BoxNet (paper, 3.6): `BoxNet1_dataset/env_pg_state_2_4/pg_state0/pg_state0.json` with the contents of
/// the squares, named by their middles: `"0.5_1.5": ["box_blue", "target_red"]`.
struct BoxNetImporter: DatasetImporter {
  private static let folder = "BoxNet1_dataset"
  private static let published = [[1, 2], [2, 2], [2, 4]]
  /// The grids of the data, rung by rung, by the number of their squares.
  private static let ladder = [2, 4, 8, 16, 32]
  /// The longest side of a grid and the most things in it.
  private static let limits = (side: 16, things: 1_000)

  let task = BoxNet()

  func read(
    _ data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<BoxNet>
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
      id: id, rung: Self.ladder.lastIndex { $0 <= rows * columns }.map { $0 + 1 } ?? 1,
      complexity: task.complexity(of: problem),
      prompt: task.prompt(for: problem) + "\n" + Self.allowedActions(in: problem),
      problem: problem, reference: task.reference(for: problem))
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
