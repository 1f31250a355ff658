import Analysis
public import Basics
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
public import Trials

/// Says what a culprit changed: causes, counts, and one example of each as a difference of texts.
struct CulpritExplainer {
  let repository: GitRepository
  let graph: CommitGraph
  let cassettes: PinnedCassettes
  let subjects: [BisectSubject]

  /// Subjects with one cause.
  private struct Bundle {
    var cause: ChangeCause
    var subjects: [BisectSubject] = []
    var risen = 0
    var fallen = 0

    /// The trial that stands for the others.
    var example: TrialID? {
      if case .trial(let trial)? = subjects.first { trial } else { nil }
    }
  }

  /// Explains a culprit; `nil` where nothing is left that its commits alone explain.
  func explain(
    _ culprit: Culprit, _ evaluator: inout CommitEvaluator
  ) async throws -> ExplainedCulprit? {
    guard let before = try await scores(culprit.before, &evaluator),
      let after = try await scores(culprit.after, &evaluator)
    else { return nil }
    let (bundles, movedCells) = Self.bundles(culprit.subjects.map { subjects[$0] }, before, after)
    let (old, new) = (graph.ids[culprit.before], graph.ids[culprit.after])
    let trials = bundles.compactMap(\.example).filter {
      before.lines[$0] != nil || after.lines[$0] != nil
    }
    let oldTexts = try await evaluator.transcripts(
      of: trials.filter { before.lines[$0] != nil }, at: old, cassettes)
    let newTexts = try await evaluator.transcripts(
      of: trials.filter { after.lines[$0] != nil }, at: new, cassettes)
    let groups = bundles.map { bundle in
      ExplainedCulprit.Group(
        cause: bundle.cause, subjects: bundle.subjects, risen: bundle.risen, fallen: bundle.fallen,
        difference: Self.difference(bundle, before, after, oldTexts, newTexts),
        need: Self.need(bundle, before, after))
    }
    var suspects: [CommitNote] = []
    for number in culprit.suspects { suspects.append(try await note(number)) }
    return ExplainedCulprit(
      suspects: suspects, before: try await note(culprit.before),
      after: try await note(culprit.after), groups: groups, movedCells: movedCells,
      foreignParents: culprit.suspects.flatMap { graph.foreignParents[$0] })
  }

  private func note(_ number: Int) async throws -> CommitNote {
    try await repository.note(of: graph.ids[number])
  }

  private func scores(
    _ number: Int, _ evaluator: inout CommitEvaluator
  ) async throws -> CommitScores? {
    let evaluation = try await evaluator.evaluate(graph.ids[number], cassettes, counts: false)
    guard case .scores(let scores) = evaluation else { return nil }
    return scores
  }

  /// The subjects by cause, the gravest first; tables that moved because trials did are only counted.
  private static func bundles(
    _ subjects: [BisectSubject], _ before: CommitScores, _ after: CommitScores
  ) -> (bundles: [Bundle], movedCells: Int) {
    var bundles: [ChangeCause: Bundle] = [:]
    var cells: [BisectSubject] = []
    for subject in subjects {
      guard case .trial(let trial) = subject else {
        cells.append(subject)
        continue
      }
      let cause = ChangeCause.of(trial, from: before, to: after) ?? .flip(.accounting)
      var bundle = bundles[cause] ?? Bundle(cause: cause)
      bundle.subjects.append(subject)
      if let old = before.lines[trial]?.scoreMillionths,
        let new = after.lines[trial]?.scoreMillionths
      {
        bundle.risen += new > old ? 1 : 0
        bundle.fallen += new < old ? 1 : 0
      }
      bundles[cause] = bundle
    }
    let movesTables = bundles.keys.contains(where: \.movesTables)
    if !cells.isEmpty, !movesTables {
      bundles[.aggregation] = Bundle(cause: .aggregation, subjects: cells)
    }
    let order = FlipCause.all
    func rank(_ cause: ChangeCause) -> Int {
      switch cause {
      case .flip(let cause): order.firstIndex(of: cause) ?? order.count
      case .unanswered(let layer), .answeredAgain(let layer), .asksOtherwise(let layer):
        order.count + (layer.flatMap(Layer.allCases.firstIndex) ?? Layer.allCases.count)
      case .aggregation: order.count + Layer.allCases.count + 1
      }
    }
    let sorted = bundles.values.sorted {
      (rank($0.cause), $0.cause.name) < (rank($1.cause), $1.cause.name)
    }
    return (sorted, movesTables ? cells.count : 0)
  }

  private static func need(
    _ bundle: Bundle, _ before: CommitScores, _ after: CommitScores
  ) -> RecordingNeed? {
    let side: CommitScores
    switch bundle.cause {
    case .unanswered, .asksOtherwise: side = after
    case .answeredAgain: side = before
    case .flip, .aggregation: return nil
    }
    return RecordingNeed(
      bundle.subjects.map { subject in
        guard case .trial(let trial) = subject else { return nil }
        return side.gaps[trial]?.details
      })
  }

  private static func difference(
    _ bundle: Bundle, _ before: CommitScores, _ after: CommitScores,
    _ oldTexts: [TrialID: JSONValue], _ newTexts: [TrialID: JSONValue]
  ) -> LayerDifference {
    guard let trial = bundle.example else { return cells(bundle, before, after) }
    if case .unanswered = bundle.cause, let gap = after.gaps[trial] {
      return LayerDifference(gap, isReversed: false)
    }
    if case .answeredAgain = bundle.cause, let gap = before.gaps[trial] {
      return LayerDifference(gap, isReversed: true)
    }
    if case .asksOtherwise = bundle.cause, let gap = after.gaps[trial] {
      return LayerDifference(gap, isReversed: false)
    }
    guard let layer = bundle.cause.textLayer else { return columns(trial, before, after) }
    let place = "layer \(layer.rawValue) of \(trial)"
    guard let before = oldTexts[trial], let after = newTexts[trial],
      let (old, new) = LayerText.pair(layer, before, after)
    else {
      return LayerDifference(
        missing: "one side's tool is too old to print this layer's text", in: place)
    }
    return LayerDifference(old, new, in: place)
  }

  /// Columns of the sheet that no layer holds, a line each.
  private static func columns(
    _ trial: TrialID, _ before: CommitScores, _ after: CommitScores
  ) -> LayerDifference {
    let place = "score sheet line of \(trial)"
    guard let old = before.lines[trial], let new = after.lines[trial] else {
      return LayerDifference(missing: "one side does not have the trial", in: place)
    }
    let columns = ScoreColumn.differences(old, new)
    func text(_ line: TrialLine) -> String {
      columns.map { "\($0.rawValue): \($0.value(in: line).text)" }.joined(separator: "\n")
    }
    return LayerDifference(text(old), text(new), in: place)
  }

  private static func cells(
    _ bundle: Bundle, _ before: CommitScores, _ after: CommitScores
  ) -> LayerDifference {
    guard case .aggregate(let name)? = bundle.subjects.first else {
      return LayerDifference(missing: "nothing", in: "table")
    }
    return LayerDifference(
      before.aggregates[name] ?? "", after.aggregates[name] ?? "", in: "table cell \(name)")
  }
}

/// How the first differing layer of one subject reads on both sides.
public struct LayerDifference: Hashable, Sendable {
  /// The lines that differ, `-` before and `+` after, bounded, with credentials masked.
  public let lines: [String]
  /// The first byte that differs, from 0; `nil` where the texts are the same or are not at hand.
  public let firstByte: Int?
  /// What the byte is counted in, such as `layer extraction`.
  public let place: String
  /// Why there is less to see than there might be; `nil` where both texts are at hand.
  public let note: String?

  /// Two texts.
  init(_ before: String, _ after: String, in place: String) {
    let difference = TextDifference(from: Redaction.shown(before), to: Redaction.shown(after))
    lines = difference.lines
    firstByte = TextDifference(from: before, to: after).firstByte
    self.place = place
    note =
      firstByte == nil
      ? "the texts of this trial are the same: what differs is a text that it may use and did not"
      : nil
  }

  /// What the newer side's tool says against the nearest recording.
  init(_ gap: CommitScores.Gap, isReversed: Bool) {
    let swap = ["- ": "+ ", "+ ": "- "]
    lines = gap.diff.map { line in
      guard isReversed, let sign = swap[String(line.prefix(2))] else { return line }
      return sign + line.dropFirst(2)
    }
    firstByte = gap.firstByte
    place = gap.title
    note = gap.diff.isEmpty ? "the pinned cassettes hold nothing that is near" : nil
  }

  /// No texts.
  init(missing note: String, in place: String) {
    lines = []
    firstByte = nil
    self.place = place
    self.note = note
  }
}

/// Reads the text of a layer from a transcript.
public enum LayerText {
  /// The texts of two transcripts, made in one way; `nil` where one does not hold the layer.
  ///
  /// What was asked and answered reads best. Where it is the same on both sides, all that the layer's
  /// digest is made of is told, which builds since version 1 of the probe say.
  static func pair(
    _ layer: Layer, _ before: JSONValue, _ after: JSONValue
  ) -> (before: String, after: String)? {
    let read = (of(layer, in: before), of(layer, in: after))
    if let old = read.0, let new = read.1, old != new { return (old, new) }
    if let old = ToolProbe.text(of: layer, in: before),
      let new = ToolProbe.text(of: layer, in: after)
    {
      return (old, new)
    }
    guard let old = read.0, let new = read.1 else { return nil }
    return (old, new)
  }

  /// The text; `nil` where the transcript does not hold it.
  ///
  /// - Parameter transcript: What `steerbench transcript --json` prints.
  public static func of(_ layer: Layer, in transcript: JSONValue) -> String? {
    let steps = transcript["steps"]?.array ?? []
    switch layer {
    case .prompt: return steps.first(where: isCall).map(messages)
    case .parameters:
      let parts = steps.first(where: isCall)?["parameters"]?.array
      return parts?.map { "\($0["name"]?.string ?? ""): \($0["text"]?.string ?? "")" }
        .joined(separator: "\n")
    case .answer: return steps.filter(isCall).map(answer).joined(separator: "\n")
    case .execution: return steps.filter { !isCall($0) }.map(execution).joined(separator: "\n")
    case .extraction:
      let reading = ["answer", "source", "rule"].map { name in
        "\(name): \(transcript[name]?.string ?? "none")"
      }
      // The call that a model was asked to read the answer with, where there was one.
      let call = transcript["extraction"].flatMap { $0.isNull ? nil : $0 }
      return (reading + (call.map { [messages($0), answer($0)] } ?? [])).joined(separator: "\n")
    case .grade:
      let score = transcript["score"]?.double.map { ScoreValue.millionths(Int($0 * 1e6)).text }
      return """
        outcome: \(transcript["outcome"]?.string ?? "unknown")
        score: \(score ?? "unknown")
        because: \(transcript["explanation"]?.string ?? "unknown")
        """
    }
  }

  private static func isCall(_ step: JSONValue) -> Bool { step["kind"]?.string == "completion" }

  private static func messages(_ step: JSONValue) -> String {
    (step["messages"]?.array ?? []).map {
      "[\($0["role"]?.string ?? "")]\n\($0["content"]?.string ?? "")"
    }
    .joined(separator: "\n")
  }

  private static func answer(_ step: JSONValue) -> String {
    let result = step["result"]
    let calls = (result?["toolCalls"]?.array ?? []).map {
      "[calls \($0["name"]?.string ?? "")]\n\($0["arguments"]?.string ?? "")"
    }
    let end = result?["stop"]?.string ?? result?["message"]?.string ?? ""
    return ([result?["text"]?.string ?? ""] + calls + ["(\(end))"]).joined(separator: "\n")
  }

  private static func execution(_ step: JSONValue) -> String {
    let parts = ["code", "stdout", "stderr", "end"]
    return parts.map { "[\($0)]\n\(step[$0]?.string ?? "")" }.joined(separator: "\n")
  }
}
