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
package struct CanaryRun {
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

  private let sweep: OpenSweep
  private let selection: TrialSelection
  private let access: ModelAccess
  private let spending: Spending
  private let tolerated: Int
  private let stop: StopRequest
  private let note: @Sendable (String) -> Void

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - sweep: The sweep.
  ///   - selection: The trials; where nothing is picked, the usual few.
  ///   - models: How the models are reached.
  ///   - spending: What may be spent.
  ///   - tolerated: Answers that may differ.
  ///   - stop: Ends the run early.
  ///   - note: Told what the user should know.
  package init(
    sweep: OpenSweep, selection: TrialSelection = TrialSelection(), models: ModelAccess,
    spending: Spending, tolerated: Int = 0, stop: StopRequest = StopRequest(),
    note: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.sweep = sweep
    self.selection = selection
    access = models
    self.spending = spending
    self.tolerated = tolerated
    self.stop = stop
    self.note = note
  }

  private var concurrency: Int {
    sweep.folder.sweep.models.reduce(0) { $0 + $1.concurrency }
  }

  private struct Question: Sendable {
    var call: ModelCall
    var model: Int
    var recorded: CompletionOutcome
    var recordedModel: AnsweringModel
  }

  /// Asks; what was found comes in the order of the plan.
  ///
  /// Throws for a trial that is not recorded, before anything is asked, and for the first call that
  /// fails.
  package func run() async throws -> CanaryReport {
    let places =
      selection.isEmpty
      ? CanarySelection.places(in: sweep.plan) : try selection.places(in: sweep.plan)
    let models = try access.models(of: sweep.folder, spending, note: note)
    let findings: [Finding]
    do {
      findings = try await stop.cancelling { try await ask(places, models) }
    } catch {
      if stop.isRequested { throw WorkbenchError(.interrupted, "Stopped.") }
      throw error
    }
    return CanaryReport(findings: findings, trials: places.count, tolerated: tolerated)
  }

  private func ask(_ places: [Int], _ models: LiveModels) async throws -> [Finding] {
    let questions = try await recorded(places)
    return try await withThrowingTaskGroup(of: (Int, Finding).self) { group in
      var next = questions.indices.makeIterator()
      var findings: [Int: Finding] = [:]
      for _ in 0..<concurrency { ask(next.next(), questions, models, in: &group) }
      while let (index, finding) = try await group.next() {
        findings[index] = finding
        ask(next.next(), questions, models, in: &group)
      }
      return questions.indices.compactMap { findings[$0] }
    }
  }

  private func ask(
    _ index: Int?, _ questions: [Question], _ models: LiveModels,
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
