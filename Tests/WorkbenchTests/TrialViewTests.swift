import Basics
import Foundation
import ModelAPI
import RecordReplay
import Sweeps
import Tasks
import TestSupport
import Testing
import Trials
import WorkbenchTestSupport

@testable import Workbench

@Suite("Forecasts, transcripts and grades, by a call")
struct TrialViewTests {
  private func forecast(of project: RecordedProject, learning history: [String] = []) async throws
    -> SweepForecast
  {
    var forecasts: [SweepForecast] = []
    let day = try #require(PriceDay("2026-03-01"))
    try await SweepForecast.each(
      of: [project.workshop.file("").path], from: .init(history: history, day: day)
    ) { forecasts.append($0) }
    return try #require(forecasts.first)
  }

  @Test("A forecast counts what no cassette holds, and learns from the recordings of other sweeps")
  func forecast() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let whole = try await forecast(of: project)
    #expect(whole.forecast.missing == 0 && whole.forecast.recorded == 16)
    let file = project.workshop.file("sweep.yaml")
    try Data((Workshop.sweepText + "samples: 2\n").utf8).write(to: file)
    let doubled = try await forecast(of: project)
    #expect(doubled.forecast.missing == 16 && doubled.forecast.history == 16)
    #expect(doubled.json["expected"] != nil && doubled.text.contains(doubled.name))

    let other = try await RecordedProject()
    defer { other.workshop.remove() }
    let taught = try await forecast(
      of: project, learning: [other.workshop.file("").path, project.workshop.file("").path])
    #expect(taught.forecast.history == 32, "a sweep is not learnt from twice")
  }

  @Test("A trial is shown by the end of its name; a name that fits none or several says so")
  func transcript() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    let sweep = project.workshop.file("").path
    let plan = try project.open().plan
    for place in [0, plan.count - 1] {
      let name = "\(plan[place].id)"
      let transcript = try await TrialTranscript(of: name, in: sweep)
      #expect(transcript.text.contains(name))
      #expect(transcript.json(forProbe: false)["texts"] == nil)
      #expect(transcript.json(forProbe: true)["texts"] != nil)
    }
    let several = await #expect(throws: WorkbenchError.self) {
      try await TrialTranscript(of: "\(plan[0].id.question)/0", in: sweep)
    }
    #expect(several?.message.contains("fits several trials") == true)
    let none = await #expect(throws: WorkbenchError.self) {
      try await TrialTranscript(of: "all-texts/\(plan[0].id.question)/0", in: sweep)
    }
    #expect(none?.message.contains("No sweep has the trial") == true && none?.code == .usage)
  }

  @Test("A missing recording is told of the trial, and not of the sweep")
  func unrecordedTrial() async throws {
    let project = try await RecordedProject()
    defer { project.workshop.remove() }
    try project.workshop.editPrompt("all-code", "exactly", "precisely")
    let plan = try project.open().plan
    let trial = try #require((0..<plan.count).map { plan[$0].id }.first { $0.method == "all-code" })
    await #expect {
      try await TrialTranscript(of: "\(trial)", in: project.workshop.file("").path)
    } throws: { Ending(of: $0) == .miss }
  }

  @Test("An answer is graded with its reasons, and the request that would extract it is shown")
  func grade() throws {
    let root = try RepositoryRoot.url()
    let grading = try AnswerGrading(
      task: "navigate", question: nil, in: root.appending(path: "Tasks").path)
    let replies = ["<<<Yes>>>", "<<<No>>>"].map { AnswerGrading.Reply(answer: Array($0.utf8)) }
    let endings = try replies.map { try grading.grade($0, by: .strict).ending }
    #expect(Set(endings) == [.pass, .regression], "one of the two is right")
    let printed = AnswerGrading.Reply(
      answer: replies[0].answer, printed: Array("<<<No>>>".utf8))
    #expect(try grading.grade(printed, by: .strict).ending == endings[1], "what ran is read first")
    #expect(try grading.grade(printed, by: .strict).text.contains("Decisions:"))
    let messages = try grading.extraction(
      of: printed, prompts: root.appending(path: "Tasks/prompts").path)
    #expect(messages.contains { $0.text.contains("<<<No>>>") && $0.text.contains("<<<Yes>>>") })
    #expect(throws: WorkbenchError.self) {
      try grading.extraction(of: printed, prompts: root.appending(path: "cassettes").path)
    }
  }
}
