public import Analysis
public import Basics
import ModelAPI
import RecordReplay
public import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials

/// A report for a browser: one document that needs nothing else.
///
/// It is a pure function of its parts: the same parts give the same bytes. Text from models stands in
/// it as data only, and the script shows it as text only; a content-security policy lets the document
/// run its own script and style, and load or send nothing.
public struct HTMLReport: Sendable {
  /// What a report is made of.
  public struct Parts: Sendable {
    /// The cells.
    public var summary: ScoreSummary
    /// The cells along the ladders.
    public var ladders: ComplexitySummary
    /// The scores question by question.
    public var questions: QuestionScores
    /// The trials.
    public var trials: TrialColumns
    /// The transcripts.
    public var transcripts: TranscriptLibrary
    /// The right answers of questions, by task and question.
    public var references: [String: [String: String]]
    /// What the models cost.
    public var prices: ReportPrices
    /// Where the numbers come from.
    public var provenance: ReportProvenance
    /// The comparison with a second sheet; `nil` without one.
    public var comparison: ReportComparison?
    /// Every number of the report as tables, for who cannot or will not look at drawings.
    public var tables: [TextTable]
    /// What the numbers say on a question of their own, such as an experiment's.
    public var sections: [ReportSection]

    /// Collects the parts.
    public init(
      summary: ScoreSummary, ladders: ComplexitySummary, questions: QuestionScores = .init(),
      trials: TrialColumns, transcripts: TranscriptLibrary, references: [String: [String: String]],
      prices: ReportPrices, provenance: ReportProvenance, comparison: ReportComparison? = nil,
      tables: [TextTable] = [], sections: [ReportSection] = []
    ) {
      self.summary = summary
      self.ladders = ladders
      self.questions = questions
      self.trials = trials
      self.transcripts = transcripts
      self.references = references
      self.prices = prices
      self.provenance = provenance
      self.comparison = comparison
      self.tables = tables
      self.sections = sections
    }
  }

  private let parts: Parts

  /// Creates a report.
  public init(_ parts: Parts) {
    self.parts = parts
  }

  /// The document and the policy that it carries, for a server to repeat.
  public func document() throws(JSONError) -> (html: [UInt8], policy: String) {
    let (script, style) = (HTMLResources.script, HTMLResources.style)
    let policy = ContentPolicy(script: script, style: style).text
    let figures = ReportFigures(parts: parts)
    let summary = try CanonicalJSON.bytes(of: figures.summary)
    let questions = try CanonicalJSON.bytes(of: figures.questions)
    let transcripts = try CanonicalJSON.bytes(of: figures.transcripts)
    let trials = TrialFigures(columns: parts.trials, axes: figures.axes).json
    let tables = try figures.tables()
    let html = HTMLTemplate(HTMLResources.skeleton).filled { slot in
      switch slot {
      case "policy": Array(policy.utf8)
      case "title": Array(MarkupText.html(figures.title).utf8)
      case "style": style
      case "script": script
      case "summary": HTMLData.script(summary)
      case "trials": HTMLData.script(trials)
      case "questions": HTMLData.script(questions)
      case "transcripts": HTMLData.script(transcripts)
      case "section-links": Array(parts.sections.map(HTMLSection.link(to:)).joined().utf8)
      case "sections": Array(parts.sections.map(HTMLSection.element).joined().utf8)
      case "comparison": Array(tables.comparison.utf8)
      case "tables": Array(tables.numbers.utf8)
      case "provenance": Array(tables.provenance.utf8)
      default: []
      }
    }
    return (html, policy)
  }
}

/// Places of models, methods and tasks, by which the figures of a report name them.
struct ReportAxes {
  let axes: ScoreAxes
  private let models: [String: Int]
  private let methods: [String: Int]
  private let tasks: [String: Int]

  init(_ axes: ScoreAxes) {
    func places(_ entries: [ScoreAxes.Entry]) -> [String: Int] {
      Dictionary(
        entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    self.axes = axes
    models = places(axes.models)
    methods = places(axes.methods)
    tasks = places(axes.tasks)
  }

  /// The places of a cell's model, method and task; -1 for one that the report does not show.
  func places(of cell: CellKey) -> [Int] {
    [models[cell.model] ?? -1, methods[cell.method] ?? -1, tasks[cell.task] ?? -1]
  }

  /// The place of a task.
  func place(ofTask task: String) -> Int { tasks[task] ?? -1 }

  /// Whether a cell has a place in the report.
  func contains(_ cell: CellKey) -> Bool { !places(of: cell).contains(-1) }
}

/// The texts of a report's transcripts: each once, made fit to be shown, cut where it is too long.
struct TextShelf {
  /// A text that was left out in the middle.
  struct Cut: Hashable, Sendable {
    /// The text's length in bytes, and how many of them stand in the report.
    var bytes: Int
    var shown: Int
    /// Where the gap is, in UTF-16 units: what a browser counts in.
    var gap: Int
  }

  /// The longest text that is kept whole, in bytes; `nil` for any.
  let textLimit: Int?
  private(set) var texts: [String] = []
  private(set) var cuts: [Int: Cut] = [:]
  /// Bytes of all texts.
  private(set) var byteCount = 0
  private var places: [Digest: Int] = [:]

  init(textLimit: Int?) {
    self.textLimit = textLimit
  }

  /// The place of a text.
  mutating func place(of text: String) -> Int {
    let digest = Digest.sha256(text)
    if let place = places[digest] { return place }
    // Credentials are masked before a cut could hide their beginning.
    let whole = Redaction.shown(text)
    let (shown, cut) = Self.shortened(whole, to: textLimit)
    texts.append(shown)
    places[digest] = texts.count - 1
    cuts[texts.count - 1] = cut
    byteCount += shown.utf8.count
    return texts.count - 1
  }

  /// Takes back what was put here since there were so many texts.
  mutating func rewind(to count: Int) {
    for place in stride(from: texts.count - 1, through: count, by: -1) {
      byteCount -= texts[place].utf8.count
      cuts[place] = nil
    }
    texts.removeLast(max(texts.count - count, 0))
    places = places.filter { $0.value < count }
  }

  /// Beginning and end of a text: a model's answer stands at its end.
  private static func shortened(_ text: String, to limit: Int?) -> (String, Cut?) {
    let bytes = text.utf8
    guard let limit, bytes.count > limit else { return (text, nil) }
    let head = boundary(text, bytes.index(bytes.startIndex, offsetBy: limit / 4 * 3))
    let tail = boundary(text, bytes.index(bytes.endIndex, offsetBy: -(limit / 4)))
    let shown = String(text.unicodeScalars[..<head]) + String(text.unicodeScalars[tail...])
    let gap = text.unicodeScalars[..<head].reduce(0) { $0 + ($1.value > 0xffff ? 2 : 1) }
    return (shown, Cut(bytes: bytes.count, shown: shown.utf8.count, gap: gap))
  }

  /// The start of the scalar that a place lies in.
  private static func boundary(_ text: String, _ place: String.Index) -> String.Index {
    var place = place
    while place > text.startIndex, text.utf8[place] & 0xc0 == 0x80 {
      place = text.utf8.index(before: place)
    }
    return place
  }
}

/// Where the numbers of a report come from.
public struct ReportProvenance: Sendable {
  /// One sweep of the report.
  public struct Source: Sendable {
    /// The sweep's name, its cassettes and the policy of its grades.
    public var header: ScoreSheetHeader
    /// The number of its trials.
    public var trials: Int
    /// The digest of its score sheet's bytes.
    public var sheet: Digest
    /// What code ran with, such as `python3.11`.
    public var interpreter: String
    /// The models with the parameters that were sent, as the sweep says them.
    public var models: [(name: String, request: String, parameters: JSONObject)]
    /// What its reader must be warned of, a sentence each.
    public var warnings: [String]

    /// Creates a source.
    public init(
      header: ScoreSheetHeader, trials: Int, sheet: Digest, interpreter: String,
      models: [(name: String, request: String, parameters: JSONObject)], warnings: [String] = []
    ) {
      self.header = header
      self.trials = trials
      self.sheet = sheet
      self.interpreter = interpreter
      self.models = models
      self.warnings = warnings
    }
  }

  /// The version of the tool.
  public var toolVersion: String
  /// The sweeps, in the report's order.
  public var sources: [Source]

  /// Creates a provenance.
  public init(toolVersion: String, sources: [Source]) {
    self.toolVersion = toolVersion
    self.sources = sources
  }

  /// The provenance as a table of two columns.
  func table(_ prices: ReportPrices, models: [ScoreAxes.Entry]) throws(JSONError) -> TextTable {
    var rows: [(String, String)] = [("Steerbench", toolVersion)]
    for source in sources {
      let name = source.header.sweep
      rows.append(("Sweep", "\(name): \(source.trials) trials"))
      rows += source.header.cassettes.map { ("Cassette of \(name)", $0.hex) }
      rows.append(("Score sheet of \(name)", "sha256 \(source.sheet.hex)"))
      let policy = source.header.grading
      rows.append(
        (
          "Grading of \(name)",
          policy == .paper ? "\(policy.rawValue). \(PublishedGrader.disclosure)" : policy.rawValue
        ))
      rows.append(("Code of \(name) ran with", source.interpreter))
      for model in source.models {
        let parameters = try CanonicalJSON.text(of: .object(model.parameters))
        rows.append(("Model \(model.name)", "asked as \(model.request) with \(parameters)"))
      }
      rows += source.warnings.map { ("Warning on \(name)", $0) }
    }
    rows.append(("Prices", prices.newestDay.map { "table of \($0.text)" } ?? "no price table"))
    for model in models {
      let words = prices.row(of: model.name).map { "from \($0.from.text), \($0.source)" }
      rows.append(("Price of \(model.name)", words ?? "unknown: no money is shown"))
    }
    return TextTable(
      name: "provenance", title: "Provenance",
      columns: [
        .init(name: "what", title: "What", isText: true),
        .init(name: "value", title: "Value", isText: true),
      ],
      rows: rows.map { .init(name: $0.0, cells: [.init(.text($0.0)), .init(.text($0.1))]) })
  }
}
