import Analysis
public import Basics
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
public import Trials

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
      isReversed ? (swap[String(line.prefix(2))] ?? "") + line.dropFirst(2) : line
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
      return ["answer", "source", "rule"].map { name in
        "\(name): \(transcript[name]?.string ?? "none")"
      }
      .joined(separator: "\n")
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
