import Analysis
package import Basics
import Files
import FoundationEssentials
import RecordReplay
import Regression
import Reporting
package import ScoreSheets
import Sweeps
import Trials

/// What a baseline that is about to be written would bless: the flips by cause, and the tables before
/// and after.
package struct BaselineBlessing {
  /// The sweep's name.
  package let sweep: String
  /// How the new sheet differs from the old one; `nil` where there is none that can be read.
  package let verdict: GateVerdict?
  /// Trials of the new sheet.
  package let trials: Int
  /// Why there is an old sheet that cannot be compared with; `nil` where there is not.
  package let unreadable: String?
  private let before: ScoreSummary?
  private let after: ScoreSummary
  private let texts: [TrialID: String]

  /// Compares a new sheet with the one that it takes the place of.
  init(of replayed: ReplayedSweep, over old: OldBaseline) throws {
    sweep = replayed.name
    verdict = replayed.gate
    trials = replayed.summary.trials
    after = replayed.summary
    texts = replayed.examples
    switch old {
    case .none:
      before = nil
      unreadable = nil
    case .unreadable(let reason):
      before = nil
      unreadable = reason
    case .readable(let path):
      unreadable = nil
      var summary = ScoreSummary(axes: replayed.summary.axes)
      var reader = try ScoreSheetReader(path: path)
      while let line = try reader.next() { summary.add(line) }
      before = summary
    }
  }

  /// Whether nothing in the sheet would change.
  package var changesNothing: Bool { verdict?.passes == true }

  /// Everything that it would bless, for a person.
  ///
  /// - Parameters:
  ///   - colour: Whether a terminal may be sent escape sequences.
  ///   - width: The columns of a terminal; `nil` for as many as are wanted.
  package func text(colour: Bool, width: Int?) -> String {
    if let unreadable {
      return
        "\(sweep): the baseline that is there cannot be read, and is replaced by one of \(trials) "
        + "trials: \(Redaction.shown(unreadable))"
    }
    guard let verdict else { return "\(sweep): a first baseline, of \(trials) trials." }
    guard !verdict.passes else { return "\(sweep): the baseline says all of this already." }
    let report = FlipsReport(verdict, texts: texts, sweep: sweep)
    let head =
      "\(sweep): the new baseline blesses this.\n" + report.text(colour: colour, width: width)
    let tables = changedTables
    guard !tables.isEmpty else { return head + "The tables stay as they are." }
    return head + "\n" + TerminalRenderer(colour: colour, width: width).render(tables)
  }

  /// What it would bless, for programs.
  package var json: JSONValue {
    [
      "trials": .integer(Int64(trials)),
      "flips": verdict.map { FlipsReport($0, texts: texts).json } ?? .null,
      "tables": .array(changedTables.map(JSONRenderer().value)),
    ]
  }

  /// The tables that change, as they were and as they are.
  private var changedTables: [TextTable] {
    guard let before else { return [] }
    let pairs = zip(SweepTables.short(of: before), SweepTables.short(of: after))
    return pairs.filter { $0 != $1 }.flatMap { old, new in
      [old.called("before"), new.called("after")]
    }
  }
}

/// The baseline that stands where a new one is to be written.
enum OldBaseline {
  case none
  case readable(path: String)
  case unreadable(String)

  /// Looks at a file.
  init(at path: String) {
    guard FileManager.default.fileExists(atPath: path) else {
      self = .none
      return
    }
    do {
      var reader = try ScoreSheetReader(path: path)
      while try reader.next() != nil {}
      self = .readable(path: path)
    } catch {
      self = .unreadable("\(error)")
    }
  }
}

extension TextTable {
  fileprivate func called(_ moment: String) -> TextTable {
    var table = self
    table.name += "-\(moment)"
    table.title += ", \(moment)"
    return table
  }
}
