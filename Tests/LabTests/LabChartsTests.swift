import Basics
import Reporting
import Testing

@testable import Lab

@Suite("The lab's findings as drawings")
struct LabChartsTests {
  /// Text is right on even numbers and not read on odd ones, on which code is right.
  private func findings(_ names: [String] = ["text-then-code"]) async throws -> LabFindings {
    let book = ScriptedBook(
      tasks: ["game24": 9, "letters": 9, "navigate": 9], methods: ["all-text", "all-code"]
    ) { method, _, number, _ in
      let isEven = number % 2 == 0
      if method == "all-text" {
        return .init(answer: isEven ? "1" : nil, score: isEven ? 1_000_000 : 0)
      }
      return .init(answer: "1", score: isEven ? 0 : 1_000_000, tokens: 30)
    }.book()
    let policies = try names.map { try #require(try BuiltInPolicies.policy(named: $0)) }
    return try await LabExperiment(
      book, policies: policies, passesOver: false, resamples: 100
    ).findings(workers: 2)
  }

  @Test("The ways of a policy's questions add up to its trials, step by step")
  func ways() async throws {
    let found = try await findings().models[0].policies[0]
    #expect(found.ways.map(\.trials) == [15, 12])
    #expect(found.ways.map(\.steps) == [[["all-text"]], [["all-text"], ["all-code"]]])
    #expect(found.ways.map(\.stand) == ["all-text", "all-code"])
    #expect(found.ways.map(\.score) == [1, 1])
    let json = LabJSON(try await findings()).value["models"]?[0]?["policies"]?[0]
    #expect(json?["ways"]?[1]?["steps"]?[1]?[0] == "all-code")
    #expect(json?["ways"]?[1]?["trials"] == 12)
    #expect(json?["class"] == "replies")
  }

  @Test("Regret at a rung has its questions and an interval that holds it")
  func regret() async throws {
    for regret in try await findings(["code-then-text"]).models[0].policies[0].regret {
      let interval = try #require(regret.interval)
      #expect(interval.contains(regret.value) && regret.questions == 9)
    }
  }

  @Test("All five drawings are there in every form, and say the same")
  func forms() async throws {
    let section = try #require(LabReport(try await findings()).sections.first)
    #expect(section.charts.count == 5 && section.link == "Lab")
    let names = section.charts.map(\.figure.name)
    #expect(
      names == ["plane", "claims", "flow", "tasks", "regret"].map { "lab-\($0)-model.svg" })
    for chart in section.charts {
      let svg = chart.figure.svg
      #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
      #expect(!svg.contains("NaN") && !svg.contains("script"))
      #expect(svg.contains("text-then-code"))
      for width in [40, 80, 200] {
        let lines = chart.lines(width: width)
        #expect(lines.contains { $0.contains("text-") }, "\(chart.title)")
        #expect(lines.allSatisfy { width < 80 || $0.count <= width }, "\(chart.title) at \(width)")
      }
    }
    let text = try TableFormat.terminal.text(of: [section], width: 80)
    let markdown = try TableFormat.markdown.text(of: [section])
    for chart in section.charts {
      #expect(text.contains(try #require(chart.lines(width: 80).first)))
      #expect(markdown.contains(MarkdownText.escape(chart.title)))
    }
    #expect(text.contains("stand by all-code"))
    #expect(markdown.contains("```text"))
  }

  @Test(
    "The hull is straight in costs: half way between two corners it is half way between their scores"
  )
  func hull() async throws {
    let model = try await findings().models[0]
    let hull = try #require(model.zeroRouter)
    #expect(hull.corners.count == 1, "text is cheaper and better")
    let chart = try #require(LabCharts(model, measure: .tokens).plane)
    #expect(chart.figure.svg.contains("stroke-dasharray=\"1.6 1\""))
  }

  @Test("A policy that uses a verifier says so everywhere, and none is tried without being named")
  func verifier() async throws {
    for name in BuiltInPolicies.names {
      #expect(try BuiltInPolicies.policy(named: name)?.usesVerifier == false)
    }
    let findings = try await findings(["verified-code-then-text", "code-then-text"])
    let policies = findings.models[0].policies
    #expect(policies.map(\.usesVerifier) == [true, false])
    let section = try #require(LabReport(findings).sections.first)
    #expect(section.findings.contains { $0.contains("A class apart, verifier-assisted") })
    #expect(section.tables[0].columns.map(\.name).contains("class"))
    #expect(section.charts[1].figure.svg.contains("verified-code-then-text (verifier)"))
    #expect(LabJSON(findings).value["models"]?[0]?["policies"]?[0]?["class"] == "verifier")
    // Code is always answered: who only sees that stands by it, the checker sends the wrong plans on.
    #expect(policies[0].ways.map(\.trials) == [22, 5])
    #expect(policies[1].ways.map(\.trials).reduce(0, +) == 27)
    let without = try await self.findings()
    #expect(try #require(LabReport(without).sections.first).tables[0].columns[1].name != "class")
  }

  @Test("A verifier knows of tasks whose answers hold against the question alone, and of no other")
  func verdicts() throws {
    let book = ScriptedBook(tasks: ["game24": 1, "letters": 1], methods: ["all-text"]) {
      _, _, _, _ in
      .init(answer: "1", score: 1_000_000)
    }.book()
    #expect(book.entries(of: 0).map(\.verified) == [true, nil])
  }
}
