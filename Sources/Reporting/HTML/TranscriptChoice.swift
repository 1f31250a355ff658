public import ScoreSheets
public import Trials

/// The transcripts of a report, chosen while its trials stream by.
///
/// Which trials a report shows is decided in an order that is spread over all cells, and not in the order
/// in which they come. So those that are first in that order are held until the last trial was seen: all
/// that were asked for where their size does not matter, else as many as a bound of memory allows. What
/// the report holds at the end depends on neither: a trial that was let go, and is needed after all, is
/// asked for again.
public struct TranscriptChoice: Sendable {
  /// A trial as it streams by.
  public struct Candidate: Sendable {
    /// The trial.
    public let record: TrialRecord
    /// What its texts take, in bytes.
    public let weight: Int

    /// Weighs a trial.
    public init(_ record: TrialRecord) {
      var weight = Self.frame
      _ = TranscriptFigures(record).json { text in
        weight += text.utf8.count
        return 0
      } image: { _ in
        // Its bytes are the question's, which is held whatever a report shows.
        0
      }
      self.record = record
      self.weight = weight
    }

    /// What a record takes beside its texts, in bytes.
    private static let frame = 2_048
  }

  /// What is held while trials stream by, in bytes, where size matters.
  private static let bound = 4 * TranscriptLibrary.budget
  /// Trials in a row that do not fit, after which none is tried any more.
  private static let patience = 32

  private let scope: TranscriptLibrary.Scope
  private let bound: Int
  private let budget: Int
  /// The trials in the order in which they are tried.
  private let order: [Int]
  /// The place in that order of each trial that may be shown.
  private let ranks: [Int: Int]
  /// What is held, by its place in the order.
  private var held: [TrialRecord?]
  private var weights: [Int]
  private var weight = 0
  /// From this place in the order on nothing is held.
  private var end: Int

  /// Begins a choice.
  ///
  /// - Parameters:
  ///   - scope: Which transcripts are shown.
  ///   - cells: The cells of the report's trials, in their order.
  ///   - bound: What is held at most where size matters, in bytes.
  ///   - budget: What is shown at most where size matters, in bytes.
  public init(
    _ scope: TranscriptLibrary.Scope, among cells: some Sequence<CellKey>, bound: Int? = nil,
    budget: Int = TranscriptLibrary.budget
  ) {
    self.scope = scope
    self.budget = budget
    self.bound = scope == .fitting ? bound ?? Self.bound : .max
    order = Self.order(scope, cells)
    ranks = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element, $0.offset) })
    held = Array(repeating: nil, count: order.count)
    weights = Array(repeating: 0, count: order.count)
    end = order.count
  }

  private static func order(
    _ scope: TranscriptLibrary.Scope, _ cells: some Sequence<CellKey>
  ) -> [Int] {
    guard scope != .none else { return [] }
    var ranges: [Range<Int>] = []
    var last: CellKey?
    for (place, cell) in cells.enumerated() {
      if cell == last {
        ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<(place + 1)
      } else {
        ranges.append(place..<(place + 1))
      }
      last = cell
    }
    let limit: Int? = if case .perCell(let count) = scope { count } else { nil }
    return SpreadOrder.turns(of: ranges, limit: limit)
  }

  /// Takes note of a trial that streams by.
  ///
  /// - Parameter index: The trial's place among the report's.
  public mutating func add(_ candidate: Candidate, at index: Int) {
    guard let rank = ranks[index], rank < end else { return }
    precondition(held[rank] == nil, "A trial streams by once.")
    held[rank] = candidate.record
    weights[rank] = candidate.weight
    weight += candidate.weight
    while weight > bound {
      end -= 1
      guard held[end] != nil else { continue }
      held[end] = nil
      weight -= weights[end]
    }
  }

  /// The transcripts that the report holds.
  ///
  /// - Parameter again: Runs a trial once more, by its place among the report's: one that was let go.
  public func library(
    isolation: isolated (any Actor)? = #isolation, again: (Int) async throws -> TrialRecord
  ) async throws -> TranscriptLibrary {
    var library = TranscriptLibrary(scope, budget: budget)
    var refused = 0
    for (index, record) in zip(order, held) {
      let record = if let record { record } else { try await again(index) }
      refused = library.add(record, at: index) ? 0 : refused + 1
      if refused == Self.patience { break }
    }
    return library
  }
}
