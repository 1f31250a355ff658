import Testing

@testable import Reporting

@Suite("Charts in characters and as drawings")
struct ChartTests {
  private let heading = ChartHeading(name: "a chart", title: "A <chart>", caption: "It \"says\".")

  @Test("A bar shows what is not nothing, and is never longer than its room")
  func bars() {
    #expect(ChartText.bar(0, of: 10) == "")
    #expect(ChartText.bar(0.0001, of: 10) == "▏")
    #expect(ChartText.bar(0.55, of: 10) == "█████▌")
    #expect(ChartText.bar(3, of: 10).count == 10)
  }

  @Test("Reliability shows the trials of each bin, the share, and where chance would put it")
  func reliability() {
    let chart = Chart.reliability(
      ReliabilityPanels(
        heading,
        panels: [
          .init(
            label: "m, self-estimate", notes: ["ECE 0.300"],
            bins: [
              .init(stated: 0.5, observed: 0.5, count: 12, expected: 0.25...0.75),
              .init(stated: 1, observed: 0, count: 3, expected: 1...1),
            ])
        ]))
    let lines = chart.lines(width: 57)
    #expect(lines[0] == "m, self-estimate" && lines[1] == "  ECE 0.300")
    #expect(lines[3] == "      50.0     12     50.0  ·····░░░░░●░░░░░·····")
    #expect(lines[4] == "     100.0      3      0.0  ●···················│")
    let svg = chart.figure.svg
    #expect(svg.contains("<title>A &lt;chart&gt;</title>"))
    #expect(svg.contains(">12</text>") && svg.contains(">ECE 0.300</text>"))
    #expect(chart.figure.name == "a-chart.svg")
  }

  @Test("A flow tells each step below the one that it comes from, with its trials and its score")
  func flow() {
    let stand = DecisionFlow.Branch(
      kind: .stand, label: "all-text", trials: 3, score: 0.5, next: [])
    let hole = DecisionFlow.Branch(
      kind: .missing, label: "all-code", trials: 1, score: nil, next: [])
    let chart = Chart.flow(
      DecisionFlow(
        heading,
        policies: [
          .init(
            name: "p", trials: 4,
            branches: [
              .init(
                kind: .ask, label: "all-text", trials: 4, score: nil, next: [stand, hole])
            ])
        ]))
    let lines = chart.lines(width: 80)
    #expect(lines[1].hasPrefix("  ask all-text") && lines[1].contains("     4 ███"))
    #expect(lines[2].hasPrefix("    stand by all-text") && lines[2].hasSuffix("score 50.0 %"))
    #expect(lines[3].contains("all-code: not recorded"))
    #expect(!chart.figure.svg.contains("score -"))
  }

  @Test("Marks that fall together are told, and every mark stands in the list below")
  func plane() {
    func mark(_ label: String, _ place: Double) -> CostScorePlane.Mark {
      .init(
        label: label, isSingle: false, place: place, score: 0.5, interval: 0.4...0.6,
        cost: "5 tokens")
    }
    let chart = Chart.plane(
      CostScorePlane(
        heading, measure: "Tokens", marks: [mark("one", 0.5), mark("two", 0.5), mark("three", 0)],
        hull: [.init(place: 0, score: 0.1), .init(place: 1, score: 0.3)],
        ticks: [.init(place: 0, text: "1"), .init(place: 1, text: "100")]))
    let text = chart.lines(width: 80).joined(separator: "\n")
    #expect(text.contains("*") && text.contains("·"))
    #expect(text.contains("  B  two    50.0 % [40.0, 60.0], 5 tokens"))
    #expect(chart.lines(width: 10).allSatisfy { $0.count <= 100 })
  }

  @Test("A map and ladders name their rows, and what has no number stays empty")
  func maps() {
    let map = Chart.map(
      ValueMap(
        heading, columns: ["game24", "letters"],
        rows: [
          .init(label: "p", cells: [.init(share: 0.9, text: "90"), .init(share: nil, text: "-")])
        ]))
    #expect(map.lines(width: 80)[1] == "p 90█  - ")
    #expect(map.lines(width: 80).last == "[1] game24, [2] letters")
    let ladders = Chart.ladders(
      LadderPanels(
        heading,
        panels: [
          .init(
            label: "p",
            points: [
              .init(rung: 1, value: 0, interval: nil, questions: 4),
              .init(rung: 3, value: 0.5, interval: 0.4...0.6, questions: 4),
            ])
        ]))
    let lines = ladders.lines(width: 100)
    #expect(lines[1].hasPrefix("p ▕▁▇▏") || lines[1].hasPrefix("p ▕▁ ▇▏"), "\(lines[1])")
    #expect(lines[1].contains("50.0 [40.0, 60.0]"))
  }

  @Test("Long labels stand over their lines in a terminal, whole, and below themselves in a figure")
  func longLabels() {
    let names = ["one", "other"].map { "qwen2.5-coder-1.5b, Number Multiplying, the \($0)" }
    let forest = Chart.differences(
      DifferenceForest(
        heading,
        rows: names.map {
          .init(label: $0, value: 0.1, interval: 0...0.2, detectable: 0.1, isSettled: false)
        }))
    let ladders = Chart.ladders(
      LadderPanels(
        heading,
        panels: names.map {
          .init(label: $0, points: [.init(rung: 1, value: 0.5, interval: nil, questions: 4)])
        }))
    for chart in [forest, ladders] {
      let lines = chart.lines(width: 80)
      for name in names { #expect(lines.contains(name), "\(lines)") }
      for line in lines { #expect(line.count <= 80, "\(line)") }
    }
    #expect(!ladders.figure.svg.contains(names[0]), "it is broken into lines")
  }
}
