package import Basics

/// Grading by models that judge: each is shown a prompt of its own and says one word of a menu.
///
/// What the trial said is quoted wherever the prompt shows it, so that nothing in it looks like the prompt's own
/// words. Several judges decide by a strict majority of all of them; where there is none, there is no grade.
public struct JudgeGrading: Hashable, Sendable {
  /// A word of the menu and what it is worth.
  package struct Verdict: Hashable, Sendable {
    /// The word.
    package var word: String
    /// The score from 0 to 1, as it is spelled in the file.
    package var score: String

    /// Creates a verdict.
    package init(word: String, score: String) {
      self.word = word
      self.score = score
    }

    /// The score as a number.
    var worth: Double {
      guard let worth = SpelledNumber.double(score) else {
        preconditionFailure("the score of the verdict \(word) was read as a number: \(score)")
      }
      return worth
    }
  }

  /// One judge.
  package struct Judge: Hashable, Sendable {
    /// The name, as the sweep declares it.
    package var name: String
    /// What it is told, and what the text is called in errors and misses.
    package var prompt: TextTemplate
    /// The digest of the prompt's text.
    package var promptDigest: Digest
    /// The menu, in the order of the file.
    package var verdicts: [Verdict]
    /// The digest of the model that judges and its parameters; `nil` where no sweep says who it is.
    package var model: Digest?
    /// The model's place among those that the sweep asks.
    package var place: Int?

    /// Creates a judge.
    ///
    /// - Parameter prompt: The text of its prompt.
    /// - Throws: `TextTemplate.Fault` where that is no template.
    package init(
      name: String, prompt: String, verdicts: [Verdict], model: Digest?, place: Int?
    ) throws(TextTemplate.Fault) {
      self.name = name
      self.prompt = try TextTemplate(prompt)
      promptDigest = Digest.sha256(prompt)
      self.verdicts = verdicts
      self.model = model
      self.place = place
    }

    /// What decides grades.
    package var json: JSONValue {
      [
        "judge": .string(name), "prompt": .string(promptDigest.hex),
        "model": model.map { .string($0.hex) } ?? .null,
        "verdicts": .array(verdicts.map { [.string($0.word), .string($0.score)] }),
      ]
    }
  }

  /// What a prompt may show beside columns.
  package static let ownNames = ["question", "truth", "answer", "text", "code"]

  /// The judges.
  package var judges: [Judge]
  /// The question as it was asked.
  package var question: String
  /// The right answers as the data spell them.
  package var truths: [String]
  /// The values of the columns that the prompts show.
  package var shown: [ShownColumn]

  /// The most bytes that a judge is told: the question, the truths and what is quoted have limits of their own,
  /// and a prompt may repeat them.
  package static let promptLimit = 8 << 20

  /// What a judge is told, in pieces.
  ///
  /// - Throws: `TextTemplate.TooLarge` where that is more than ``promptLimit``.
  package func prompt(
    of judge: Judge, _ reply: GradedReply
  ) throws(TextTemplate.TooLarge) -> [TextTemplate.Rendered] {
    try judge.prompt.pieces(upTo: Self.promptLimit) { name in
      switch name {
      case "answer": Self.value(reply.answer.map(Self.inQuotes))
      case "text": Self.value(Self.quoted(reply.texts.joined(separator: "\n\n")))
      case "code": Self.value(reply.code.map(Self.quoted))
      default:
        shown.first { $0.name.isSame(as: name) }?.value
          ?? (name == "question"
            ? .text(question)
            : name == "truth" ? Self.value(truths.joined(separator: " or ")) : .absent)
      }
    }
  }

  private static func value(_ text: String?) -> TextTemplate.Value {
    text.map { $0.isEmpty ? .absent : .text($0) } ?? .absent
  }

  /// The most bytes of what a trial said that a judge is shown: an answer stands at the end.
  private static let byteLimit = 16_000

  /// A text with `> ` before each of its lines.
  private static func quoted(_ text: String) -> String {
    guard !text.isEmpty else { return "" }
    var kept = Array(text.utf8.suffix(byteLimit))[...]
    if kept.count < text.utf8.count { kept = kept.drop { $0 & 0xc0 == 0x80 } }
    let lines = kept.split(
      omittingEmptySubsequences: false,
      whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
    return lines.map { "> " + String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
  }

  /// A text on one line, in quotation marks, as JSON writes it.
  private static func inQuotes(_ text: String) -> String {
    var bytes: [UInt8] = []
    CanonicalJSON.appendString(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What a judge said.
  package enum Word: Hashable, Sendable {
    /// Its reply.
    case said(String)
    /// Why there is no reply.
    case nothing(String)
  }

  /// What the judges decide, each by the last line of its reply.
  ///
  /// - Parameter words: What each said, in the order of ``judges``.
  package func verdict(of words: [Word]) -> AskedVerdict {
    var votes: [(judge: String, verdict: Verdict)] = []
    var faults: [String] = []
    for (judge, word) in zip(judges, words) {
      switch word {
      case .nothing(let reason): faults.append("\(judge.name): \(reason)")
      case .said(let text):
        if let verdict = judge.verdict(in: text) {
          votes.append((judge.name, verdict))
        } else {
          let line = BoundedReason.text(Self.lastLine(of: text))
          faults.append("\(judge.name): \"\(line.prefix(80))\" is no word of its menu")
        }
      }
    }
    let said = votes.map { "\($0.judge) says \($0.verdict.word)" } + faults
    for vote in votes {
      let score = vote.verdict.worth
      let agreeing = votes.count { $0.verdict.worth == score }
      if agreeing * 2 > judges.count {
        return .score(score, reason: said.joined(separator: "; "))
      }
    }
    let reason = said.joined(separator: "; ")
    return .failed(judges.count > 1 ? "no majority of the judges: \(reason)" : reason)
  }

  fileprivate static func lastLine(of text: String) -> String {
    let bytes = AnswerText(text)
    return bytes.lastLine.map(bytes.string) ?? ""
  }
}

extension JudgeGrading.Judge {
  /// The word of the menu that the last line of a reply is, capital and small letters alike.
  ///
  /// Marks of emphasis and quotation around it, a point behind it and `Verdict:` before it are no part of it.
  package func verdict(in text: String) -> JudgeGrading.Verdict? {
    var line = JudgeGrading.lastLine(of: text).lowercased()
    func strip() {
      line = line.trimmingAll { " \t*_\"'`.".utf8.contains($0) }
    }
    strip()
    if line.utf8.starts(with: "verdict:".utf8) {
      line = String(line.dropFirst("verdict:".count))
      strip()
    }
    return verdicts.first { $0.word.lowercased().isSame(as: line) }
  }
}

extension String {
  /// The text without the bytes at its ends that are of a kind.
  fileprivate func trimmingAll(_ isTrimmed: (UInt8) -> Bool) -> String {
    var bytes = Array(utf8)[...]
    while let first = bytes.first, isTrimmed(first) { bytes.removeFirst() }
    while let last = bytes.last, isTrimmed(last) { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The value of a column that somebody who judges is shown.
package struct ShownColumn: Codable, Hashable, Sendable {
  /// The column.
  package var name: String
  /// Its text; `nil` where it is a list or nothing.
  package var text: String?
  /// Its elements; `nil` where it is no list.
  package var list: [String]?

  /// Creates a value.
  package init(name: String, text: String?, list: [String]?) {
    self.name = name
    self.text = text
    self.list = list
  }

  /// What a template makes of it.
  var value: TextTemplate.Value {
    if let list {
      return .list(list.enumerated().map { ["item": $1, "number": "\($0 + 1)"] })
    }
    return text.map(TextTemplate.Value.text) ?? .absent
  }

  /// The value as it stands in a question.
  var json: JSONValue {
    [
      "name": .string(name), "text": text.map(JSONValue.string) ?? .null,
      "list": list.map { .array($0.map(JSONValue.string)) } ?? .null,
    ]
  }

  /// Reads a value from a question.
  init?(_ json: JSONValue) {
    guard let name = json["name"]?.string else { return nil }
    self.init(
      name: name, text: json["text"]?.string,
      list: json["list"]?.array?.compactMap(\.string))
  }
}
