import Analysis
import Basics
import ScoreSheets
import Statistics
import Sweeps
public import Trials

/// The transcripts that a report holds: as many as a budget allows.
///
/// A hundred thousand transcripts are too much for one file. Texts that trials share, such as prompts,
/// are kept once; what does not fit is left out and said to be, trial by trial.
public struct TranscriptLibrary: Sendable {
  /// Which transcripts are held.
  public enum Scope: Hashable, Sendable {
    /// None.
    case none
    /// As many as fit into ``budget``, spread over all cells.
    case fitting
    /// At most so many of each cell, whatever their size.
    case perCell(Int)
    /// All, whatever their size.
    case all
  }

  /// The texts that ``Scope/fitting`` holds, in bytes.
  public static let budget = 16 << 20
  /// The longest text that is held whole unless all was asked for, in bytes.
  public static let textLimit = 64 << 10
  /// What a transcript weighs beside its texts, in bytes.
  private static let frame = 256

  /// The trials of which the library has a transcript, with what happened in them.
  private(set) var entries: [(trial: Int, value: JSONValue)] = []
  private(set) var shelf: TextShelf
  private let budget: Int?

  /// Creates an empty library.
  ///
  /// - Parameters:
  ///   - scope: Decides what is kept of long texts, and whether there is a budget.
  ///   - budget: The budget of ``Scope/fitting``, in bytes.
  public init(_ scope: Scope, budget: Int = Self.budget) {
    shelf = TextShelf(textLimit: scope == .all ? nil : Self.textLimit)
    self.budget = scope == .fitting ? budget : nil
  }

  /// The number of transcripts.
  public var count: Int { entries.count }

  /// Adds a trial's transcript.
  ///
  /// - Parameter index: The trial's place among the report's.
  /// - Returns: Whether it was added: one that does not fit into the budget is not.
  public mutating func add(_ record: TrialRecord, at index: Int) -> Bool {
    let before = shelf.texts.count
    let value = TranscriptFigures(record).json { shelf.place(of: $0) }
    if let budget, shelf.byteCount + (entries.count + 1) * Self.frame > budget {
      shelf.rewind(to: before)
      return false
    }
    entries.append((index, value))
    return true
  }
}
