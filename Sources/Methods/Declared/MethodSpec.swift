/// What a method's file says.
public struct MethodSpec: Sendable {
  /// Another method, as one asks it.
  public struct Asked: Sendable {
    /// The method with its turns.
    public var variant: MethodVariant
    /// How often it is asked.
    public var times: Int

    /// Names a method to ask.
    public init(_ variant: MethodVariant, times: Int = 1) {
      self.variant = variant
      self.times = times
    }
  }

  /// What a model is told after its turns.
  public struct Turns: Sendable {
    /// The most turns, where the sweep does not say another number.
    public var most: Int
    /// After a turn whose code was run.
    public var afterCode: MethodTemplate
    /// After a turn without code.
    public var afterText: MethodTemplate
    /// The word with which the model ends; `nil` where it cannot.
    public var stopWord: String?

    /// Creates the words.
    public init(
      most: Int, afterCode: MethodTemplate, afterText: MethodTemplate, stopWord: String?
    ) {
      self.most = most
      self.afterCode = afterCode
      self.afterText = afterText
      self.stopWord = stopWord
    }
  }

  /// The tool that a model may call.
  public struct Tool: Sendable {
    /// What the model is told of it.
    public var description: MethodTemplate
    /// How often it may be called before the last word; the sweep's number where it is `nil`.
    public var rounds: Int?

    /// Creates a tool.
    public init(description: MethodTemplate, rounds: Int? = nil) {
      self.description = description
      self.rounds = rounds
    }
  }

  /// By what an answer is taken or left, without knowing the truth.
  public enum Check: Sendable {
    /// Its code ran and did not fail.
    case ran
    /// The model, asked about it, says this word in its last line; what its code prints goes first.
    case accepted(MethodTemplate, word: String)
  }

  /// Where the answer comes from, once the others were asked.
  public enum Choice: Sendable {
    /// The model is asked.
    case own
    /// Methods are asked, and the answer that most of them give stands.
    case vote([Asked])
    /// Methods are asked one after the other, and the first answer that passes stands.
    case best([Asked], Check)
  }

  /// The name in trial ids.
  public var name: String
  /// The name in tables.
  public var title: String
  /// The name in narrow tables.
  public var shortTitle: String
  /// One sentence on how it steers.
  public var summary: String
  /// Its place among the methods of a table: that of the shipped method of its name, or behind all.
  public var number: Int
  /// The folder of its file, from the sweep's own: where prompts lie that the sweep's folder of prompts has
  /// not.
  public var folder = ""
  /// The methods that are asked first; those that come later see the answers of the earlier ones.
  public var ask: [Asked] = []
  /// Where the answer comes from.
  public var choice = Choice.own
  /// The system message.
  public var system: MethodTemplate?
  /// The first message.
  public var user: MethodTemplate
  /// Whether the first block of Python in a reply is run.
  public var runsCode = true
  /// What follows a turn; `nil` for a method of one turn.
  public var turns: Turns?
  /// The tool.
  public var tool: Tool?
  /// Which text of a turn is read first; what suits the method where it is `nil`.
  public var reading: MethodAnswer.Reading?
  /// What is said of a run of code; the usual words where it is `nil`.
  public var feedback: MethodTemplate?

  /// Creates a method that asks the model one thing.
  public init(
    name: String, title: String? = nil, shortTitle: String? = nil, summary: String = "",
    number: Int, user: MethodTemplate
  ) {
    self.name = name
    self.title = title ?? name
    self.shortTitle = shortTitle ?? title ?? name
    self.summary = summary
    self.number = number
    self.user = user
  }

  /// Every method that it may ask.
  public var asked: [Asked] {
    switch choice {
    case .own: ask
    case .vote(let voters): ask + voters
    case .best(let candidates, _): ask + candidates
    }
  }

  /// Its own templates, by their keys.
  var templates: [(key: String, template: MethodTemplate)] {
    var own: MethodTemplate?
    var check: MethodTemplate?
    switch choice {
    case .own: own = user
    case .vote, .best(_, .ran): break
    case .best(_, .accepted(let template, _)): check = template
    }
    let templates: [(key: String, template: MethodTemplate?)] = [
      ("system", system), ("user", own), ("feedback", feedback), ("tool", tool?.description),
      ("turns.after-code", turns?.afterCode), ("turns.after-text", turns?.afterText),
      ("check", check),
    ]
    return templates.compactMap { key, template in template.map { (key, $0) } }
  }

  /// What decides a trial beside texts, in words that a layer's difference can show.
  var settings: [String] {
    var settings: [String] = runsCode ? [] : ["run none"]
    func asked(_ key: String, _ methods: [Asked]) {
      settings += methods.map { "\(key) \($0.variant.name) \($0.times)" }
    }
    asked("ask", ask)
    switch choice {
    case .own: break
    case .vote(let voters): asked("vote", voters)
    case .best(let candidates, .ran): asked("best-of ran", candidates)
    case .best(let candidates, .accepted(_, let word)): asked("best-of \(word)", candidates)
    }
    if let turns {
      settings.append("turns \(turns.most)" + (turns.stopWord.map { " \($0)" } ?? ""))
    }
    if let tool { settings.append("tool" + (tool.rounds.map { " \($0)" } ?? "")) }
    switch reading {
    case .outputFirst: settings.append("reading output-first")
    case .proseFirst: settings.append("reading prose-first")
    case nil: break
    }
    return settings
  }
}
