public import Basics
public import CodeExecution
import ModelAPI
import RecordReplay

/// How a reply is taken apart before its code is run and its words are sent on.
public struct ReplyRules: Hashable, Sendable {
  /// What of a reply was thought and not said: no code is looked for there, and it is not sent on.
  public var thoughts: ThoughtRule
  /// Where a block of code may end.
  public var fences: FenceRules

  /// Creates rules.
  public init(thoughts: ThoughtRule, fences: FenceRules) {
    self.thoughts = thoughts
    self.fences = fences
  }

  /// Those of the first version of sweeps: everything was said, and a fence stands alone.
  public static let first = ReplyRules(thoughts: .keep, fences: .ownLine)
}

/// A reply's code and the rest of it.
struct ReplyCode {
  /// What was said, code included: what is sent on.
  var said: String
  /// The first runnable block of Python, if there is one.
  var code: String?
  /// The reply without its Python blocks.
  var prose: String

  /// The rest of what stands in parts of the message that are text: where an answer is looked for.
  var spokenProse: String

  private init(said: String, code: String?, prose: String, spokenProse: String) {
    self.said = said
    self.code = code
    self.prose = prose
    self.spokenProse = spokenProse
  }

  /// Takes a reply apart.
  ///
  /// - Parameter isLooking: Whether code is looked for; without it, all that was said is prose.
  init(in completion: Completion, by rules: ReplyRules, looking isLooking: Bool = true) {
    guard isLooking else {
      let isWhole = rules.thoughts == .keep
      let said =
        isWhole ? completion.text : Self.said(completion.spoken ?? completion.text, rules)
      self.init(
        said: said, code: nil, prose: said,
        spokenProse: isWhole ? completion.spoken ?? said : said)
      return
    }
    guard rules.thoughts != .keep else {
      self.init(in: completion.text, by: rules.fences)
      if let spoken = completion.spoken { spokenProse = Self(in: spoken, by: rules.fences).prose }
      return
    }
    self.init(in: Self.said(completion.spoken ?? completion.text, rules), by: rules.fences)
  }

  /// Takes a text apart of which all was said.
  init(in text: String, by fences: FenceRules = .ownLine) {
    said = text
    guard let runnable = FencedCode.firstRunnable(in: text, by: fences) else {
      prose = text
      spokenProse = text
      return
    }
    code = runnable.code
    prose = Self.removing(
      FencedCode.blocks(in: text, by: fences)
        .filter { $0.language == .python || $0.range == runnable.range }
        .map(\.range),
      from: text)
    spokenProse = prose
  }

  /// The reply without its thoughts.
  ///
  /// A program may hold what looks like a tag: within one, none counts.
  private static func said(_ text: String, _ rules: ReplyRules) -> String {
    guard ThoughtRule.mayThink(in: text) else { return text }
    let programs = FencedCode.blocks(in: text, by: rules.fences)
      .filter { $0.language == .python && $0.isTerminated }
    return rules.thoughts.spoken(text, outside: programs.map(\.contentRange))
  }

  private static func removing(_ ranges: [Range<Int>], from text: String) -> String {
    var text = text
    return text.withUTF8 { bytes in
      var kept: [UInt8] = []
      kept.reserveCapacity(bytes.count)
      var start = 0
      for range in ranges {
        kept.append(contentsOf: bytes[start..<range.lowerBound])
        start = range.upperBound
      }
      kept.append(contentsOf: bytes[start...])
      return String(decoding: kept, as: UTF8.self)
    }
  }
}

/// The second chance of code that ran well and printed nothing: the same code, with a `print` of a
/// variable after it.
///
/// Models often compute an answer and forget to print it. The paper's own code runs such code again
/// and prints variables in which answers tend to lie, other ones for each task. Here this is a policy
/// that a sweep turns on; without it, code that prints nothing has no printed answer.
///
/// Each run is an execution like any other: an action of its own, recorded, counted and accounted.
/// Code that failed, or reached a limit, is not run again: it would do the same again before it came
/// to the added line. The hosted tool of the code interpreter methods tells the model what was
/// printed, so the model can mend that itself and nothing is run twice.
public struct ResultRetry: Hashable, Sendable {
  /// The variables, in the order in which they are tried.
  public var names: [String]

  /// Creates a policy that tries these variables.
  public init(_ names: [String]) {
    self.names = names
  }

  /// The code of a retry.
  ///
  /// The line stands by itself, whatever the code ends with.
  public func code(_ code: String, printing name: String) -> String {
    "\(code)\n\nprint(\(name))\n"
  }

  /// Runs code, and again where a policy asks for it.
  ///
  /// - Returns: The first run that printed something, or else the first run of all: what the code as
  ///   it was written did.
  static func run(
    _ code: String, _ policy: ResultRetry?, on deck: some Deck
  ) async throws(DeckError) -> ExecutionOutcome {
    let first = try await deck.execute(code)
    guard let policy, first.succeeded, !printsSomething(first) else { return first }
    for name in policy.names {
      let outcome = try await deck.execute(policy.code(code, printing: name))
      if outcome.succeeded, printsSomething(outcome) { return outcome }
    }
    return first
  }

  /// Whether anything but white space was printed.
  private static func printsSomething(_ outcome: ExecutionOutcome) -> Bool {
    outcome.stdout.contains { $0 > 0x20 }
  }
}

extension MethodOptions {
  /// What a model is told of a run of its code: the usual words, or those of the method's file.
  func feedback(of outcome: ExecutionOutcome) -> String {
    guard let feedback else { return Feedback.text(of: outcome, limit: feedbackBytes) }
    var values = [
      "stdout": Feedback.excerpt(outcome.stdout, limit: feedbackBytes),
      "stderr": Feedback.excerpt(outcome.stderr, limit: feedbackBytes),
    ]
    switch outcome.end {
    case .exited(0): break
    case .exited(let status): values["status"] = "\(status)"
    case .signaled(let signal): values["signal"] = "\(signal)"
    case .limit(let limit): values["limit"] = limit.name
    }
    return feedback.parts(nil, prompts, values).map(\.text).joined()
  }
}

/// What a model is told of a run of its code.
enum Feedback {
  /// The printed output and errors, cut to a number of bytes each, with a notice of the cut and of
  /// how the run ended unless it ended well.
  static func text(of outcome: ExecutionOutcome, limit: Int) -> String {
    var lines = ["output: " + excerpt(outcome.stdout, limit: limit)]
    if !outcome.stderr.isEmpty { lines.append("errors: " + excerpt(outcome.stderr, limit: limit)) }
    switch outcome.end {
    case .exited(0): break
    case .exited(let status): lines.append("exit status: \(status)")
    case .signaled(let signal): lines.append("killed by signal \(signal)")
    case .limit(let limit): lines.append("killed: the \(limit.name) was reached")
    }
    return lines.joined(separator: "\n")
  }

  /// The first bytes of an output as text, without white space at its end.
  static func excerpt(_ bytes: [UInt8], limit: Int) -> String {
    var kept = bytes.prefix(max(limit, 0))
    // Cut between characters, not inside one.
    if kept.count < bytes.count {
      while let last = kept.last, last & 0xc0 == 0x80 { kept.removeLast() }
      if let last = kept.last, last >= 0xc0 { kept.removeLast() }
    }
    while let last = kept.last, last == 0x0a || last == 0x20 || last == 0x0d { kept.removeLast() }
    let text = String(decoding: kept, as: UTF8.self)
    return bytes.count > limit ? text + "\n[cut after \(kept.count) bytes]" : text
  }
}
