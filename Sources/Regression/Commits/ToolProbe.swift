public import Basics
public import RecordReplay
public import Trials

/// What two builds of this tool say to each other: in which words a replay or a transcript is asked for,
/// and how the answers are written and read.
///
/// No other place knows the flags of another build or the keys of its JSON. A build of before the first
/// version answers without one: what it says is version 0.
public enum ToolProbe {
  /// The version of the answers that this build gives, and the newest that it reads.
  public static let version = 1
  /// The key that an answer says its version under.
  public static let versionKey = "probe"

  /// In which words a build is asked.
  enum Dialect {
    /// Since version 1: the version is asked for, and the answer says it.
    case versioned
    /// Before it, there was no version.
    case unversioned
    /// Before that, there was no `--sheet`: only a sheet without a gap could be had.
    case wholeSheets

    /// The option that a build which does not know this dialect stumbles over.
    var newest: String? {
      switch self {
      case .versioned: "--probe"
      case .unversioned: "--sheet"
      case .wholeSheets: nil
      }
    }

    /// The dialect that came before; `nil` for the oldest.
    var older: Dialect? {
      switch self {
      case .versioned: .unversioned
      case .unversioned: .wholeSheets
      case .wholeSheets: nil
      }
    }

    fileprivate var version: [String] {
      // One word: a build that does not know the option would take a second for another sweep.
      self == .versioned ? ["--probe=\(ToolProbe.version)"] : []
    }
  }

  /// The arguments that replay a sweep and write its sheet to a file.
  static func replay(
    _ sweep: String, to sheet: String, workers: Int, in dialect: Dialect
  ) -> [String] {
    let target =
      dialect == .wholeSheets
      ? ["--baseline", sheet, "--update-baseline"] : ["--sheet", sheet]
    return ["replay", sweep] + target + ["--allow-unused", "--json", "--workers", "\(workers)"]
      + dialect.version
  }

  /// The arguments for a trial's transcript.
  static func transcript(of trial: String, _ sweep: String, in dialect: Dialect) -> [String] {
    ["transcript", trial, "--sweep", sweep, "--json"] + dialect.version
  }

  /// The arguments with which this same build writes the sheet of a sweep, and says nothing.
  static func ownSheet(of sweep: String, to sheet: String, workers: Int) -> [String] {
    [
      "replay", sweep, "--sheet", sheet, "--no-tables", "--allow-unused", "--workers",
      "\(workers)",
    ]
  }

  /// The dialect to ask in next, where a build said that it does not know one.
  static func next(after dialect: Dialect, _ ending: ChildProcess.Ending) -> Dialect? {
    guard let option = dialect.newest, ending.status == 2, ending.errors.contains(option) else {
      return nil
    }
    return dialect.older
  }

  /// An answer with its version.
  ///
  /// - Precondition: It is an object.
  public static func stamped(_ answer: JSONValue) -> JSONValue {
    guard var object = answer.object else { preconditionFailure("an answer is an object") }
    object[versionKey] = .integer(Int64(version))
    return .object(object)
  }

  /// A transcript's JSON with what version 1 adds to it: the version, and each layer's text.
  public static func stamped(transcript: JSONValue, texts: (Layer) -> String) -> JSONValue {
    guard var object = stamped(transcript).object else {
      preconditionFailure("a transcript is an object")
    }
    object[textsKey] = .object(
      JSONObject(
        Layer.allCases.map { JSONMember(name: $0.rawValue, value: .string(texts($0))) }))
    return .object(object)
  }

  /// The text of a layer in a transcript; `nil` for a build of before version 1.
  static func text(of layer: Layer, in transcript: JSONValue) -> String? {
    transcript[textsKey]?[layer.rawValue]?.string
  }

  private static let textsKey = "texts"

  /// What to say to who asks for a version that this build does not answer in; `nil` where it does.
  ///
  /// The words name the option, so that whoever asked knows what was not understood.
  public static func refusal(of wanted: Int) -> String? {
    wanted == version
      ? nil : "--probe \(wanted): this build answers in version \(version) of the probe."
  }

  /// Reads an answer's version; gives the answer.
  ///
  /// - Throws: ``CommitProbe/Refusal`` where the answer is of a version that this build does not know.
  static func checked(_ answer: JSONValue) throws(CommitProbe.Refusal) -> JSONValue {
    let version = answer[versionKey]?.integer ?? 0
    guard (0...Self.version).contains(version) else {
      throw CommitProbe.Refusal(
        reason: "it answers in version \(version) of the probe, and this tool reads up to "
          + "\(Self.version): search with a newer one")
    }
    return answer
  }
}

/// What a build says of a sweep that it replayed.
struct ReplayAnswer: Sendable {
  /// Trials with one reason to lack a recording.
  struct Cause: Sendable {
    /// What moved, in words.
    var title: String
    /// The segment of an action that moved; `nil` where none is near.
    var segment: String?
    /// What it was asked for; the trial's own where an older build does not say.
    var lane: Lane
    /// The trials.
    var trials: [TrialID]
    /// The lines that differ from the nearest recording, for one of the trials.
    var diff: [String]
    /// The first byte that differs, in the text that moved.
    var firstByte: Int?
  }

  /// The trials of the plan; `nil` where the build does not say.
  var planned: Int?
  /// What is known of trials without a recording; none from builds that do not say.
  var unanswered: [UnansweredTrial] = []
  /// Why trials lack a recording.
  var causes: [Cause] = []
  /// The cells of all tables, by `TABLE/ROW/COLUMN`, as JSON.
  var cells: [String: String] = [:]

  /// An answer that says nothing but what the sheet does.
  init() {}

  /// Reads what a replay's JSON says of one sweep; what an older build leaves out is absent.
  init(_ json: JSONValue) {
    planned = json["planned"]?.integer
    unanswered = (json["unanswered"]?.array ?? []).compactMap(UnansweredTrial.init)
    causes = (json["misses"]?.array ?? []).map(Cause.init)
    for table in json["tables"]?.array ?? [] {
      guard let name = table["name"]?.string else { continue }
      let columns = (table["columns"]?.array ?? []).map { $0["name"]?.string }
      for row in table["rows"]?.array ?? [] {
        guard let rowName = row["name"]?.string else { continue }
        for case (let column?, let cell) in zip(columns, row["cells"]?.array ?? []) {
          cells["\(name)/\(rowName)/\(column)"] = try? CanonicalJSON.text(of: cell)
        }
      }
    }
  }
}

extension ReplayAnswer.Cause {
  init(_ json: JSONValue) {
    let example = json["example"]
    title = json["cause"]?.string ?? "never recorded"
    segment = json["segment"]?.string
    lane = json["lane"]?.string.flatMap(Lane.init) ?? .trial
    trials = (json["trials"]?.array ?? []).compactMap { $0.string.flatMap { TrialID($0) } }
    diff = (example?["diff"]?.array ?? []).compactMap(\.string)
    firstByte = example?["firstByte"]?.integer
  }
}

extension MissGroup {
  /// The trials as a replay's JSON says them.
  public var json: JSONValue {
    [
      "cause": .string(cause.title), "reason": .string(cause.reason.rawValue),
      "lane": .string(cause.lane.rawValue),
      "segment": cause.segment.map(JSONValue.string) ?? .null,
      "source": cause.source.map(JSONValue.string) ?? .null,
      "trials": .array(trials.map { .string($0.description) }),
      "example": example.map(\.json) ?? .null,
    ]
  }
}

extension MissExample {
  fileprivate var json: JSONValue {
    [
      "trial": .string(trial.description), "asked": .string(asked), "nearest": .string(nearest),
      "nearestTrial": .string(nearestTrial), "diff": .array(diff.map(JSONValue.string)),
      "firstByte": firstByte.map { .integer(Int64($0)) } ?? .null,
    ]
  }
}

extension UnansweredTrial {
  /// The trial as a replay's JSON says it.
  public var json: JSONValue {
    [
      "trial": .string(trial.description), "reason": .string(reason.rawValue),
      "kind": isExecution ? "execution" : "completion", "action": .string(action),
      "prompt": .string(prompt), "parameters": .string(parameters), "model": .string(model),
      "inputTokens": .integer(Int64(inputTokens)),
      "outputTokensAtMost": outputTokenLimit.map { .integer(Int64($0)) } ?? .null,
      "callsAtMost": .integer(Int64(callLimit)),
    ]
  }

  /// Reads a trial from a replay's JSON; `nil` for anything else.
  init?(_ json: JSONValue) {
    guard let trial = json["trial"]?.string.flatMap({ TrialID($0) }),
      let reason = json["reason"]?.string.flatMap(Miss.Reason.init),
      let kind = json["kind"]?.string,
      let action = json["action"]?.string, let prompt = json["prompt"]?.string,
      let parameters = json["parameters"]?.string, let model = json["model"]?.string,
      let inputTokens = json["inputTokens"]?.integer, let callLimit = json["callsAtMost"]?.integer
    else { return nil }
    self.init(
      trial: trial, reason: reason, isExecution: kind == "execution", action: action,
      prompt: prompt, parameters: parameters, model: model, inputTokens: inputTokens,
      outputTokenLimit: json["outputTokensAtMost"]?.integer, callLimit: callLimit)
  }
}
