import Analysis
import ModelAPI
public import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
public import Trials

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
    score.append(line.scoreMillionths)
    tokens.append(line.usage.input.flatMap { input in line.usage.output.map { input &+ $0 } } ?? -1)
    textTokens.append(line.textTokens)
    runtime.append(line.runtimeMicroseconds)
    calls.append(line.calls)
    executions.append(line.executions)
    usedCode.append(line.usedCode)
  }

  /// The trials of which transcripts should be shown, the first the most: every cell in turn gives one,
  /// spread over its questions.
  ///
  /// - Parameter limit: The most of one cell; `nil` for all.
  public func spread(limit: Int? = nil) -> [Int] {
    let orders = blocks.map { block in
      limit.map { SpreadOrder.evenly($0, of: block.count) } ?? SpreadOrder.places(block.count)
    }
    var chosen: [Int] = []
    for round in 0..<(orders.map(\.count).max() ?? 0) {
      for (block, order) in zip(blocks, orders) where round < order.count {
        chosen.append(block.start + order[round])
      }
    }
    return chosen
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
