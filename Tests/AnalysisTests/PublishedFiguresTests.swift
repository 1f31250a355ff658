import Analysis
import Basics
import Foundation
import ScoreSheets
import Sweeps
import TestSupport
import Testing
import Trials

@Suite("The paper's published figures")
struct PublishedFiguresTests {
  private func paper() throws -> PublishedPaper {
    try PublishedPaper { name in
      try JSONValue(parsing: RepositoryRoot.bytes(of: "Tasks/paper/\(name)"))
    }
  }

  @Test("all say where they are from and how exact they are")
  func provenance() throws {
    for name in PublishedPaper.fileNames {
      let json = try JSONValue(parsing: RepositoryRoot.bytes(of: "Tasks/paper/\(name)"))
      #expect(json["source"]?.string?.contains("2410.03524") == true, "\(name)")
      #expect(json["unit"]?.string != nil, "\(name)")
      let series = json["series"]?.array ?? []
      #expect(
        json["precision"]?.string != nil
          || (!series.isEmpty && series.allSatisfy { $0["precision"]?.string != nil }), "\(name)")
    }
  }

  @Test("agree with Table 2: scores of one turn are the means over three models, to a point")
  func costsAgree() throws {
    let paper = try paper()
    let models = ["gpt-4o", "gpt-4o-mini", "gpt-3.5"]
    let single = paper.costs.entries.filter { !$0.method.contains("@") }
    #expect(single.count == 10 && paper.costs.entries.count == 16)
    for entry in single {
      let scores = paper.averages.results.filter { models.contains($0.model) }
        .compactMap { $0.scores[entry.method] }
      #expect(scores.count == 3)
      let mean = scores.reduce(0, +) / 3
      #expect(abs(mean - entry.score) <= 0.6, "\(entry.method): \(mean) and \(entry.score)")
    }
  }

  @Test("agree with each other: two turns cost what the figure of costs says they score")
  func turnsAgree() throws {
    let paper = try paper()
    for entry in paper.costs.entries where entry.method.hasSuffix("@2") {
      let method = String(entry.method.dropLast(2))
      let scores = paper.turns.models.compactMap { paper.turns[$0.name, method, 2] }
      #expect(scores.count == 3)
      #expect(abs(scores.reduce(0, +) / 3 - entry.score) <= 0.6, "\(entry.method)")
    }
    #expect(paper.turns["gpt-4o", "all-code", 4] == 90.9)
  }

  @Test("have shares that add up to all samples where all classes are known")
  func shares() throws {
    let ladders = try paper().ladders
    let points = ladders.series.flatMap(\.points)
    #expect(ladders.series.count == 12 && points.count == 69)
    let numbers = try #require(
      ladders.series.first { $0.task == "number-multiplying" && $0.model == "GPT-4o" })
    for point in numbers.points {
      let sum = (point.codeCorrect ?? 0) + (point.textCorrect ?? 0) + (point.textWrong ?? 0)
      #expect(sum == 100, "\(point.complexity)")
    }
  }

  @Test("are refused where a file is damaged, with the place")
  func damaged() throws {
    let bytes = try RepositoryRoot.bytes(of: "Tasks/paper/costs.json")
    let text = String(decoding: bytes, as: UTF8.self).replacing("574, ", with: "")
    #expect {
      try PublishedCosts(JSONValue(parsing: text))
    } throws: { "\($0)".contains("tokens") }
    #expect(throws: PublishedTableError.self) { try PublishedLadders(["series": [[:]]]) }
    #expect(throws: PublishedTableError.self) { try PublishedTurns(["turns": [1]]) }
  }
}
