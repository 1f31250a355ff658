import Analysis
import ModelAPI
public import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
public import Trials

/// Trial columns as JSON, written number by number: as values they would be twenty times the size.
struct TrialFigures {
  let columns: TrialColumns
  let axes: ReportAxes

  /// The object.
  var json: [UInt8] {
    var bytes: [UInt8] = []
    func member(_ name: StaticString, _ value: [UInt8]) {
      bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
      bytes.append(contentsOf: "\"\(name)\":".utf8)
      bytes.append(contentsOf: value)
    }
    let blocks = columns.blocks.map { block in
      Self.array(axes.places(of: block.cell) + [block.count])
    }
    member("blocks", Self.list(blocks))
    member("item", Self.array(columns.item))
    member("sample", Self.array(columns.sample.allSatisfy { $0 == 0 } ? [] : columns.sample))
    let places = Dictionary(
      uniqueKeysWithValues: Outcome.allCases.enumerated().map { ($1, $0) })
    member("outcome", Self.letters(columns.outcome.compactMap { places[$0] }))
    member("code", Self.letters(columns.usedCode.map { $0 ? 1 : 0 }))
    member("score", Self.array(columns.score))
    member("tokens", Self.array(columns.tokens))
    member("text", Self.array(columns.textTokens))
    member("runtime", Self.array(columns.runtime))
    member("calls", Self.array(columns.calls))
    member("runs", Self.array(columns.executions))
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  private static func array(_ numbers: [Int]) -> [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "[")]
    bytes.reserveCapacity(numbers.count * 4)
    for (place, number) in numbers.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: String(number).utf8)
    }
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }

  private static func list(_ values: [[UInt8]]) -> [UInt8] {
    [UInt8(ascii: "[")] + Array(values.joined(separator: [UInt8(ascii: ",")])) + [UInt8(ascii: "]")]
  }

  /// Numbers below 26 as one text, a letter each.
  private static func letters(_ numbers: [Int]) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    return [quote] + numbers.map { UInt8(ascii: "a") + UInt8($0) } + [quote]
  }
}

/// The trials of a report column by column: small enough to keep and to embed a hundred thousand.
public struct TrialColumns: Sendable {
  /// The trials of one cell, which lie side by side.
  struct Block: Sendable {
    let cell: CellKey
    let start: Int
    var count: Int
  }

  /// A question as trials point at it.
  struct Item: Hashable, Sendable {
    var task: String
    var id: String
    var rung: Int
  }

  /// What stands for a number that is not there.
  private static let none = -1

  private(set) var blocks: [Block] = []
  private(set) var items: [Item] = []
  private(set) var item: [Int] = []
  private(set) var sample: [Int] = []
  private(set) var outcome: [Outcome] = []
  private(set) var score: [Int] = []
  private(set) var tokens: [Int] = []
  private(set) var textTokens: [Int] = []
  private(set) var runtime: [Int] = []
  private(set) var calls: [Int] = []
  private(set) var executions: [Int] = []
  private(set) var usedCode: [Bool] = []
  private var places: [Item: Int] = [:]

  /// Creates columns without trials.
  public init() {}

  /// The number of trials.
  public var count: Int { item.count }

  /// Adds a trial; those of a sweep come in the order of their names, sweep after sweep.
  public mutating func add(_ line: TrialLine) {
    let cell = CellKey(of: line.trial)
    if blocks.last?.cell != cell { blocks.append(Block(cell: cell, start: count, count: 0)) }
    blocks[blocks.count - 1].count += 1
    item.append(place(Item(task: cell.task, id: line.trial.question, rung: line.rung)))
    sample.append(line.trial.sample)
    outcome.append(line.outcome)
    score.append(line.scoreMillionths ?? Self.none)
    tokens.append(
      line.usage.input.flatMap { input in line.usage.output.map { input &+ $0 } } ?? Self.none)
    textTokens.append(line.textTokens)
    runtime.append(line.runtimeMicroseconds ?? -1)
    calls.append(line.calls)
    executions.append(line.executions)
    usedCode.append(line.usedCode)
  }

  /// The trials of which transcripts should be shown, the first the most: every cell in turn gives one,
  /// spread over its questions.
  ///
  /// - Parameter limit: The most of one cell; `nil` for all.
  public func spread(limit: Int? = nil) -> [Int] {
    SpreadOrder.turns(of: blocks.map { $0.start..<($0.start + $0.count) }, limit: limit)
  }

  /// The name of a trial.
  public func name(of index: Int) -> TrialID? {
    guard item.indices.contains(index),
      let block = blocks.last(where: { $0.start <= index })
    else { return nil }
    return TrialID(
      model: block.cell.model, method: block.cell.method, task: block.cell.task,
      question: items[item[index]].id, sample: sample[index])
  }

  private mutating func place(_ item: Item) -> Int {
    if let place = places[item] { return place }
    items.append(item)
    places[item] = items.count - 1
    return items.count - 1
  }
}

/// The items of a list in an order in which every beginning is spread over the whole list.
///
/// Questions lie by complexity: the first few of a cell would all be easy ones.
struct SpreadOrder {
  /// The places `0..<count`: those that one item would take evenly, then those that two, four, eight
  /// add.
  static func places(_ count: Int) -> [Int] {
    var places: [Int] = []
    places.reserveCapacity(count)
    var taken = [Bool](repeating: false, count: count)
    var width = 1
    while places.count < count {
      for place in evenly(min(width, count), of: count) where !taken[place] {
        taken[place] = true
        places.append(place)
      }
      width *= 2
    }
    return places
  }

  /// The places of some ranges: each range in turn gives one, in an order that is spread over it.
  ///
  /// - Parameter limit: The most of one range; `nil` for all.
  static func turns(of ranges: [Range<Int>], limit: Int?) -> [Int] {
    let orders = ranges.map { range in
      limit.map { evenly($0, of: range.count) } ?? places(range.count)
    }
    var chosen: [Int] = []
    for round in 0..<(orders.map(\.count).max() ?? 0) {
      for (range, order) in zip(ranges, orders) where round < order.count {
        chosen.append(range.lowerBound + order[round])
      }
    }
    return chosen
  }

  /// So many places spread evenly over a list; all where it has no more.
  static func evenly(_ wanted: Int, of count: Int) -> [Int] {
    guard wanted < count else { return Array(0..<count) }
    return (0..<max(wanted, 0)).map { $0 * count / wanted }
  }
}
