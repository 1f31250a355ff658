import Basics
import Cassettes
import Files
package import FoundationEssentials
package import Lab
import ModelAPI
import RecordReplay
package import Reporting
import Sweeps
package import Tasks
import Trials

/// Policies of steering, judged on the recordings of sweeps: nothing is asked, and nothing is run.
package struct SweepLab {
  let sweeps: [OpenSweep]
  private let selection: TrialSelection
  let workers: Int

  /// Opens sweeps.
  ///
  /// - Parameters:
  ///   - folders: Their folders.
  ///   - grading: By whose rules their trials are graded; each sweep's own where it is `nil`.
  ///   - selection: The models and tasks that are looked at.
  ///   - workers: How many trials are replayed, and resamples made, at the same time.
  package init(
    _ folders: [URL], grading: GradingPolicy? = nil, selection: TrialSelection = TrialSelection(),
    workers: Int
  ) throws {
    self.init(
      try folders.map { try OpenSweep($0, grading: grading) }, selection: selection,
      workers: workers)
  }

  /// Looks at sweeps that were opened.
  package init(
    _ sweeps: [OpenSweep], selection: TrialSelection = TrialSelection(), workers: Int
  ) {
    self.sweeps = sweeps
    self.selection = selection
    self.workers = workers
  }

  /// Replays the sweeps into a book; a trial that was not recorded is noted in it, and not guessed.
  package func book() async throws -> LabBook {
    guard let first = sweeps.first else {
      throw WorkbenchError(.nothing, "There is no sweep to look at.")
    }
    let prices = try Prices(named: nil, beside: first.folder.tasks)
    var builder = LabBookBuilder()
    for (sweep, places) in try selection.places(in: sweeps) {
      try await add(sweep, places, prices, to: &builder)
    }
    return builder.book()
  }

  private func add(
    _ sweep: OpenSweep, _ places: [Int]?, _ prices: Prices, to builder: inout LabBookBuilder
  ) async throws {
    let models = sweep.folder.sweep.models
    for place in places ?? Array(0..<sweep.plan.count) {
      let trial = sweep.plan[place]
      let question = trial.question.loaded.question
      builder.add(
        LabArm(model: trial.id.model, method: trial.id.method),
        price: prices.price(of: models[trial.model].endpoint.model))
      builder.addQuestion(
        task: trial.id.task, id: trial.id.question, rung: question.rung, text: question.prompt)
    }
    let tape = try sweep.tape()
    let chances = try ChanceReader(sweep, tape)
    let stream = TrialStream(
      sweep.plan, runner: sweep.runner, from: tape, places: places, workers: workers,
      failures: .endUnlessMissing)
    try await stream.run { _, end -> Result<LabTrial, MissingTrial> in
      switch end {
      case .record(let record): .success(LabTrial(record))
      case .failure(let failure): .failure(MissingTrial(trial: failure.trial))
      }
    } emit: { result in
      switch result {
      case .success(let trial): builder.add(try chances.adding(to: trial))
      case .failure(let missing): builder.addMissing(missing.trial)
      }
    }
  }

  /// Writes a drawing to a file, which is replaced.
  package static func write(_ figure: Figure, to path: String) throws {
    try OutputFile.replace(URL(filePath: path), with: Array(figure.svg.utf8))
  }

  /// The lab's part of a page: every built-in policy that the recordings can show, and why there is none
  /// where they show none.
  func pageSections(unanswered: Unanswered) async throws -> [ReportSection] {
    let book = try await book()
    do {
      let findings = try await LabExperiment(
        book, policies: try Self.policies(BuiltInPolicies.names), passesOver: true,
        unanswered: unanswered, learned: LabExperiment.learnedNames
      ).findings(workers: workers)
      return LabPage.sections(findings, of: book)
    } catch let error as LabError {
      return [LabPage.section(error)] + LabPage.sections(nil, of: book)
    }
  }

  /// The policy of grading that the first sweep is not graded by.
  package var otherGrading: GradingPolicy { sweeps.first?.grading == .paper ? .strict : .paper }

  /// The commands that would record what is missing.
  package var recordCommands: [String] {
    sweeps.map { "steerbench record \($0.folder.url.relativePath)" }
  }
}

private struct MissingTrial: Error {
  let trial: TrialID
}

/// Reads the probabilities of tokens from the replies of models that were asked for them.
private struct ChanceReader {
  private let reader: CassetteReader
  private let models: Set<String>

  init(_ sweep: OpenSweep, _ tape: CassetteUnion) throws {
    reader = try CassetteReader(tape)
    models = Set(
      sweep.folder.sweep.models.filter { model in
        ["logprobs", "top_logprobs", "include"].contains { name in
          model.endpoint.parameters[name] != nil
        }
      }.map(\.name))
  }

  /// The trial with how sure its replies were: code as the first reply begins, the answer in the last.
  func adding(to trial: LabTrial) throws -> LabTrial {
    guard models.contains(trial.id.model) else { return trial }
    let replies = trial.exchanges.filter(\.isReply).map(\.slot)
    guard let first = replies.first, let last = replies.last,
      let begin = try chances(at: first)
    else { return trial }
    var trial = trial
    trial.confidence = ReplyConfidence(begin, answer: nil)
    guard !trial.seen.isFromOutput, let answer = trial.seen.answer,
      let end = first == last ? begin : try chances(at: last)
    else { return trial }
    let read = ReplyConfidence(end, answer: answer)
    trial.confidence?.answer = read?.answer
    trial.confidence?.leastOfAnswer = read?.leastOfAnswer
    return trial
  }

  private func chances(at slot: Slot) throws -> TokenChances? {
    try reader.result(at: slot).flatMap { try TokenChances(reply: $0) }
  }
}

extension SweepLab {
  /// The policies that words mean: names of built-in ones, or files.
  package static func policies(_ words: [String]) throws -> [DecisionList] {
    var policies: [DecisionList] = []
    for word in words {
      let policy = try policy(word)
      guard !policies.contains(where: { $0.name == policy.name }) else {
        throw WorkbenchError(
          .usage, "--policy \(word): a policy named \(policy.name) is there already.")
      }
      policies.append(policy)
    }
    return policies
  }

  private static func policy(_ word: String) throws -> DecisionList {
    if let policy = try BuiltInPolicies.policy(named: word) { return policy }
    guard FileManager.default.fileExists(atPath: word) else {
      throw WorkbenchError(
        .usage,
        "--policy \(word): there is no such file, and no built-in policy has this name. "
          + NearMatch.hint(for: word, among: BuiltInPolicies.allNames))
    }
    guard let bytes = try? ReadableFile.bytes(of: word, limit: DecisionList.byteLimit),
      let text = String(validating: bytes, as: UTF8.self)
    else {
      throw WorkbenchError(
        .usage,
        "--policy \(word): the file cannot be read, is larger than \(DecisionList.byteLimit) bytes, or "
          + "is no UTF-8 text.")
    }
    return try DecisionList(yaml: text, file: word)
  }
}

extension WorkbenchError {
  /// What the lab could not do.
  package init(_ error: LabError) {
    self.init(error.code == .tooLittle ? .nothing : .usage, error.message)
  }
}
