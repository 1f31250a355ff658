import Basics
import Foundation
import RecordReplay
import Regression
import ScoreSheets
import Testing
import WorkbenchTestSupport

@testable import Workbench

@Suite("A check of sweeps, by a call")
struct SweepCheckTests {
  private func word(_ project: RecordedProject) -> String { project.workshop.file("").path }

  private func check(_ projects: RecordedProject...) -> SweepCheck {
    SweepCheck(projects.map(word), workers: 2)
  }

  @Test("Several sweeps are held against their baselines, and the gravest ending is that of all")
  func severalSweeps() async throws {
    let (same, other) = (try await RecordedProject(), try await RecordedProject())
    defer {
      same.workshop.remove()
      other.workshop.remove()
    }
    let bare = try await check(same, other).run()
    #expect(bare.ending == .pass)
    #expect(bare.baselineNote(of: bare.sweeps[0])?.isMissing == true)
    var writing = check(same, other)
    writing.updatesBaseline = true
    let written = try await writing.run()
    #expect(written.ending == .pass)
    #expect(written.baselineNote(of: written.sweeps[1])?.isMissing == false)
    #expect(try await check(same, other).run().ending == .pass)

    let sheet = try await RecordedSheet(of: try other.open())
    try Data(try sheet.text(raising: ["only-question"]).utf8)
      .write(to: other.workshop.file("baseline.tsv"))
    let flipped = try await check(same, other).run()
    #expect(flipped.ending == .regression)
    #expect(flipped.sweeps.map { $0.gate?.passes } == [true, false])
    #expect(flipped.sweeps[0].examples.isEmpty)
    let example = try #require(flipped.sweeps[1].gate?.groups.first?.example)
    #expect(flipped.sweeps[1].examples[example.trial] != nil, "the layer is read again")
    #expect(flipped.text(of: flipped.sweeps[1], colour: false).contains("\(example.trial)"))
    #expect(flipped.baselineNote(of: flipped.sweeps[1]) == nil)

    try same.workshop.editPrompt("all-code", "exactly", "precisely")
    let missing = try await check(same, other).run()
    #expect(missing.ending == .miss, "what is not recorded is graver than what changed")
    let exits = missing.json(forProbe: true) { $0 == .miss ? 3 : 1 }["sweeps"]?.array?
      .map { $0["exit"]?.integer }
    #expect(exits == [3, 1])
  }

  @Test("A sheet that depends on its circumstances is found, and ends like a changed score")
  func selfCheck() async throws {
    let (first, second) = (try await RecordedProject(), try await RecordedProject())
    defer {
      first.workshop.remove()
      second.workshop.remove()
    }
    let sheet = try await RecordedSheet(of: try first.open())
    for raised in [[], ["all-code"]] as [Set<String>] {
      let file = first.workshop.folder.appending(path: "elsewhere.tsv")
      try Data(try sheet.text(raising: raised).utf8).write(to: file)
      var check = check(first)
      check.selfCheck = try SheetScript(in: first.workshop.folder, sheet: file.path).path
      let checked = try await check.run()
      let odd = checked.sweeps[0].selfCheck.filter { !$0.isSame }
      #expect(checked.ending == (raised.isEmpty ? .pass : .regression))
      #expect(odd.isEmpty == raised.isEmpty)
      #expect(odd.allSatisfy { $0.difference?.trial.method == "all-code" })
      #expect(checked.sweeps[0].selfCheck.count > odd.count)
    }
  }

  @Test("The gravest ending is found whatever its place")
  func gravest() {
    #expect(Ending.gravest(of: []) == nil)
    let ascending: [Ending] = [
      .pass, .nothing, .regression, .miss, .limit, .infrastructure, .usage, .interrupted, .corrupt,
    ]
    #expect(Set(ascending) == Set(Ending.allCases))
    for count in 1...ascending.count {
      let endings = ascending.prefix(count)
      #expect(Ending.gravest(of: endings) == endings.last)
      #expect(Ending.gravest(of: endings.reversed()) == endings.last)
    }
  }
}

extension CheckedSweeps.BaselineNote {
  fileprivate var isMissing: Bool {
    if case .missing = self { true } else { false }
  }
}
