import Basics

/// What a log of another tool holds: questions with their truths, and what a model replied to them.
struct ForeignLog: Sendable {
  /// One question.
  struct Sample: Sendable {
    /// Its id in the log.
    var id: String
    /// What was sent as the user's message.
    var question: String
    /// The right answers, any of which is right.
    var truths: [String]
    /// What the log's own grader said; `nil` where it said nothing.
    var verdict: String?
    /// The replies that the log holds whole, by the number of the sample from 0.
    var replies: [Int: Reply] = [:]
  }

  /// A reply that the log holds whole.
  struct Reply: Sendable {
    /// What was said.
    var text: String
    /// What was thought before it, apart.
    var reasoning: String?
    /// Why it ended, as OpenAI's interface says it.
    var finish: String
    /// The tokens of the prompt and of the answer; `nil` where the log has none.
    var tokens: (input: Int, output: Int)?
    /// How long the call took, in microseconds; 0 where the log does not say.
    var microseconds = 0
  }

  /// A sample that is no recording, and why.
  struct Gap: Hashable, Sendable {
    /// The sample, as the log calls it.
    var sample: String
    /// What is missing or cannot be read, the field by its name.
    var reason: String
  }

  /// The tool that wrote it.
  var tool: String
  /// The name of what was asked, which becomes the task's.
  var name: String
  /// The model; `nil` where the log does not say.
  var model: String?
  /// The parameters that the model was called with.
  var parameters = JSONObject()
  /// The system message of all calls; `nil` where there was none.
  var system: String?
  /// When it was made, in UTC such as `2026-03-01T09:30:00Z`; `nil` where the log does not say.
  var made: String?
  /// The questions, in the log's order.
  var samples: [Sample] = []
  /// What is no recording.
  var gaps: [Gap] = []
  /// What was left out or guessed, a sentence each.
  var remarks: [String] = []

  /// How many samples of each question there are.
  var epochs: Int { (samples.flatMap(\.replies.keys).max() ?? 0) + 1 }
}

/// Why a log cannot be read.
package struct LogFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// What happened, where, and what to do.
  package let description: String

  init(_ description: String) { self.description = description }
}

extension ForeignLog {
  /// The largest file that is read.
  static let byteLimit = 512 << 20
  /// The most samples.
  static let sampleLimit = 100_000

  /// Reads a log by what its bytes are.
  ///
  /// - Parameters:
  ///   - file: The file's path, for its kind and for errors.
  ///   - assumesEnds: Whether a reply whose end the log does not tell is taken for ended.
  init(_ bytes: [UInt8], file: String, assumesEnds: Bool) throws(LogFault) {
    if ZipArchive.isArchive(bytes) {
      self = try InspectLog.log(in: ZipArchive(bytes, named: file), file)
    } else if file.hasSuffix(".jsonl") {
      self = try HarnessSamples(bytes, file, assumesEnds: assumesEnds).log()
    } else {
      self = try InspectLog.log(in: bytes, file)
    }
    guard !samples.isEmpty else { throw LogFault("\(file): it holds no sample.") }
  }
}

/// A conversation that may become a question: what was sent, or why it cannot.
struct SentMessages {
  /// The system message; `nil` where there was none.
  var system: String?
  /// The user's message.
  var user: String

  /// Reads the messages of a call: a system message or none, and one of a user.
  ///
  /// - Parameter messages: Roles and texts; a text is `nil` where the content is more than text.
  static func of(_ messages: [(role: String, text: String?)]) -> Result<SentMessages, Refusal> {
    let roles = messages.map(\.role)
    guard roles == ["user"] || roles == ["system", "user"] else {
      let some = roles.prefix(8).joined(separator: ", ")
      let shown = roles.isEmpty ? "none" : roles.count > 8 ? "\(some) and more" : some
      return .failure(
        Refusal(
          reason:
            "its messages are \(shown): one question "
            + "with one reply becomes a recording"))
    }
    var texts: [String] = []
    for (place, message) in messages.enumerated() {
      guard let text = message.text else {
        return .failure(Refusal(reason: "messages[\(place)].content is more than text"))
      }
      texts.append(text)
    }
    return .success(
      SentMessages(system: texts.count == 2 ? texts[0] : nil, user: texts[texts.count - 1]))
  }

  /// Why a conversation is no question.
  struct Refusal: Error { var reason: String }
}
