import Basics
import Foundation
import Lab
import ModelAPI
import RecordReplay
import ScoreSheets
import TestSupport
import Testing
import Trials

@testable import Workbench

@Suite("Policies judged on the shipped recordings")
struct SweepLabTests {
  private func lab(_ name: String) throws -> SweepLab {
    try SweepLab(
      [try RepositoryRoot.url().appending(path: "cassettes/\(name)", directoryHint: .isDirectory)],
      workers: 2)
  }

  private func findings(
    _ book: LabBook, _ policies: [DecisionList], resamples: Int = 200,
    unanswered: Unanswered = .asHoles
  ) async throws -> LabFindings.Model {
    let findings = try await LabExperiment(
      book, policies: policies, passesOver: false, unanswered: unanswered, resamples: resamples
    ).findings(workers: 2)
    return findings.models[0]
  }

  @Test("Always asking a method equals its lines in the sheet to the last digit")
  func alwaysEqualsTheSheet() async throws {
    let name = "qwen2.5-coder-0.5b"
    let model = try await findings(try await lab(name).book(), [])
    let sheet = try ScoreSheetReader(
      path: try RepositoryRoot.url().appending(path: "cassettes/\(name)/baseline.tsv").path)
    var sums:
      [String: (score: Int, scored: Int, usage: TokenUsage, service: Int, run: Int, calls: Int)] =
        [:]
    var reader = sheet
    while let line = try reader.next() {
      var sum = sums[line.trial.method] ?? (0, 0, .zero, 0, 0, 0)
      sum.score += line.scoreMillionths ?? 0
      sum.scored += line.score == nil ? 0 : 1
      sum.usage = sum.usage + line.usage
      sum.service += line.serviceMicroseconds ?? 0
      sum.run += line.executionMicroseconds ?? 0
      sum.calls += line.calls
      sums[line.trial.method] = sum
    }
    #expect(model.singles.count == 11)
    for single in model.singles {
      let sum = try #require(sums[single.method])
      #expect(single.point.score == Double(sum.score) / Double(sum.scored) / 1_000_000)
      #expect(single.point.scored == sum.scored)
      #expect(single.point.total.usage == sum.usage)
      #expect(single.point.total.service == sum.service)
      #expect(single.point.total.execution == sum.run)
      #expect(single.point.total.calls == sum.calls)
    }
  }

  @Test("Text, code and the summary of both are three calls and 1570 tokens, and not five and 2349")
  func slotCosting() async throws {
    let list = try DecisionList(
      yaml: """
        policy: all-three
        steps:
          - { ask: [all-text, all-code, code-text-summary], stop: last }
        """, file: "policy.yaml")
    let model = try await findings(try await lab("qwen2.5-coder-0.5b").book(), [list])
    let point = model.policies[0].inSample
    #expect(point.trials == 28)
    #expect(point.total.calls == 3 * 28)
    let tokens = try #require(point.total.usage.total)
    #expect((Double(tokens) / 28).rounded() == 1570)
    let summary = try #require(model.singles.first { $0.method == "code-text-summary" })
    #expect(summary.point.total.usage == point.total.usage)
    let apart = model.singles.filter {
      ["all-text", "all-code", "code-text-summary"].contains($0.method)
    }.reduce(0) { $0 + ($1.point.total.usage.total ?? 0) }
    #expect((Double(apart) / 28).rounded() == 2349)
  }
}
