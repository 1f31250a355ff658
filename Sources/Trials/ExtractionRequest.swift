public import Methods
public import ModelAPI
import Sweeps
public import Tasks

/// What a model is sent that reads the answer out of what a trial said.
///
/// It is made of the prompt, of the question as the trial's model saw it, and of the trial's texts: the
/// ground truth is not among what it could be made of.
public enum ExtractionRequest {
  /// The most bytes of the trial's texts that are sent, all together: an answer stands at the end of
  /// what is said, and a page of output must not be paid for.
  public static let byteLimit = 16_000

  /// One message with everything.
  ///
  /// - Parameters:
  ///   - prompt: The prompt.
  ///   - question: The question.
  ///   - texts: What was printed and written, in the order in which rules read it. Of one that is too
  ///     long the end is sent.
  public static func request(
    _ prompt: PromptText, _ question: MethodQuestion,
    _ texts: [(source: AnswerSource, text: AnswerText)]
  ) -> CompletionRequest {
    var parts = [prompt, questionTitle, question.text]
    var left = byteLimit
    for (source, text) in texts where left > 0 {
      let end = end(of: text.bytes, limit: left)
      left -= end.kept
      parts.append(title(of: source, isCut: end.isCut))
      parts.append(PromptText(end.text, from: source == .stdout ? "output" : "answer"))
    }
    return CompletionRequest(messages: [ChatMessage(role: .user, parts: parts)])
  }

  private static let questionTitle = layout("\n\n### The question\n")
  private static let titles = [false, true].map { isCut in
    let note = isCut ? ", its end" : ""
    return (
      written: layout("\n\n### The reply\(note)\n"),
      printed: layout("\n\n### What the code of the reply printed\(note)\n")
    )
  }

  private static func title(of source: AnswerSource, isCut: Bool) -> PromptText {
    let title = titles[isCut ? 1 : 0]
    return source == .stdout ? title.printed : title.written
  }

  private static func layout(_ text: String) -> PromptText {
    PromptText(authored: text, from: "layout")
  }

  /// The last bytes of a text, cut between characters.
  private static func end(
    of bytes: [UInt8], limit: Int
  ) -> (text: String, kept: Int, isCut: Bool) {
    var kept = bytes.suffix(limit)
    let isCut = kept.count < bytes.count
    if isCut { kept = kept.drop { $0 & 0xc0 == 0x80 } }
    return (String(decoding: kept, as: UTF8.self), kept.count, isCut)
  }
}
