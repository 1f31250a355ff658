public import Reporting

/// Questions that are put to recordings as a whole: `steerbench analyze --NAME`.
public struct LabAnalysis: Sendable {
  /// The name on the command line.
  public let name: String
  /// What it asks, in a line.
  public let summary: String
  /// What it measures, in a paragraph.
  public let definition: String
  /// Whether it wants the same trials graded by the other policy as well.
  public let comparesGradings: Bool
  private let make: @Sendable (LabBook, LabBook?) -> ReportSection

  init(
    _ name: String, summary: String, definition: String, comparesGradings: Bool = false,
    section: @escaping @Sendable (LabBook, LabBook?) -> ReportSection
  ) {
    self.name = name
    self.summary = summary
    self.definition = definition
    self.comparesGradings = comparesGradings
    make = section
  }

  /// What is found in a book.
  ///
  /// - Parameter other: The same trials graded by the other policy, where it is wanted.
  public func section(of book: LabBook, graded other: LabBook? = nil) -> ReportSection {
    make(book, other)
  }

  /// All of them, in the order of help.
  public static let all = [forcedCode, ConfidenceTables.analysis, SensitivityTables.analysis]

  static let forcedCode = LabAnalysis(
    "forced-code", summary: "why forced code hurts or helps: the gap to text, taken apart",
    definition: """
      the same questions answered with text (or with an interpreter at hand) and with forced code. Each \
      pair is of the first cause that fits the code: cut off, no code, failed by kind, ran and printed \
      nothing, prints without computing, computes and gives no answer, the same, or another. What the \
      pairs of a cause add to the gap is their summed difference over all pairs, so that the parts add up \
      to the gap; the last is the remainder that no cause explains. Intervals resample the questions.
      """
  ) { book, _ in ForcedCodeTables.section(ForcedCodeGap.all(of: book)) }
}

/// How the parts of the gap read.
enum ForcedCodeTables {
  static func section(_ gaps: [ForcedCodeGap]) -> ReportSection {
    ReportSection(
      name: "forced-code", title: "Why forced code hurts, or helps",
      findings: gaps.isEmpty
        ? [
          "No model answers the same questions both with all-code and with all-text or code-interpreter."
        ]
        : gaps.map(sentence),
      tables: gaps.map(table), link: "Forced code")
  }

  private static func sentence(_ gap: ForcedCodeGap) -> String {
    let interval = gap.interval.map {
      " [\(LabWords.points($0.lower)), \(LabWords.points($0.upper))]"
    }
    let settled =
      switch gap.interval {
      case .some(let interval) where interval.lower > 0: "forced code is worse here"
      case .some(let interval) where interval.upper < 0: "forced code is better here"
      default: "not settled"
      }
    let largest = gap.parts.max { abs($0.share) < abs($1.share) }
    let remainder = gap.parts.first { $0.cause == .otherAnswer }?.share ?? 0
    let agreement =
      gap.agreeing.of == 0
      ? ""
      : " Both give the same answer in \(gap.agreeing.count) of \(gap.agreeing.of) pairs with two."
    return "\(gap.model), \(gap.textMethod) less \(gap.codeMethod): "
      + "\(LabWords.points(gap.gap)) points\(interval ?? ""), \(settled), on "
      + "\(LabWords.count(gap.questions, "question")). The largest part: "
      + "\(largest.map { "\($0.cause.title), \(LabWords.points($0.share))" } ?? "none"); the remainder "
      + "\(LabWords.points(remainder)).\(agreement)"
      + (gap.leftOut > 0
        ? " \(LabWords.count(gap.leftOut, "pair")) left out: one has no score." : "")
  }

  private static func table(_ gap: ForcedCodeGap) -> TextTable {
    func row(
      _ name: String, _ title: String, _ pairs: Int, _ text: Double?, _ code: Double?,
      _ share: Double, _ interval: (lower: Double, upper: Double)?, isSummary: Bool = false
    ) -> TextTable.Row {
      .init(
        name: name,
        cells: [
          LabWords.text(title), LabWords.integer(pairs), LabWords.percent(text),
          LabWords.percent(code), LabWords.percent(share), LabWords.percent(interval?.lower),
          LabWords.percent(interval?.upper),
        ], isSummary: isSummary)
    }
    let rows = gap.parts.map {
      row($0.cause.name, $0.cause.title, $0.pairs, $0.text, $0.code, $0.share, $0.interval)
    }
    return TextTable(
      name: "forced-code:\(gap.model):\(gap.textMethod)",
      title: "\(gap.textMethod) less \(gap.codeMethod), by what became of the code (\(gap.model))",
      columns: [
        .init(name: "cause", title: "The code", isText: true), .init(name: "pairs", title: "Pairs"),
        .init(name: "text", title: "\(gap.textMethod) %"),
        .init(name: "code", title: "\(gap.codeMethod) %"),
        .init(name: "share", title: "Part of the gap"),
        .init(name: "low", title: "95 % from", shortTitle: "from"),
        .init(name: "high", title: "95 % to", shortTitle: "to"),
      ],
      rows: rows + [
        row("gap", "The gap", gap.pairs, nil, nil, gap.gap, gap.interval, isSummary: true)
      ],
      notes: ["The parts add up to the gap, in points of the mean score."])
  }
}
