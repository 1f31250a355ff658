import RecordReplay
import ScoreSheets
public import Statistics
public import Sweeps

/// A large against a small model over growing difficulty, with and without a code interpreter.
///
/// The paper claims inverse scaling: with a code interpreter smaller models sometimes beat larger
/// ones, since they reach for code earlier (section 5).
public struct InverseScaling: SweepAnalysis {
  /// A model and the next larger one, on the questions of a task that both answered with a method.
  public struct Pair: Sendable {
    /// What a pair shows.
    public enum Verdict: Sendable {
      /// The larger model is right more often.
      case largerIsBetter
      /// The smaller one is: inverse scaling.
      case smallerIsBetter
      /// Chance explains the difference.
      case unsettled
    }

    /// The task.
    public let task: ScoreAxes.Entry
    /// The method.
    public let method: ScoreAxes.Entry
    /// The smaller model's name.
    public let small: String
    /// The larger model's name.
    public let large: String
    /// The smaller model first.
    public let outcome: PairedSuccess
    /// The p-value among all pairs (Holm).
    public fileprivate(set) var adjusted = 1.0
    /// Rungs at which the smaller model has the higher success rate, among those that both answered.
    public let smallAhead: [Int]

    /// What the pair shows.
    public var verdict: Verdict {
      guard adjusted < HolmCorrection.level else { return .unsettled }
      return outcome.counts.second > outcome.counts.first ? .largerIsBetter : .smallerIsBetter
    }
  }

  /// A rung of a task's ladder with a method, model by model.
  public struct Rung: Sendable {
    /// The task.
    public let task: ScoreAxes.Entry
    /// The method.
    public let method: ScoreAxes.Entry
    /// The number, from 1.
    public let number: Int
    /// What its questions are like; `nil` where their task says nothing of it.
    public let complexity: String?
    /// The trials of each model, in the order of ``Findings/models``; `nil` where it has none.
    public let cells: [ComplexityCell?]
  }

  /// What was found.
  public struct Findings: Sendable {
    /// The models that have trials, the smallest first where their names state sizes.
    public let models: [String]
    /// Whether their names state sizes; otherwise they stand in the order of the sweeps.
    public let areOrdered: Bool
    /// The pairs, in the order of tasks, methods and sizes.
    public let pairs: [Pair]
    /// The rungs that some model was measured on, in the order of tasks and methods.
    public let rungs: [Rung]
    /// Trials that stood in a sweep before: the first counts, as the sweeps were named.
    public let repeated: Int
  }

  private let context: AnalysisContext
  private var trials = PairedTrials()
  private var summary: ComplexitySummary

  public init(_ context: AnalysisContext) {
    self.context = context
    summary = ComplexitySummary(
      axes: context.axes, ladders: context.ladders, over: context.denominator)
  }

  public mutating func add(_ trial: TrialFeatures) {
    if trials.add(trial) { summary.add(trial.line) }
  }

  public var findings: Findings {
    let measured = Set(trials.entries.map(\.trial.model))
    let names = context.axes.models.map(\.name).filter { measured.contains($0) }
    let ordered = ModelSize.ordered(names)
    let models = ordered ?? names
    return Findings(
      models: models, areOrdered: ordered != nil, pairs: pairs(of: models),
      rungs: rungs(of: models), repeated: trials.repeated)
  }

  private func pairs(of names: [String]) -> [Pair] {
    var pairs: [Pair] = []
    for task in context.axes.tasks {
      for method in context.axes.methods {
        let places = names.map { trials.places(model: $0, method: method.name, task: task.name) }
        let measured = names.indices.filter { !places[$0].isEmpty }
        for (small, large) in zip(measured, measured.dropFirst()) {
          guard let outcome = PairedSuccess(places[small], places[large]) else { continue }
          pairs.append(
            Pair(
              task: task, method: method, small: names[small], large: names[large],
              outcome: outcome, smallAhead: Self.ahead(places[small], places[large])))
        }
      }
    }
    let adjusted = HolmCorrection.adjusted(pairs.map(\.outcome.test.pValue))
    for index in pairs.indices { pairs[index].adjusted = adjusted[index] }
    return pairs
  }

  private static func ahead(
    _ small: [SampleKey: PairedTrials.Entry], _ large: [SampleKey: PairedTrials.Entry]
  ) -> [Int] {
    var lead: [Int: Int] = [:]
    for (place, entry) in small {
      guard let other = large[place] else { continue }
      lead[entry.rung, default: 0] += (entry.isRight ? 1 : 0) - (other.isRight ? 1 : 0)
    }
    return lead.filter { $0.value > 0 }.keys.sorted()
  }

  private func rungs(of names: [String]) -> [Rung] {
    context.axes.tasks.flatMap { task in
      context.axes.methods.flatMap { method -> [Rung] in
        let keys = names.map { CellKey(model: $0, method: method.name, task: task.name) }
        let numbers = Set(summary.cells.keys.filter { keys.contains($0.cell) }.map(\.rung))
        return numbers.sorted().map { number in
          Rung(
            task: task, method: method, number: number,
            complexity: context.ladders[task.name]?[number],
            cells: keys.map { summary.cells[ComplexityKey($0, rung: number)] })
        }
      }
    }
  }
}

/// The size of a model as its name states it.
public enum ModelSize {
  /// Parameters in thousands, from the last word such as `0.5b`, `1.5B` or `135m` in a name; `nil` where
  /// there is none.
  public static func thousands(in name: String) -> Int? {
    let bytes = Array(name.utf8)
    var found: Int?
    var start = 0
    for index in 0...bytes.count {
      let isPart = index < bytes.count && isPart(bytes[index])
      if isPart { continue }
      found = size(bytes[start..<index]) ?? found
      start = index + 1
    }
    return found
  }

  /// Models by size, the smallest first; `nil` unless every name states one.
  public static func ordered(_ names: [String]) -> [String]? {
    var sized: [(name: String, size: Int, place: Int)] = []
    for (place, name) in names.enumerated() {
      guard let size = thousands(in: name) else { return nil }
      sized.append((name, size, place))
    }
    return sized.sorted { ($0.size, $0.place) < ($1.size, $1.place) }.map(\.name)
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte &- UInt8(ascii: "0") <= 9
      || byte == UInt8(ascii: ".")
  }

  private static func size(_ word: ArraySlice<UInt8>) -> Int? {
    guard let unit = word.last, [UInt8(ascii: "b"), UInt8(ascii: "m")].contains(unit | 0x20) else {
      return nil
    }
    let parts = word.dropLast().split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let digits = parts.map { String(decoding: $0, as: UTF8.self) }
    guard (1...2).contains(digits.count), digits.allSatisfy({ (1...4).contains($0.utf8.count) }),
      let whole = Int(digits[0]), digits.count == 1 || digits[1].utf8.count <= 3
    else { return nil }
    var thousandths = whole * 1_000
    if digits.count == 2 {
      guard let fraction = Int(digits[1] + String(repeating: "0", count: 3 - digits[1].utf8.count))
      else { return nil }
      thousandths += fraction
    }
    // Thousandths of a million are thousands; of a billion, millions.
    return unit | 0x20 == UInt8(ascii: "b") ? thousandths * 1_000 : thousandths
  }
}
