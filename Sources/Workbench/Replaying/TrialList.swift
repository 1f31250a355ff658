package import Basics
import CodeExecution
import ModelAPI
import RecordReplay
package import Reporting
import ScoreSheets
import Sweeps
import Tasks
package import Trials

/// The trials of sweeps as a list that is filtered and sorted, so that nobody need know a trial's name.
package struct TrialList: Sendable {
  /// What a trial must be to be listed; without a word, all are.
  package struct Filter: Sendable {
    /// The trials by name.
    package var selection: TrialSelection
    /// How they ended; empty for any way.
    package var outcomes: Set<Outcome> = []
    /// A text that a message, an answer, the code or its output holds, whatever the case; `nil` for any.
    package var text: String?
    /// The lowest and the highest score, in points of 100; a trial without a score is in no range.
    package var points: ClosedRange<Double>?
    /// Whether a reply must have been cut off at the token limit.
    package var isCut = false

    /// Creates a filter by name.
    package init(_ selection: TrialSelection = TrialSelection()) {
      self.selection = selection
    }

    fileprivate func takes(_ record: TrialRecord) -> Bool {
      let line = record.line
      guard outcomes.isEmpty || outcomes.contains(line.outcome) else { return false }
      if let points {
        guard let score = line.score, points.contains(score * 100) else { return false }
      }
      guard !isCut || RecordingWarnings.isCut(record) else { return false }
      guard let text = text?.lowercased() else { return true }
      return record.transcript.saidTexts.contains { $0.lowercased().contains(text) }
    }
  }

  /// What trials are sorted by: numbers from the highest, words and names from their beginning.
  package enum Order: String, CaseIterable, Sendable {
    case trial
    case outcome
    case score
    case tokens
    case runtime
  }

  /// One trial of the list.
  private struct Entry: Sendable {
    let sweep: String
    let columns: [ScoreColumn]
    let line: TrialLine
    let answer: String?
    let isCut: Bool

    /// What it is sorted by; what is unknown comes last.
    func number(_ order: Order) -> Double {
      switch order {
      case .trial, .outcome: 0
      case .score: line.score ?? -1
      case .tokens: line.usage.total.map(Double.init) ?? Double(line.textTokens)
      case .runtime: line.runtimeMicroseconds.map(Double.init) ?? -1
      }
    }
  }

  private var entries: [Entry] = []
  /// Trials by those names that no recording answers.
  package private(set) var missing = 0
  /// All trials that fit, listed or not.
  package private(set) var count = 0

  /// Lists the trials of sweeps; what is not recorded yet is counted and no error.
  ///
  /// - Parameters:
  ///   - sweeps: The sweeps.
  ///   - filter: What a trial must be.
  ///   - order: What they are sorted by.
  ///   - reversed: Whether the order is turned round.
  ///   - limit: How many are listed at most.
  ///   - workers: How many trials run at the same time; no output depends on it.
  package init(
    of sweeps: [OpenSweep], _ filter: Filter, by order: Order = .trial, reversed: Bool = false,
    limit: Int? = nil, workers: Int
  ) async throws {
    for (sweep, places) in try filter.selection.places(in: sweeps) {
      let name = sweep.folder.sweep.name
      let columns = ScoreSheetHeader(of: sweep.folder.sweep, grading: .strict, cassettes: [])
        .columns
      let stream = TrialStream(
        sweep.plan, runner: sweep.runner, from: try sweep.tape(), places: places,
        workers: workers, failures: .endUnlessMissing)
      try await stream.run { _, end -> (isThere: Bool, entry: Entry?) in
        guard case .record(let record) = end else { return (false, nil) }
        guard filter.takes(record) else { return (true, nil) }
        return (
          true,
          Entry(
            sweep: name, columns: columns, line: record.line, answer: record.judgement.answer,
            isCut: RecordingWarnings.isCut(record))
        )
      } emit: { isThere, entry in
        missing += isThere ? 0 : 1
        if let entry { entries.append(entry) }
      }
    }
    count = entries.count
    // A stable sort: trials that are the same in it stay in the order of their names.
    let sorted = entries.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      let (first, second) = (one.number(order), other.number(order))
      if first != second { return first > second }
      if order == .outcome, one.line.outcome != other.line.outcome {
        return one.line.outcome.rawValue < other.line.outcome.rawValue
      }
      return left.offset < right.offset
    }.map(\.element)
    let all = reversed ? sorted.reversed() : sorted
    entries = limit.map { Array(all.prefix($0)) } ?? all
  }

  /// The list as a table for a person.
  package var table: TextTable {
    let rest = count - entries.count
    var notes = rest > 0 ? ["More that are not listed: \(rest)."] : []
    if missing > 0 { notes.append("Not recorded yet: \(missing).") }
    return TextTable(
      name: "trials", title: "Trials: \(count)",
      columns: [
        .init(name: "trial", title: "Trial", isText: true),
        .init(name: "outcome", title: "Outcome", isText: true),
        .init(name: "score", title: "Score %"),
        .init(name: "tokens", title: "Tokens"),
        .init(name: "runtime", title: "Runtime s"),
        .init(name: "code", title: "Code", isText: true),
        .init(name: "answer", title: "Answer", isText: true),
      ],
      rows: entries.map(Self.row), notes: notes)
  }

  /// The longest answer that a table shows.
  private static let answerLimit = 40

  private static func row(_ entry: Entry) -> TextTable.Row {
    let line = entry.line
    let answer = entry.answer ?? "-"
    let shown = answer.count > answerLimit ? answer.prefix(answerLimit) + "…" : answer
    return .init(
      name: line.trial.description,
      cells: [
        .init(.text(line.trial.description)),
        .init(.text(line.outcome.rawValue + (entry.isCut ? ", cut off" : ""))),
        .init(line.score.map { .number($0 * 100, decimals: 1) } ?? .unmeasured),
        .init(line.usage.total.map(TextTable.Value.integer) ?? .unmeasured),
        .init(
          line.runtimeMicroseconds.map { .number(Double($0) / 1e6, decimals: 2) } ?? .unmeasured),
        .init(.text(line.usedCode ? "yes" : "no")), .init(.text(shown)),
      ])
  }

  /// A JSON value a trial: every column of the sheet, with the sweep, the answer and what was cut off.
  package var lines: [JSONValue] {
    entries.map { entry in
      var object = JSONSweepExport.object(of: entry.line, columns: entry.columns)
      object["sweep"] = .string(entry.sweep)
      object["name"] = .string(entry.line.trial.description)
      object["answer"] = entry.answer.map(JSONValue.string) ?? .null
      object["cutOff"] = .bool(entry.isCut)
      return .object(object)
    }
  }
}

extension Transcript {
  /// Everything that was said, written or printed in a trial, in order.
  fileprivate var saidTexts: [String] {
    inEveryLane.flatMap { exchange -> [String] in
      switch exchange {
      case .completion(let call, let result):
        let asked = call.request.messages.map(\.text)
        if case .answer(let completion) = result.outcome {
          return asked + [completion.text, completion.thoughts]
        }
        return asked
      case .execution(let run, let outcome):
        return [run.request.code, String(decoding: outcome.stdout, as: UTF8.self)]
      }
    }
  }
}
