import Analysis
import Basics
import CodeExecution
import FoundationEssentials
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
public import Trials

/// One trial's conversation and verdict as a value in which texts are named by their places.
struct TranscriptFigures {
  private let record: TrialRecord

  init(_ record: TrialRecord) {
    self.record = record
  }

  /// The value.
  ///
  /// - Parameters:
  ///   - place: Gives the place of a text.
  ///   - image: Gives the place of an image.
  func json(_ place: (String) -> Int, image: (ImageFile) -> Int) -> JSONValue {
    func text(_ text: String) -> JSONValue { .integer(Int64(place(text))) }
    func message(_ message: ChatMessage) -> JSONValue {
      let images = message.images.map { JSONValue.integer(Int64(image($0))) }
      return .array(
        [.string(message.role.rawValue), text(message.text)]
          + (images.isEmpty ? [] : [.array(images)]))
    }
    let judgement = record.judgement
    return [
      "steps": .array(steps(text, message)),
      "answer": judgement.answer.map(text) ?? .null,
      "source": judgement.source.map { .string($0.rawValue) } ?? .null,
      "rule": text(judgement.rule),
      "because": text(judgement.explanation),
      "quirks": .array(judgement.quirks.map { .string($0.rawValue) }),
      "layers": .array(record.line.layers.shorts.map { .string($0) }),
    ]
  }

  private func steps(
    _ text: (String) -> JSONValue, _ message: (ChatMessage) -> JSONValue
  ) -> [JSONValue] {
    var shown = 0
    var steps = record.transcript.exchanges(in: .trial).flatMap { step -> [JSONValue] in
      switch step {
      case .completion(let call, let result):
        // A later call repeats the conversation so far; only what is new is shown.
        let messages = call.request.messages
        let new = messages[(shown < messages.count ? shown : 0)...]
        shown = messages.count + 1
        let runs = Self.hostedRuns(of: result).map { Self.value(of: $0, in: call, text) }
        return [value(of: call, new: new.map(message), result, text)] + runs
      case .execution(let run, let outcome):
        return [Self.value(of: run.action, run.request.code, outcome, text)]
      }
    }
    if let extraction = record.transcript.completions(in: .extraction).last {
      let call = extraction.call
      steps.append(
        value(
          of: call, new: call.request.messages.map(message), extraction.result, text,
          lane: "extraction"))
    }
    for exchange in record.transcript.inEveryLane where exchange.lane.isOfGrading {
      switch exchange {
      case .completion(let call, let result):
        steps.append(
          value(
            of: call, new: call.request.messages.map(message), result, text,
            lane: call.lane.rawValue))
      case .execution(let run, let outcome):
        // What a program is given tells more than the program, which is the same for all.
        steps.append(
          Self.value(
            of: run.action, run.request.input, outcome, text, lane: run.lane.rawValue))
      }
    }
    return steps
  }

  private static func value(
    of action: Action, _ code: String, _ outcome: ExecutionOutcome,
    _ text: (String) -> JSONValue, lane: String? = nil
  ) -> JSONValue {
    var members = [
      JSONMember(name: "kind", value: "run"),
      JSONMember(name: "action", value: .string(action.digest.short)),
      JSONMember(name: "code", value: text(code)),
      JSONMember(name: "end", value: .string(outcome.end.sentence)),
      JSONMember(name: "ok", value: .bool(outcome.succeeded)),
      JSONMember(
        name: "printed", value: text(String(decoding: outcome.stdout, as: UTF8.self))),
      JSONMember(name: "errors", value: text(String(decoding: outcome.stderr, as: UTF8.self))),
      JSONMember(name: "cut", value: .bool(outcome.stdoutTruncated)),
      JSONMember(name: "microseconds", value: .integer(Int64(outcome.wallMicroseconds))),
    ]
    if let lane { members.append(JSONMember(name: "lane", value: .string(lane))) }
    return .object(JSONObject(members))
  }

  private static func hostedRuns(of result: RecordedCompletion) -> [HostedRun] {
    guard case .answer(let completion) = result.outcome else { return [] }
    return completion.hostedRuns
  }

  /// A run that the provider did while it answered a call; its time is a part of the call's.
  private static func value(
    of run: HostedRun, in call: ModelCall, _ text: (String) -> JSONValue
  ) -> JSONValue {
    [
      "kind": "run", "hosted": true, "action": .string(call.action.digest.short),
      "code": text(run.code), "end": .string(TranscriptReport.end(run.end)),
      "ok": .bool(run.succeeded), "printed": text(run.stdout), "errors": text(run.stderr),
      "cut": false, "files": .array(run.files.map(text)),
    ]
  }

  private func value(
    of call: ModelCall, new messages: [JSONValue], _ result: RecordedCompletion,
    _ text: (String) -> JSONValue, lane: String? = nil
  ) -> JSONValue {
    var members = [
      JSONMember(name: "kind", value: "call"),
      JSONMember(name: "action", value: .string(call.action.digest.short)),
      JSONMember(name: "messages", value: .array(messages)),
      JSONMember(
        name: "microseconds", value: .integer(Int64(result.serviceMicroseconds))),
    ]
    switch result.outcome {
    case .answer(let completion):
      members += [
        JSONMember(name: "answer", value: text(completion.text)),
        JSONMember(name: "stop", value: .string(TranscriptReport.stop(completion.stop))),
        JSONMember(
          name: "tokens",
          value: completion.usage.total.map { .integer(Int64($0)) } ?? .null),
        JSONMember(
          name: "tools",
          value: .array(completion.toolCalls.map { [text($0.name), text($0.arguments)] })),
      ]
      let reply = ReplyParts(completion, record.thoughts)
      if reply.hasThoughts {
        members.append(
          JSONMember(
            name: "parts",
            value: .array(reply.parts.map { [.bool($0.isThought), text($0.text)] })))
      }
    case .providerError(let failure):
      members += [
        JSONMember(name: "status", value: .integer(Int64(failure.status))),
        JSONMember(name: "code", value: text(failure.code)),
        JSONMember(name: "message", value: text(failure.message)),
      ]
    }
    if let lane { members.append(JSONMember(name: "lane", value: .string(lane))) }
    return .object(JSONObject(members))
  }
}

/// The transcripts that a report holds: as many as a budget allows.
///
/// A hundred thousand transcripts are too much for one file. Texts that trials share, such as prompts,
/// are kept once; what does not fit is left out and said to be, trial by trial.
public struct TranscriptLibrary: Sendable {
  /// Which transcripts are held.
  public enum Scope: Hashable, Sendable {
    /// None.
    case none
    /// As many as fit into ``budget``, spread over all cells.
    case fitting
    /// At most so many of each cell, whatever their size.
    case perCell(Int)
    /// All, whatever their size.
    case all
  }

  /// The texts that ``Scope/fitting`` holds, in bytes.
  public static let budget = 16 << 20
  /// The longest text that is held whole unless all was asked for, in bytes.
  public static let textLimit = 64 << 10
  /// What a transcript weighs beside its texts, in bytes.
  private static let frame = 256

  /// The trials of which the library has a transcript, with what happened in them.
  private(set) var entries: [(trial: Int, value: JSONValue)] = []
  private(set) var shelf: TextShelf
  private(set) var images = ImageShelf()
  private let budget: Int?

  /// Creates an empty library.
  ///
  /// - Parameters:
  ///   - scope: Decides what is kept of long texts, and whether there is a budget.
  ///   - budget: The budget of ``Scope/fitting``, in bytes.
  public init(_ scope: Scope, budget: Int = Self.budget) {
    shelf = TextShelf(textLimit: scope == .all ? nil : Self.textLimit)
    self.budget = scope == .fitting ? budget : nil
  }

  /// The number of transcripts.
  public var count: Int { entries.count }

  /// Adds a trial's transcript.
  ///
  /// - Parameter index: The trial's place among the report's.
  /// - Returns: Whether it was added: one that does not fit into the budget is not.
  public mutating func add(_ record: TrialRecord, at index: Int) -> Bool {
    let before = (texts: shelf.texts.count, images: images.shown.count)
    let value = TranscriptFigures(record).json {
      shelf.place(of: $0)
    } image: {
      images.place(of: $0)
    }
    if let budget, shelf.byteCount + (entries.count + 1) * Self.frame > budget {
      shelf.rewind(to: before.texts)
      images.rewind(to: before.images)
      return false
    }
    entries.append((index, value))
    return true
  }
}

/// The images that transcripts of a report show, each once, as long as there is room.
///
/// What is in it was sniffed and measured by ``ImageFile``: it is no SVG, and a browser that decodes it holds no
/// more than its bounded pixels. What is too large stands there by its name alone.
struct ImageShelf {
  /// The largest image that is shown, in bytes.
  static let imageLimit = 256 << 10
  /// The bytes of all that are shown.
  static let budget = 4 << 20

  /// The images, and whether each is shown and not only named.
  private(set) var shown: [(image: ImageFile, isWhole: Bool)] = []
  private var byteCount = 0
  private var places: [ImageFile: Int] = [:]

  /// The place of an image.
  mutating func place(of image: ImageFile) -> Int {
    if let place = places[image] { return place }
    let isWhole =
      image.bytes.count <= Self.imageLimit && byteCount + image.bytes.count <= Self.budget
    if isWhole { byteCount += image.bytes.count }
    shown.append((image, isWhole))
    places[image] = shown.count - 1
    return shown.count - 1
  }

  /// Takes back what was put here since there were so many images.
  mutating func rewind(to count: Int) {
    for (image, isWhole) in shown[count...] {
      if isWhole { byteCount -= image.bytes.count }
      places[image] = nil
    }
    shown.removeLast(shown.count - count)
  }

  /// The images as a page reads them: what to say of each, and its data URI where it is shown.
  var json: JSONValue {
    .array(
      shown.map { image, isWhole in
        [
          .string(image.title),
          isWhole
            ? .string(
              "data:\(image.format.mediaType);base64,\(Data(image.bytes).base64EncodedString())")
            : .null,
        ]
      })
  }
}
