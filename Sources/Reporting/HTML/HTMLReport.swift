public import Analysis
public import Basics
import ScoreSheets
import Statistics
import Sweeps
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
      summary: ScoreSummary, ladders: ComplexitySummary, trials: TrialColumns,
      transcripts: TranscriptLibrary, references: [String: [String: String]],
      prices: ReportPrices, provenance: ReportProvenance, comparison: ReportComparison? = nil,
      tables: [TextTable] = [], sections: [ReportSection] = []
    ) {
      self.summary = summary
      self.ladders = ladders
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
      case "title": Array(HTMLText.escape(figures.title).utf8)
      case "style": style
      case "script": script
      case "summary": HTMLText.data(summary)
      case "trials": HTMLText.data(trials)
      case "questions": HTMLText.data(questions)
      case "transcripts": HTMLText.data(transcripts)
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
