import Analysis
import RecordReplay
public import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Two fresh recordings compared as what they are: paired samples.
///
/// A method with a model is judged over all tasks, with Holm's correction among those rows; a whole
/// model by the bootstrap, since its methods share the questions. Single cells are listed for
/// exploration: with hundreds of them no correction leaves one that a few trials could pass.
public struct PairedComparison: Hashable, Sendable {
  /// The seed of every interval that was found by resampling.
  public static let seed = "compare"

  /// What the two sheets are of.
  public let headers: Sides<ScoreSheetHeader>
  /// Trials that both have.
  public let pairs: Int
  /// Trials that one has alone; they are part of no statistic.
  public let unpaired: Sides<Int>
  /// Whole models.
  public let models: [PairedRow]
  /// Methods with a model, over all tasks.
  public let methods: [PairedRow]
  /// Single cells.
  public let cells: [PairedRow]

  /// Compares what two readers have left.
  ///
  /// Memory grows with the trials: a few numbers each.
  ///
  /// - Throws: ``RegressionError``: a sheet that cannot be read, or `nothing` where no trial is in
  ///   both.
  public init(_ first: ScoreSheetReader, _ second: ScoreSheetReader) throws(RegressionError) {
    headers = Sides(first: first.header, second: second.header)
    var samples: [PairedGroup: PairedSample] = [:]
    var paired = 0
    var alone = (first: 0, second: 0)
    var pairs = try SheetPairs(first, second)
    while let pair = try pairs.next() {
      switch pair {
      case .both(let left, let right):
        paired += 1
        for group in Self.groups(of: left) {
          samples[group, default: PairedSample()].add(left, right)
        }
      case .onlyFirst: alone.first += 1
      case .onlySecond: alone.second += 1
      }
    }
    guard paired > 0 else {
      throw .nothingShared(first.file, alone.first, second.file, alone.second)
    }
    self.pairs = paired
    unpaired = Sides(first: alone.first, second: alone.second)
    let rows = samples.keys.sorted().compactMap { group in
      samples[group].map { PairedRow($0, of: group, seed: Self.seed) }
    }
    models = rows.filter { $0.group.method == nil }
    methods = Self.corrected(rows.filter { $0.group.method != nil && $0.group.task == nil })
    cells = rows.filter { $0.group.task != nil }
  }

  private static func groups(of line: TrialLine) -> [PairedGroup] {
    let trial = line.trial
    return [
      PairedGroup(model: trial.model),
      PairedGroup(model: trial.model, method: trial.method),
      PairedGroup(model: trial.model, method: trial.method, task: trial.task),
    ]
  }

  private static func corrected(_ rows: [PairedRow]) -> [PairedRow] {
    let tested = rows.indices.filter { rows[$0].success != nil }
    let adjusted = HolmCorrection.adjusted(tested.compactMap { rows[$0].success?.test.pValue })
    var rows = rows
    for (index, pValue) in zip(tested, adjusted) { rows[index].adjustedPValue = pValue }
    return rows
  }
}

/// What is compared as one: all trials of a model, of a method with a model, or of one cell.
public struct PairedGroup: Hashable, Sendable {
  /// The model.
  public let model: String
  /// The method; `nil` for all methods of the model.
  public let method: String?
  /// The task; `nil` for all tasks.
  public let task: String?

  /// Creates a group.
  public init(model: String, method: String? = nil, task: String? = nil) {
    self.model = model
    self.method = method
    self.task = task
  }

  /// The name, such as `gpt-4o/all-code/game24`.
  public var name: String {
    [model, method, task].compactMap(\.self).joined(separator: "/")
  }
}

extension PairedGroup: Comparable {
  public static func < (left: PairedGroup, right: PairedGroup) -> Bool {
    left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }
}

/// The trials of two score sheets side by side, while both stream by.
struct SheetPairs {
  /// What two sheets say of one trial.
  enum Pair {
    case both(TrialLine, TrialLine)
    case onlyFirst(TrialLine)
    case onlySecond(TrialLine)
  }

  private var first: ScoreSheetReader
  private var second: ScoreSheetReader
  private var left: TrialLine?
  private var right: TrialLine?

  init(_ first: ScoreSheetReader, _ second: ScoreSheetReader) throws(RegressionError) {
    self.first = first
    self.second = second
    left = try Self.next(of: &self.first)
    right = try Self.next(of: &self.second)
  }

  /// The next trial in ascending order; `nil` at the end of both.
  mutating func next() throws(RegressionError) -> Pair? {
    guard let left else {
      guard let right else { return nil }
      self.right = try Self.next(of: &second)
      return .onlySecond(right)
    }
    guard let right, !(left.trial < right.trial) else {
      self.left = try Self.next(of: &first)
      return .onlyFirst(left)
    }
    self.right = try Self.next(of: &second)
    guard left.trial == right.trial else { return .onlySecond(right) }
    self.left = try Self.next(of: &first)
    return .both(left, right)
  }

  private static func next(
    of reader: inout ScoreSheetReader
  ) throws(RegressionError) -> TrialLine? {
    do {
      return try reader.next()
    } catch { throw .sheet(error) }
  }
}
