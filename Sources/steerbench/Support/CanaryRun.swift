import Analysis
import Basics
import Cassettes
import Foundation
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// Asks again, word for word, what some recorded trials asked, and compares the answers.
///
/// Every call is asked as it was recorded, later ones with the recorded answers before them in the
/// conversation: so one answer that differs does not make all that follow differ.
struct CanaryRun {
  /// A call with its recording and what came now.
  struct Finding: Sendable {
    var trial: TrialID
    var recorded: CompletionOutcome
    var recordedModel: AnsweringModel
    var fresh: CompletionOutcome
    var freshModel: AnsweringModel

    /// Whether the answer differs in what a trial would see of it: text, tools, how it stopped.
    var isChanged: Bool {
      switch (recorded, fresh) {
      case (.answer(let old), .answer(let new)):
        var new = new
        new.usage = old.usage
        return old != new
      default: return recorded != fresh
      }
    }

    /// Whether another model, or the same in another state, answered.
    var isOtherModel: Bool { recordedModel != freshModel }
  }

  let sweep: OpenSweep
  let models: LiveModels
  let concurrency: Int

  private struct Question: Sendable {
    var call: ModelCall
    var model: Int
    var recorded: CompletionOutcome
    var recordedModel: AnsweringModel
  }

  /// Asks; findings in the order of the plan.
  ///
  /// Throws for a trial that is not recorded, before anything is asked, and for the first call that
  /// fails.
  func run(_ places: [Int]) async throws -> [Finding] {
    let questions = try await recorded(places)
    return try await withThrowingTaskGroup(of: (Int, Finding).self) { group in
      var next = questions.indices.makeIterator()
      var findings: [Int: Finding] = [:]
      for _ in 0..<concurrency { ask(next.next(), questions, in: &group) }
      while let (index, finding) = try await group.next() {
        findings[index] = finding
        ask(next.next(), questions, in: &group)
      }
      return questions.indices.compactMap { findings[$0] }
    }
  }

  private func ask(
    _ index: Int?, _ questions: [Question],
    in group: inout ThrowingTaskGroup<(Int, Finding), any Error>
  ) {
    guard let index else { return }
    let question = questions[index]
    group.addTask {
      let reply = try await models.complete(question.call, model: question.model)
      return (
        index,
        Finding(
          trial: question.call.trial, recorded: question.recorded,
          recordedModel: question.recordedModel,
          fresh: reply.outcome(by: question.call.encoder.endpoint.family),
          freshModel: AnsweringModel(reply, by: question.call.encoder.endpoint.family))
      )
    }
  }

  private func recorded(_ places: [Int]) async throws -> [Question] {
    let tape = try sweep.tape()
    let reader = try CassetteReader(tape)
    let player = CassettePlayer(try CassetteReader(tape))
    var seen: Set<Slot> = []
    var questions: [Question] = []
    for place in places {
      let trial = sweep.plan[place]
      let transcript = try await sweep.runner.run(trial, with: player).transcript
      for (call, result) in transcript.completions(in: .trial)
      where seen.insert(call.slot).inserted {
        let reply = try ModelReply(decoding: try reader.result(at: call.slot) ?? [])
        questions.append(
          Question(
            call: call, model: trial.model, recorded: result.outcome,
            recordedModel: AnsweringModel(reply, by: call.encoder.endpoint.family)))
      }
    }
    return questions
  }
}
