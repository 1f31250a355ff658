/// The keys of a method, in the order in which they are explained.
package enum MethodKeys {
  /// The version of the format.
  static let version = 1
  /// The name by which other tables speak of these keys.
  static let reference = "method"
  /// The most methods that one asks, samples counted.
  static let askedLimit = 64

  private static let method = FileKey.Value.either([.text, .reference(reference)])
  private static let methods = FileKey.Value.either([
    .text, .reference(reference), .list(of: method),
  ])
  private static let template = FileKey.Value.either([
    .text,
    .mapping([
      FileKey(
        "file", .text, isRequired: true,
        "A prompt, NAME.txt, of the sweep's or beside the method's.")
    ]),
  ])

  /// The keys of a method wherever it stands.
  static let all = [
    FileKey(
      "name", .text,
      "The name in trial ids: letters, digits, dots, dashes and underscores. Default: the file's."),
    FileKey("title", .text, "The name in tables. Default: the name."),
    FileKey("short-title", .text, "The name in narrow tables. Default: the title."),
    FileKey("summary", .text, "How it steers, in a sentence."),
    FileKey(
      "ask", methods,
      "Methods that are asked first; the texts below show what they said with {{#answers}}."),
    FileKey("vote", methods, "Methods of which the most frequent answer is taken."),
    FileKey("best-of", methods, "Methods of which the first that passes the check is taken."),
    FileKey("times", .whole(1...askedLimit), "vote, best-of: how often each is asked. Default: 1."),
    FileKey(
      "check", .either([.word(["ran"]), .mapping(check)]),
      "best-of: whether code ran, or what the model says of an answer."),
    FileKey("system", template, "The system message. Default: none."),
    FileKey("user", template, "The message around {{question}}. Default: the question."),
    FileKey(
      "run", .word(runs), "What of a reply is run. Default: first-block, the first block of code."),
    FileKey("turns", .mapping(turns), "What the model is told after a reply, to go on."),
    FileKey("tool", .mapping(tool), "A code interpreter that the model may call."),
    FileKey("reading", .word(readings), "Where an answer is looked for first."),
    FileKey("feedback", template, "What the model is told of what its code printed."),
  ]

  /// What belongs to a method that asks the model itself.
  static let own = ["system", "user", "run", "turns", "tool", "reading"]

  /// The keys of a method's file.
  package static let root =
    [
      FileKey(
        "version", .whole(1...version), isRequired: true, "The version of the file: \(version).")
    ]
    + all

  /// The words of `run`.
  static let runs = ["first-block", "none"]
  /// The words of `reading`.
  static let readings = ["output-first", "prose-first"]

  /// The keys of `check`.
  static let check = [
    FileKey("user", template, isRequired: true, "What the model is asked about {{text}}."),
    FileKey("accept", .text, isRequired: true, "The word with which it accepts."),
  ]

  /// The keys of `turns`.
  static let turns = [
    FileKey(
      "most", .whole(1...32), "The most turns. Default: 1; METHOD@4 in a sweep says otherwise."),
    FileKey("after-code", template, isRequired: true, "What it is told where code ran."),
    FileKey("after-text", template, isRequired: true, "What it is told where none did."),
    FileKey("stop-word", .text, "The word with which it ends before."),
  ]

  /// The keys of `tool`.
  static let tool = [
    FileKey("description", template, isRequired: true, "What the model is told of it."),
    FileKey("rounds", .whole(1...32), "The most calls. Default: the sweep's tool-rounds."),
  ]
}
