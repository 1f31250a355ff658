package import Foundation
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
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: try sweep.tape(), workers: workers,
      failures: .areHandedOver)
    try await stream.run { _, end -> TrialLine? in
      if case .record(let record) = end { record.line } else { nil }
    } emit: { line in
      guard let line else { return }
      let key = [line.trial.model, line.trial.method, line.trial.task]
      cells[key, default: .init()].recorded += 1
      if let all = tokens, let input = line.usage.input, let output = line.usage.output {
        tokens = all + input + output
      } else {
        tokens = nil
      }
      waits += line.waitMicroseconds ?? 0
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
