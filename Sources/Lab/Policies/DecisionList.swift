public import Sweeps

/// A policy as a list of decisions: steps from the first to the last.
///
/// Each has a condition, replies to ask for, and a reply to stand by. It always ends, and it can only decide
/// on what was seen.
public struct DecisionList: Sendable {
  /// Which reply is stood by.
  enum Stop: Hashable, Sendable {
    /// The reply that was asked for last.
    case last
    /// The reply that gave the answer with most votes first; the last reply where none was read.
    case plurality
    /// The reply of an arm, by its place in ``DecisionList/arms``.
    case arm(Int)
  }

  /// A step.
  struct Step: Sendable {
    /// The line in the file.
    var line: Int
    /// When it is taken; `nil` for always.
    var condition: Condition?
    /// The condition as it is written.
    var conditionText: String?
    /// The arms that are asked for, side by side.
    var asks: [Int]
    /// The reply that ends it; `nil` to go on.
    var stop: Stop?
  }

  /// A variable of the grid and its values.
  public struct Variable: Hashable, Sendable {
    /// The name, without the dollar sign.
    public let name: String
    /// The values, in order.
    public let values: [Double]
  }

  /// The name.
  public let name: String
  /// What it does, in a sentence; empty where the file says nothing.
  public let about: String
  /// The variables of the grid, tuned inside folds.
  public let grid: [Variable]
  /// The arms that it may ask for, in the order in which they are first named.
  public let arms: [ArmName]
  let steps: [Step]
  /// The text of its file.
  public let text: String

  /// Whether it is told by a verifier whether answers hold: a class apart from policies that only see
  /// replies.
  public var usesVerifier: Bool { steps.contains { $0.condition?.usesVerifier ?? false } }

  /// The most settings of a grid.
  static let settingLimit = 256
  /// The most steps.
  static let stepLimit = 64
  /// The largest file, in bytes.
  public static let byteLimit = 1 << 16

  /// All settings of the grid, the first variable changing slowest; one of no values without a grid.
  public var settings: [[Double]] {
    grid.reduce([[]]) { settings, variable in
      settings.flatMap { setting in variable.values.map { setting + [$0] } }
    }
  }

  /// A setting in words, such as `n=4`; empty without a grid.
  public func words(of setting: [Double]) -> String {
    zip(grid, setting).map { variable, value in "\(variable.name)=\(Self.text(of: value))" }
      .joined(separator: ", ")
  }

  private static func text(of value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  /// Reads a policy from YAML.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: The file's name, for errors.
  /// - Throws: ``SweepError`` with file and line.
  public init(yaml: String, file: String) throws(SweepError) {
    guard yaml.utf8.count <= Self.byteLimit else {
      throw SweepError("\(file): a policy has at most \(Self.byteLimit) bytes.")
    }
    let root = try SweepDocument.root(of: yaml, file: file)
    let members = try root.members(known: ["policy", "about", "grid", "steps"])
    guard let named = members["policy"] else {
      throw root.error("\"policy\" is missing: the name. Write \"policy: my-rule\".")
    }
    name = try Self.name(named)
    about = try members["about"]?.text() ?? ""
    grid = try members["grid"].map(Self.grid) ?? []
    guard let list = members["steps"] else {
      throw root.error("\"steps\" is missing. Write a list of steps; the last one has a stop.")
    }
    var reader = StepReader(variables: grid.map(\.name))
    let elements = try list.elements()
    guard elements.count <= Self.stepLimit else {
      throw list.error("a policy has at most \(Self.stepLimit) steps.")
    }
    for element in elements { try reader.add(element) }
    steps = reader.steps
    arms = reader.arms
    text = yaml
    guard let last = steps.last else { throw list.error("a policy has one step at least.") }
    guard last.condition == nil, last.stop != nil else {
      throw (elements.last ?? list).error(
        "the policy does not end: its last step needs a stop and no condition. Write "
          + "\"- stop: last\" below it.")
    }
  }

  private static func name(_ node: SweepNode) throws(SweepError) -> String {
    let name = try node.text()
    guard name.utf8.count <= 100,
      name.utf8.allSatisfy({ byte in
        (byte | 0x20) &- 0x61 <= 25 || byte &- 0x30 <= 9 || "-_.@".utf8.contains(byte)
      })
    else {
      throw node.error("a policy's name has letters, digits, dots, dashes and underscores.")
    }
    return name
  }

  private static func grid(_ node: SweepNode) throws(SweepError) -> [Variable] {
    var grid: [Variable] = []
    for entry in try node.entries() {
      var values: [Double] = []
      for element in try entry.value.elements() {
        guard let value = element.scalar.flatMap(Double.init), value.isFinite else {
          throw element.error("\"\(entry.key)\" lists numbers, such as [4, 6, 8].")
        }
        guard !values.contains(value) else {
          throw element.error("\"\(entry.key)\" has \(text(of: value)) twice. Leave one out.")
        }
        values.append(value)
      }
      guard !values.isEmpty else {
        throw entry.place.error("\"\(entry.key)\" lists no value. Write one at least.")
      }
      grid.append(Variable(name: entry.key, values: values))
    }
    let count = grid.reduce(1) { min($0 * $1.values.count, settingLimit + 1) }
    guard count <= settingLimit else {
      throw node.error("the grid has more than \(settingLimit) settings. List fewer values.")
    }
    return grid
  }
}

/// Reads the steps of a policy in order: what a step may ask of depends on those above it.
private struct StepReader {
  let variables: [String]
  private(set) var steps: [DecisionList.Step] = []
  private(set) var arms: [ArmName] = []

  init(variables: [String]) {
    self.variables = variables
  }

  mutating func add(_ node: SweepNode) throws(SweepError) {
    let members = try node.members(known: ["if", "ask", "stop"])
    guard members["ask"] != nil || members["stop"] != nil else {
      throw node.error("a step asks or stops. Write \"ask: METHOD\" or \"stop: METHOD\".")
    }
    if let last = steps.last, last.condition == nil, last.stop != nil {
      throw node.error("no policy comes here: the step above always stops.")
    }
    var condition: Condition?
    let written = try members["if"]?.text()
    if let place = members["if"], let written {
      do {
        condition = try ConditionReader.condition(written, variables: variables, arms: arms)
      } catch {
        throw place.error("if: \(written): \(error.message)")
      }
    }
    var asks: [Int] = []
    if let ask = members["ask"] {
      for element in try ask.isList ? ask.elements() : [ask] {
        asks.append(try arm(element))
      }
      guard Set(asks).count == asks.count else {
        throw ask.error("a reply is asked for twice in one step.")
      }
    }
    var stop: DecisionList.Stop?
    if let place = members["stop"] { stop = try self.stop(place) }
    steps.append(
      .init(
        line: node.line ?? 0, condition: condition, conditionText: written, asks: asks, stop: stop))
  }

  private mutating func arm(_ node: SweepNode) throws(SweepError) -> Int {
    let text = try node.text()
    guard let name = ArmName(text) else {
      throw node.error(
        "\"\(text)\" is no name of a reply. Write METHOD, MODEL/METHOD, or METHOD+1 for the next sample."
      )
    }
    if let place = arms.firstIndex(of: name) { return place }
    arms.append(name)
    return arms.count - 1
  }

  private func stop(_ node: SweepNode) throws(SweepError) -> DecisionList.Stop {
    let text = try node.text()
    guard !arms.isEmpty else {
      throw node.error("stop: \(text): nothing was asked for by then. Ask first.")
    }
    switch text {
    case "last": return .last
    case "plurality": return .plurality
    default:
      guard let place = arms.firstIndex(where: { $0.description == text }) else {
        throw node.error(
          "stop: \(text): it was not asked for by then. Write last, plurality or one of "
            + "\(arms.map(\.description).joined(separator: ", ")).")
      }
      return .arm(place)
    }
  }
}
