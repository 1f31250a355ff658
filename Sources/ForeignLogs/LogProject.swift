import Analysis
package import Basics
import Cassettes
import Files
import FoundationEssentials
import HTTP
import ModelAPI
import RecordReplay
import Sweeps
import Tasks
import Trials
import Workbench

/// A project that was made of another tool's log: the task of its questions, and a sweep in which the replies
/// that the log holds whole are recorded, so that it replays at once.
package struct LogProject {
  /// The folder.
  package let folder: String
  /// The log that it was made of.
  private let log: ForeignLog
  private let name: String

  /// The trials that were recorded.
  package private(set) var trials = 0
  /// How many of them are right by the task's own grading.
  package private(set) var right = 0

  private static let shownGaps = 20

  /// Makes the folder.
  ///
  /// - Parameters:
  ///   - path: The log: `.eval` or `.json` of Inspect, or `samples_*.jsonl` of lm-evaluation-harness.
  ///   - folder: It must not exist, or be empty.
  ///   - model: The model's name, where the log does not say it.
  ///   - assumesEnds: Whether a reply whose end the log does not tell is taken for ended.
  package init(
    of path: String, in folder: String, model: String? = nil, assumesEnds: Bool = false
  ) async throws {
    let place = NewFolder(path: folder)
    try place.check()
    let bytes = try Self.bytes(of: path)
    var log: ForeignLog
    let files: LogFiles
    do throws(LogFault) {
      log = try ForeignLog(bytes, file: path, assumesEnds: assumesEnds)
      log.model = model ?? log.model
      files = try LogFiles(log, named: Self.plain(log.name))
    } catch {
      throw WorkbenchError(.usage, error.description)
    }
    self.folder = folder
    self.log = log
    name = files.name
    if files.isRecorded, log.model == nil {
      throw WorkbenchError(
        .usage, "\(path): the log does not name its model. Name it: --model gpt-4o-mini.")
    }
    try place.write(files.all)
    guard files.isRecorded else { return }
    (trials, right) = try await record(
      URL(filePath: "\(folder)/cassettes/\(name)", directoryHint: .isDirectory), files.ids)
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    let bytes: [UInt8]?
    do throws(FileError) {
      bytes = try ReadableFile.bytes(of: path, limit: ForeignLog.byteLimit)
    } catch {
      throw WorkbenchError(.usage, "\(path): it cannot be read (\(error.cause)). Check the path.")
    }
    guard let bytes else {
      throw WorkbenchError(.usage, "\(path): it is larger than \(ForeignLog.byteLimit) bytes.")
    }
    return bytes
  }

  /// A name as a folder and a task may have it.
  static func plain(_ name: String) -> String {
    let plain = String(
      decoding: name.lowercased().utf8.prefix(60).map { byte in
        let isPlain =
          byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
        return isPlain ? byte : UInt8(ascii: "-")
      }, as: UTF8.self
    ).trimmed(where: { $0 == "-" })
    return plain.isEmpty ? "imported" : String(plain)
  }

  /// A time as recordings say it, of one that a log says in UTC; `nil` for any other.
  private static func timestamp(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 19, text.hasSuffix("+00:00") || text.hasSuffix("Z"),
      bytes[..<19].enumerated().allSatisfy({ place, byte in
        switch place {
        case 4, 7: byte == UInt8(ascii: "-")
        case 10: byte == UInt8(ascii: "T")
        case 13, 16: byte == UInt8(ascii: ":")
        default: byte &- UInt8(ascii: "0") < 10
        }
      })
    else { return nil }
    return String(decoding: bytes[..<19], as: UTF8.self) + "Z"
  }

  /// Records what the log holds, and writes the baseline.
  private func record(_ url: URL, _ ids: [String]) async throws -> (trials: Int, right: Int) {
    let sweep = try OpenSweep(url)
    try sweep.folder.pinMeaning()
    let place = try RecordingPlace(sweep.folder, shard: nil)
    let journal = try RecordingJournal(path: place.folder.journalPath)
    let recorder = Recorder(tapes: try place.tapes(), journal: journal, secrets: SecretGuard())
    let made = log.made.flatMap(Self.timestamp)
    let provenance = RecordingProvenance(
      toolVersion: ToolVersion.current, sandbox: .null, timing: .shared,
      timestamp: { made ?? "1970-01-01T00:00:00Z" })
    let replies = LoggedReplies(log, ids)
    let stream = TrialStream(sweep.plan, runner: sweep.runner) {
      RecordingSource(recorder, world: replies.world, provenance: provenance)
    }
    try await stream.run { _, end in
      _ = try end.get()
    } emit: { _ in
    }
    _ = try await journal.seal(into: place.folder)
    var right = 0
    let replay = try await SweepReplay(
      sweep: try OpenSweep(url), workers: 1, sheet: .write(path: sweep.folder.baseline.path)
    ).run { _ in
    } observe: { line, _ in
      if line.outcome == .correct { right += 1 }
    }
    return (replay.summary.trials, right)
  }

  /// What was made and what was not, for people.
  package var text: String {
    var lines = log.remarks
    lines += log.gaps.prefix(Self.shownGaps).map {
      "Sample \($0.sample) is not recorded: \($0.reason)."
    }
    if log.gaps.count > Self.shownGaps {
      lines.append("\(log.gaps.count - Self.shownGaps) more samples are not recorded.")
    }
    lines.append(
      "Made \(folder): the task \(name) with \(log.samples.count) questions of a log of \(log.tool)."
    )
    if trials > 0 {
      lines.append(
        "\(trials) replies are recorded, \(right) of them right by the task's grading, which was guessed "
          + "from the truths: see Tasks/\(name)/task.yaml. The log's own verdicts are the tag \"verdict\"."
      )
      lines.append("Next: cd \(folder) && steerbench replay && steerbench report --by verdict")
    } else {
      lines.append(
        "No reply is recorded. Next: cd \(folder) && steerbench tasks check Tasks/\(name)")
    }
    return lines.map(Redaction.visible).joined(separator: "\n")
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "folder": .string(folder), "task": .string(name), "tool": .string(log.tool),
      "questions": .integer(Int64(log.samples.count)), "recorded": .integer(Int64(trials)),
      "right": .integer(Int64(right)),
      "unrecorded": .array(
        log.gaps.map { ["sample": .string($0.sample), "reason": .string($0.reason)] }),
      "remarks": .array(log.remarks.map(JSONValue.string)),
    ]
  }
}

/// The replies of a log, as a world that answers nothing else.
private struct LoggedReplies: Sendable {
  private let replies: [String: [Int: ForeignLog.Reply]]
  private let model: String
  private let tool: String

  init(_ log: ForeignLog, _ ids: [String]) {
    replies = Dictionary(
      zip(ids, log.samples.map(\.replies)), uniquingKeysWith: { first, _ in first })
    model = log.model ?? ""
    tool = log.tool
  }

  var world: LiveWorld {
    LiveWorld(
      complete: { (call) throws(DeckError) in
        guard let reply = replies[call.trial.question]?[call.trial.sample] else {
          throw DeckError(.call, "\(call.trial): the log holds no reply to it.")
        }
        return answer(reply)
      },
      execute: { (_) throws(DeckError) in
        throw DeckError(.execution, "A log's replies run no code.")
      })
  }

  private func answer(_ reply: ForeignLog.Reply) -> ModelReply {
    var message = JSONObject([
      JSONMember(name: "content", value: .string(reply.text)),
      JSONMember(name: "role", value: "assistant"),
    ])
    if let reasoning = reply.reasoning { message["reasoning_content"] = .string(reasoning) }
    var body = JSONObject([
      JSONMember(
        name: "choices",
        value: [
          ["finish_reason": .string(reply.finish), "index": 0, "message": .object(message)]
        ]),
      JSONMember(name: "imported", value: .string("made of a log of \(tool)")),
      JSONMember(name: "model", value: .string(model)),
      JSONMember(name: "object", value: "chat.completion"),
    ])
    if let tokens = reply.tokens {
      body["usage"] = [
        "completion_tokens": .integer(Int64(tokens.output)),
        "prompt_tokens": .integer(Int64(tokens.input)),
      ]
    }
    return ModelReply(
      status: 200, headers: [HTTPHeader(name: "content-type", value: "application/json")],
      body: CanonicalJSON.bytes(ofOwn: .object(body)),
      attempts: [
        ModelAttempt(
          end: .status(200), waitMicroseconds: 0, serviceMicroseconds: reply.microseconds)
      ])
  }
}
