import Basics
import RecordReplay
import Testing
import Trials

@testable import Regression

@Suite("What two builds say to each other")
struct ToolProbeTests {
  private func ending(_ status: Int32, _ errors: String) -> ChildProcess.Ending {
    ChildProcess.Ending(status: status, output: [], errors: errors, isLate: false)
  }

  @Test("A build of before is asked again without what it does not know, in its own words")
  func olderBuilds() throws {
    let unknown = ending(2, "Error: Unknown option '--probe'")
    let second = try #require(ToolProbe.next(after: .versioned, unknown))
    let arguments = ToolProbe.replay("s", to: "f", workers: 2, in: second)
    #expect(
      arguments == ["replay", "s", "--sheet", "f", "--allow-unused", "--json", "--workers", "2"])
    let third = try #require(
      ToolProbe.next(after: second, ending(2, "Error: Unknown option '--sheet'")))
    #expect(
      ToolProbe.replay("s", to: "f", workers: 2, in: third) == [
        "replay", "s", "--baseline", "f", "--update-baseline", "--allow-unused", "--json",
        "--workers", "2",
      ])
    #expect(ToolProbe.next(after: third, unknown) == nil)
    #expect(
      ToolProbe.transcript(of: "t", "s", in: second)
        == ["transcript", "t", "--sweep", "s", "--json"])
  }

  @Test("The version is asked for in one word, which an older build names and takes for no sweep")
  func oneWord() {
    let words = ToolProbe.replay("s", to: "f", workers: 2, in: .versioned)
    #expect(words.last == "--probe=\(ToolProbe.version)")
    #expect(ToolProbe.transcript(of: "t", "s", in: .versioned).last == words.last)
  }

  @Test("Nothing but the unknown option makes it ask in older words")
  func otherFailures() {
    #expect(ToolProbe.next(after: .versioned, ending(2, "the sweep is unknown")) == nil)
    #expect(ToolProbe.next(after: .versioned, ending(4, "--probe")) == nil)
    #expect(ToolProbe.next(after: .unversioned, ending(2, "--probe")) == nil)
  }

  @Test("An answer of no version and of this one is read, one of a newer version is refused by it")
  func versions() throws {
    let answer: JSONValue = ["sweeps": []]
    #expect(try ToolProbe.checked(answer) == answer)
    let stamped = ToolProbe.stamped(answer)
    #expect(stamped["probe"]?.integer == ToolProbe.version)
    #expect(try ToolProbe.checked(stamped) == stamped)
    let newer: JSONValue = ["probe": .integer(Int64(ToolProbe.version + 1)), "sweeps": []]
    let refusal = #expect(throws: CommitProbe.Refusal.self) { try ToolProbe.checked(newer) }
    #expect(refusal?.reason.contains("version \(ToolProbe.version + 1) of the probe") == true)
  }

  @Test("Who asks in a newer version is told the option, so that it asks again in older words")
  func askedInNewer() throws {
    #expect(ToolProbe.refusal(of: ToolProbe.version) == nil)
    let refusal = try #require(ToolProbe.refusal(of: ToolProbe.version + 1))
    #expect(ToolProbe.next(after: .versioned, ending(2, refusal)) == .unversioned)
  }

  @Test("A trial without a recording comes back as it was written")
  func unanswered() throws {
    let trial = UnansweredTrial(
      trial: try #require(TrialID("m/all-code/game24/q1/0")), reason: .missingAction,
      isExecution: false, action: "ab", prompt: "0123456789ab", parameters: "ba9876543210",
      model: "served", inputTokens: 10, outputTokenLimit: nil, callLimit: 3)
    #expect(UnansweredTrial(trial.json) == trial)
    #expect(UnansweredTrial(["trial": "m/all-code/game24/q1/0"]) == nil)
    let answer = ReplayAnswer(["planned": 1, "unanswered": [trial.json, "damaged"]])
    #expect(answer.planned == 1 && answer.unanswered == [trial])
  }

  @Test("The cells of tables are read under their names, and what has no name is left out")
  func cells() {
    let table: JSONValue = [
      "name": "scores", "columns": [["name": "task"], ["title": "no name"], ["name": "all-code"]],
      "rows": [["name": "game24", "cells": ["Game 24", 1, 50.0]], ["cells": ["nobody", 2, 3]]],
    ]
    let answer = ReplayAnswer(["tables": [table]])
    #expect(Set(answer.cells.keys) == ["scores/game24/task", "scores/game24/all-code"])
  }

  @Test(
    "A layer is read off the calls, the one that read the answer among them, and told whole where that is the same"
  )
  func layerTexts() throws {
    func transcript(_ copied: String) -> JSONValue {
      [
        "answer": "Yes", "source": "extraction", "rule": "marker", "steps": [],
        "extraction": [
          "kind": "completion", "messages": [["role": "user", "content": "Below are a question"]],
          "result": ["text": .string(copied), "stop": "ended"],
        ],
      ]
    }
    let (old, new) = (transcript("<<<Yes>>>"), transcript("Surely <<<Yes>>>"))
    let texts = try #require(LayerText.pair(.extraction, old, new))
    #expect(texts.before.contains("<<<Yes>>>") && texts.before != texts.after)
    #expect(LayerDifference(texts.before, texts.after, in: "layer").note == nil)
    let stamped = ["one", "two"].map { text in
      ToolProbe.stamped(transcript: new) { "\($0.rawValue): \(text)" }
    }
    let whole = try #require(LayerText.pair(.extraction, stamped[0], stamped[1]))
    #expect(whole.before == "extraction: one" && whole.after == "extraction: two")
    let mixed = try #require(LayerText.pair(.extraction, new, stamped[1]))
    #expect(mixed.before == mixed.after && mixed.after == texts.after)
  }
}
