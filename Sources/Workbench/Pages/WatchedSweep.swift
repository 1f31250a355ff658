import Basics
import Cassettes
package import FoundationEssentials
import ModelAPI
import RecordReplay
import Reporting
import Sweeps
import Trials

/// A sweep whose recording is looked at while it goes on, from its cassettes and a copy of its journal.
package actor WatchedSweep {
  /// The most failures that are named.
  private static let failureLimit = 20

  private let url: URL
  private let workers: Int
  private var last: (moment: ContinuousClock.Instant, page: ServedPage)?

  /// Watches the sweep of a folder.
  package init(_ url: URL, workers: Int) throws {
    _ = try OpenSweep(url)
    self.url = url
    self.workers = workers
  }

  /// The page as it is now; one that was made just now is given again.
  package func page() async throws -> ServedPage {
    let clock = ContinuousClock()
    if let last, clock.now - last.moment < .seconds(WatchPage.pause) { return last.page }
    let (html, policy) = try await state().document
    let page = ServedPage(html: html, policy: policy)
    last = (clock.now, page)
    return page
  }

  /// What is recorded by now.
  func state() async throws -> WatchPage {
    let sweep = try await OpenSweep(url).withJournal()
    var cells: [[String]: WatchPage.Cell] = [:]
    for index in 0..<sweep.plan.count {
      let id = sweep.plan[index].id
      cells[[id.model, id.method, id.task], default: .init()].planned += 1
    }
    var page = WatchPage(sweep: sweep.folder.sweep.name)
    var tokens: Int? = 0
    var waits = 0
    let tape = try sweep.tape()
    var spending = try WatchedSpending(of: sweep)
    var tries = try WatchedTries(tape)
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: tape, workers: workers, failures: .areHandedOver)
    try await stream.run { _, end -> (line: TrialLine, waited: [Slot])? in
      guard case .record(let record) = end else { return nil }
      return (record.line, WatchedTries.waited(in: record))
    } emit: { entry in
      guard let entry else { return }
      let line = entry.line
      spending.add(line)
      try tries.add(entry.waited)
      let key = [line.trial.model, line.trial.method, line.trial.task]
      cells[key, default: .init()].recorded += 1
      tokens = tokens.addingKnown(line.usage.input).addingKnown(line.usage.output)
      waits = waits.addingSaturated(line.waitMicroseconds ?? 0)
      guard line.outcome.isUnanswered else { return }
      cells[key, default: .init()].unanswered += 1
      if page.failures.count < Self.failureLimit { page.failures.append("\(line.trial)") }
    }
    let axes = sweep.plan.axes
    page.models = axes.models.map { model in
      WatchPage.Model(
        title: model.title, tasks: axes.tasks.map(\.title),
        methods: axes.methods.map { method in
          (method.title, axes.tasks.map { cells[[model.name, method.name, $0.name]] })
        })
    }
    page.facts = [
      ("Tokens of recorded trials", tokens.map(String.init) ?? "not all counted by the provider"),
      ("Money for these tokens", spending.words),
      ("Tries that were turned away, or had no answer", tries.words),
      ("Waits before tries that were made again", "\(waits / 1_000_000) s"),
    ]
    if let unsealed = sweep.journal?.unsealed {
      page.facts.append(("Exchanges in the journal", "\(unsealed)"))
    }
    let isWhole = cells.values.allSatisfy { $0.recorded == $0.planned }
    page.isUnfinished = sweep.journal != nil || !isWhole
    return page
  }
}

/// What recorded trials cost, as the prices beside the tasks say.
private struct WatchedSpending {
  private let prices: [String: TokenPrice]
  private let file: String
  private var sum = Money.zero
  /// The models of which a price or a counter is not known.
  private var unknown: Set<String> = []

  init(of sweep: OpenSweep) throws {
    let table = try Prices(named: nil, beside: sweep.folder.tasks)
    file = table.file
    prices = Dictionary(
      uniqueKeysWithValues: sweep.folder.sweep.models.compactMap { model in
        table.price(of: model.endpoint.model).map { (model.name, $0) }
      })
  }

  mutating func add(_ line: TrialLine) {
    guard line.calls > 0 else { return }
    guard let cost = prices[line.trial.model]?.cost(of: line.usage) else {
      unknown.insert(line.trial.model)
      return
    }
    sum = sum + cost
  }

  var words: String {
    let unknown = unknown.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let rest =
      unknown.isEmpty
      ? ""
      : "unknown of \(unknown.joined(separator: ", ")): no price in \(file), or not all counted"
    if sum == .zero, !rest.isEmpty { return rest }
    return "US$ \(sum.dollars)" + (rest.isEmpty ? "" : "; \(rest)")
  }
}

/// The tries of recorded calls that had to be made again, by what became of them.
private struct WatchedTries {
  private let reader: CassetteReader
  private var counts: [Int: Int] = [:]
  private var unanswered = 0
  private var seen: Set<Slot> = []

  init(_ tape: CassetteUnion) throws {
    reader = try CassetteReader(tape)
  }

  /// The calls of a trial before whose last try was waited.
  static func waited(in record: TrialRecord) -> [Slot] {
    record.transcript.exchanges(in: .trial).filter { exchange in
      if case .completion(_, let result) = exchange { result.waitMicroseconds > 0 } else { false }
    }.map(\.slot)
  }

  /// Counts the tries of calls, each call once.
  mutating func add(_ slots: [Slot]) throws {
    for slot in slots where seen.insert(slot).inserted {
      guard let bytes = try reader.result(at: slot) else { continue }
      for attempt in try ModelReply(decoding: bytes).attempts.dropLast() {
        switch attempt.end {
        case .status(let status): counts[status, default: 0] += 1
        case .failure: unanswered += 1
        }
      }
    }
  }

  var words: String {
    var parts = counts.sorted { $0.key < $1.key }.map { status, count in
      "HTTP \(status)\(status == 429 ? " (too many requests)" : ""): \(count)"
    }
    if unanswered > 0 { parts.append("no answer: \(unanswered)") }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}
