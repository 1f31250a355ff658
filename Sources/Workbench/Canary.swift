package import Basics
import Cassettes
import FoundationEssentials
import Methods
import ModelAPI
import RecordReplay
import Sweeps
import Trials

/// Asks again, word for word, what some recorded trials asked, and compares the answers.
///
/// Every call is asked as it was recorded, later ones with the recorded answers before them in the
/// conversation: so one answer that differs does not make all that follow differ.
package struct Canary {
  private let sweep: OpenSweep
  private let selection: TrialSelection
  private let access: ModelAccess
  private let spending: Spending
  private let tolerated: Int
  private let stop: StopRequest
  private let note: @Sendable (String) -> Void

  /// Prepares a canary.
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
  package func run() async throws -> Drift {
    let places =
      selection.isEmpty
      ? Self.usualPlaces(in: sweep.plan) : try selection.places(in: sweep.plan)
    let models = try access.models(of: sweep.folder, spending, note: note)
    let calls: [AskedCall]
    let room = try OpenFiles.current.room(calls: concurrency, atLeast: 1, runs: 0)
    if let text = room.note { note(text) }
    do {
      calls = try await stop.cancelling { try await ask(places, models, atOnce: room.calls) }
    } catch {
      if stop.isRequested { throw WorkbenchError(.interrupted, "Stopped.") }
      throw error
    }
    return Drift(calls: calls, trials: places.count, tolerated: tolerated)
  }

  private func ask(
    _ places: [Int], _ models: LiveModels, atOnce: Int
  ) async throws -> [AskedCall] {
    let questions = try await recorded(places)
    return try await withThrowingTaskGroup(of: (Int, AskedCall).self) { group in
      var next = questions.indices.makeIterator()
      var calls: [Int: AskedCall] = [:]
      for _ in 0..<atOnce { ask(next.next(), questions, models, in: &group) }
      while let (index, call) = try await group.next() {
        calls[index] = call
        ask(next.next(), questions, models, in: &group)
      }
      return calls.sorted { $0.key < $1.key }.map(\.value)
    }
  }

  private func ask(
    _ index: Int?, _ questions: [Question], _ models: LiveModels,
    in group: inout ThrowingTaskGroup<(Int, AskedCall), any Error>
  ) {
    guard let index else { return }
    let question = questions[index]
    group.addTask {
      let reply = try await models.complete(question.call, model: question.model)
      return (
        index,
        AskedCall(
          trial: question.call.trial, recorded: question.recorded,
          recordedModel: question.recordedModel,
          fresh: reply.outcome(by: question.call.encoder.endpoint.family),
          freshModel: AnsweringModel(reply, by: question.call.encoder.endpoint.family))
      )
    }
  }

  /// The calls of some trials as they were recorded, each once, in the order of the trials.
  private func recorded(_ places: [Int]) async throws -> [Question] {
    let tape = try sweep.tape()
    let reader = try CassetteReader(tape)
    var seen: Set<Slot> = []
    var questions: [Question] = []
    let stream = TrialStream(sweep.plan, runner: sweep.runner, from: tape, places: places)
    try await stream.run { trial, end in
      (model: trial.model, transcript: try end.get().transcript)
    } emit: { model, transcript in
      for (call, result) in transcript.completions(in: .trial)
      where seen.insert(call.slot).inserted {
        questions.append(
          Question(
            call: call, model: model, recorded: result.outcome,
            recordedModel: try reader.answeringModel(of: call)))
      }
    }
    return questions
  }

  /// The first question of every task for every model, with the first of the sweep's methods that the
  /// model can be used with: always the same trials of the same sweep.
  private static func usualPlaces(in plan: Plan) -> [Int] {
    struct Cell: Hashable {
      var model: Int
      var task: String
    }
    let order = plan.sweep.methods.map(\.name)
    var first: [Cell: (method: Int, place: Int)] = [:]
    for place in 0..<plan.count {
      let trial = plan[place]
      let cell = Cell(model: trial.model, task: trial.id.task)
      guard let method = order.firstIndex(of: trial.variant.name) else {
        preconditionFailure("A plan asks the methods of its sweep, and not \(trial.variant.name).")
      }
      guard first[cell].map({ method < $0.method }) ?? true else { continue }
      first[cell] = (method, place)
    }
    return first.values.map(\.place).sorted()
  }
}

/// A call that was asked again, with its recording and what came now.
struct AskedCall: Sendable {
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

/// What differs between the recording and what the models say now.
package struct Drift {
  private static let shownAnswers = 20
  private static let shownBytes = 160

  /// The calls that were asked again.
  let calls: [AskedCall]
  /// The trials that were asked for.
  let trials: Int
  /// Answers that may differ.
  let tolerated: Int

  private var changed: [AskedCall] { calls.filter(\.isChanged) }
  private var others: [AskedCall] { calls.filter(\.isOtherModel) }

  /// Whether more differs than is tolerated, or somebody else answers.
  package var hasDrifted: Bool { changed.count > tolerated || !others.isEmpty }

  /// The drift for people.
  package var text: String {
    var lines = [
      "\(hasDrifted ? "DRIFT" : "No drift"): \(calls.count) calls of \(trials) trials asked again; "
        + "\(changed.count) answers differ (\(tolerated) tolerated), \(others.count) came from another "
        + "model or fingerprint."
    ]
    for pair in Set(others.map { Pair(old: $0.recordedModel, new: $0.freshModel) }).sorted() {
      lines.append(Redaction.shown("  answered by \(pair.new), recorded from \(pair.old)"))
    }
    for call in changed.prefix(Self.shownAnswers) {
      lines.append("  \(call.trial)")
      lines.append(Redaction.shown("    recorded: \(Self.excerpt(call.recorded))"))
      lines.append(Redaction.shown("    now:      \(Self.excerpt(call.fresh))"))
    }
    let more = changed.count - Self.shownAnswers
    if more > 0 { lines.append("  and \(more) more") }
    return lines.joined(separator: "\n")
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "drift": .bool(hasDrifted), "trials": .integer(Int64(trials)),
      "calls": .integer(Int64(calls.count)), "changed": .integer(Int64(changed.count)),
      "otherModel": .integer(Int64(others.count)), "tolerated": .integer(Int64(tolerated)),
      "findings": .array(
        calls.filter { $0.isChanged || $0.isOtherModel }.map { call in
          [
            "trial": .string(call.trial.description), "changed": .bool(call.isChanged),
            "recorded": .string(Self.excerpt(call.recorded)),
            "now": .string(Self.excerpt(call.fresh)),
            "recordedFrom": .string(call.recordedModel.description),
            "answeredBy": .string(call.freshModel.description),
          ]
        }),
    ]
  }

  private struct Pair: Hashable, Comparable {
    var old: AnsweringModel
    var new: AnsweringModel

    static func < (left: Pair, right: Pair) -> Bool {
      left.old == right.old ? left.new < right.new : left.old < right.old
    }
  }

  /// The start of an answer on one line.
  private static func excerpt(_ outcome: CompletionOutcome) -> String {
    switch outcome {
    case .answer(let completion):
      let text = completion.text.split(whereSeparator: \.isNewline).joined(separator: " ")
      let start = String(text.prefix(shownBytes))
      let calls = completion.toolCalls.isEmpty ? "" : " [\(completion.toolCalls.count) tool calls]"
      return start + (start.count < text.count ? "…" : "") + calls
    case .providerError(let failure): return "error \(failure.status): \(failure.message)"
    }
  }
}
