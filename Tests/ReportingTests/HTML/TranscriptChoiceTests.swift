import ScoreSheets
import Testing
import Trials

@testable import Reporting

@Suite("The choice of transcripts while trials stream by")
struct TranscriptChoiceTests {
  private struct Unwanted: Error {}

  private let records: [TrialRecord] = PageFixture.lines.enumerated().map { index, line in
    PageFixture.record(line, answer: String(repeating: "\(index),", count: 300 + 37 * (index % 7)))
  }

  private func choice(
    _ scope: TranscriptLibrary.Scope, bound: Int? = nil, budget: Int = TranscriptLibrary.budget
  ) -> TranscriptChoice {
    var choice = TranscriptChoice(
      scope, among: PageFixture.lines.map { CellKey(of: $0.trial) }, bound: bound, budget: budget)
    for (index, record) in records.enumerated() {
      choice.add(TranscriptChoice.Candidate(record), at: index)
    }
    return choice
  }

  /// The library that running the trials in the order of the spread gives.
  private func direct(_ scope: TranscriptLibrary.Scope, budget: Int) -> TranscriptLibrary {
    var columns = TrialColumns()
    for line in PageFixture.lines { columns.add(line) }
    var library = TranscriptLibrary(scope, budget: budget)
    let limit: Int? = if case .perCell(let count) = scope { count } else { nil }
    var refused = 0
    for index in columns.spread(limit: limit) {
      refused = library.add(records[index], at: index) ? 0 : refused + 1
      if refused == 32 { break }
    }
    return library
  }

  @Test(
    "is what running the trials in the order of the spread gives, whatever is held on the way",
    arguments: [0, 5_000, 12_000, 60_000, Int.max], [3_000, 20_000, 1 << 24])
  func holds(bound: Int, budget: Int) async throws {
    var again: [Int] = []
    let library = try await choice(.fitting, bound: bound, budget: budget).library { index in
      again.append(index)
      return records[index]
    }
    let expected = direct(.fitting, budget: budget)
    #expect(library.entries.map(\.trial) == expected.entries.map(\.trial))
    #expect(library.entries.map(\.value) == expected.entries.map(\.value))
    #expect(library.shelf.texts == expected.shelf.texts)
    #expect(Set(again).count == again.count)
    if bound == .max { #expect(again.isEmpty, "nothing is run a second time") }
    if bound == 0 { #expect(again.count >= library.count) }
  }

  @Test("holds all that was asked for where size does not matter, and nothing else")
  func scopes() async throws {
    for scope in [TranscriptLibrary.Scope.all, .perCell(1), .perCell(3), .none] {
      let library = try await choice(scope, bound: 0).library { _ in throw Unwanted() }
      let expected = scope == .none ? [] : direct(scope, budget: 0).entries.map(\.trial)
      #expect(library.entries.map(\.trial) == expected)
    }
  }
}
