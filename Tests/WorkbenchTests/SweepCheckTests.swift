import Basics
import Foundation
import RecordReplay
import Regression
import Reporting
import ScoreSheets
import Testing
import Trials
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

  @Test("A new baseline says what it blesses before it is written, and waits for a yes")
  func blessing() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    var writing = check(project)
    writing.updatesBaseline = true
    writing.blessing = { blessing in
      #expect(blessing.text(colour: false, width: nil).contains("a first baseline, of 16 trials."))
      return true
    }
    #expect(try await writing.run().ending == .pass)
    let file = project.workshop.file("baseline.tsv")
    let genuine = try Data(contentsOf: file)
    let raised = try await RecordedSheet(of: try project.open()).text(raising: ["only-question"])
    try Data(raised.utf8).write(to: file)

    writing.blessing = { (blessing) throws -> Bool in
      let text = blessing.text(colour: false, width: nil)
      #expect(text.contains("verdict changed, first in the layer grade"))
      #expect(text.contains(", before\n") && text.contains(", after\n"))
      let now = try Data(contentsOf: file)
      #expect(now == Data(raised.utf8), "nothing is written yet")
      return false
    }
    let declined = try await writing.run()
    #expect(declined.ending == .regression)
    #expect(declined.baselineNote(of: declined.sweeps[0])?.isMissing == true)
    #expect(try Data(contentsOf: file) == Data(raised.utf8))

    try Data("not a sheet".utf8).write(to: file)
    writing.blessing = { blessing in
      #expect(blessing.text(colour: false, width: nil).contains("cannot be read, and is replaced"))
      return true
    }
    #expect(try await writing.run().ending == .pass)
    #expect(try Data(contentsOf: file) == genuine)
  }

  @Test("A gate that fails on scores lets other columns pass, and says so")
  func failsOn() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let sheet = try await RecordedSheet(of: try project.open())
    var lines = sheet.lines
    lines[0].textTokens += 1
    let file = project.workshop.file("baseline.tsv")
    try Data(try RecordedSheet(sheet.header, lines).text().utf8).write(to: file)
    var check = check(project)
    #expect(try await check.run().ending == .regression)
    check.failsOn = .outcome
    let checked = try await check.run()
    #expect(checked.ending == .pass)
    #expect(
      checked.text(of: checked.sweeps[0], colour: false)
        .contains("The gate fails on outcome: 0 of these 1 trials; the rest is reported."))
  }

  @Test("The cause of a missing recording is found in its file and line, a flip's in the baseline")
  func places() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    var check = check(project)
    check.updatesBaseline = true
    check.root = project.workshop.folder
    _ = try await check.run()
    let sheet = try await RecordedSheet(of: try project.open())
    try Data(try sheet.text(raising: ["only-question"]).utf8)
      .write(to: project.workshop.file("baseline.tsv"))
    check.updatesBaseline = false
    let flipped = try await check.run().sweeps[0]
    let example = try #require(flipped.gate?.groups.first?.example.trial)
    let place = try #require(flipped.places.examples[example])
    let lines = try String(contentsOf: project.workshop.file("baseline.tsv"), encoding: .utf8)
      .components(separatedBy: "\n")
    #expect(place.path == "cassettes/sweep/baseline.tsv")
    #expect(lines[place.line - 1].contains("\t\(example.question)\t"))

    try project.workshop.editPrompt("all-code", "exactly", "precisely")
    let missing = try await check.run().sweeps[0]
    let cause = try #require(missing.misses.first?.cause)
    let prompt = try #require(missing.places.missing[cause])
    #expect(prompt.path.hasSuffix("prompts/all-code.txt"))
    let text = try String(
      contentsOf: project.workshop.folder.appending(path: prompt.path), encoding: .utf8)
    #expect(text.components(separatedBy: "\n")[prompt.line - 1].contains("precisely"))
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
