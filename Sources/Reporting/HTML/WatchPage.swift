import Basics

/// The page of a recording that goes on: its cells as they fill, what failed, what was waited for.
///
/// It holds no script: the browser asks for it anew every few seconds, as long as the recording goes on.
public struct WatchPage: Sendable {
  /// One cell of the sweep.
  public struct Cell: Hashable, Sendable {
    /// The trials of the plan.
    public var planned = 0
    /// Those that are recorded.
    public var recorded = 0
    /// Those of them that a provider's error ended.
    public var unanswered = 0

    /// Creates a cell without trials.
    public init() {}
  }

  /// The cells of one model: methods by tasks.
  public struct Model: Sendable {
    /// How the model is called.
    public var title: String
    /// How its tasks are called.
    public var tasks: [String]
    /// Each method with its cells, in the order of the tasks; `nil` where it has none.
    public var methods: [(title: String, cells: [Cell?])]

    /// Creates a model.
    public init(title: String, tasks: [String], methods: [(title: String, cells: [Cell?])]) {
      self.title = title
      self.tasks = tasks
      self.methods = methods
    }
  }

  /// The sweep's name.
  public var sweep: String
  /// The cells of each model.
  public var models: [Model] = []
  /// What else is known, a fact each: tokens, waits, exchanges in the journal.
  public var facts: [(name: String, value: String)] = []
  /// The first trials that a provider's error ended.
  public var failures: [String] = []
  /// Whether a recording goes on, or was stopped before its end.
  public var isUnfinished = true

  /// How often the browser asks, in seconds.
  public static let pause = 3

  /// Creates a page without cells.
  public init(sweep: String) {
    self.sweep = sweep
  }

  /// The document and the policy that it carries.
  public var document: (html: [UInt8], policy: String) {
    let style = HTMLResources.style + Array(Self.style.utf8)
    let policy = ContentPolicy(script: [], style: style).text
    let title = MarkupText.html("Recording of \(sweep)")
    let refresh =
      isUnfinished ? "<meta http-equiv=\"refresh\" content=\"\(Self.pause)\">\n" : ""
    let head = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(MarkupText.html(policy))">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      \(refresh)<title>\(title)</title>
      <style>
      """
    let body =
      "</style>\n</head>\n<body>\n<main class=\"watch\">\n<h1>\(title)</h1>\n" + summary
      + models.map(Self.section).joined() + failureList + "</main>\n</body>\n</html>\n"
    return (Array(head.utf8) + style + Array(body.utf8), policy)
  }

  private static let style = """
    main.watch{padding:1.5rem 2rem 3rem}
    .watch h1{margin-bottom:1rem}
    .watch h2{font-size:1.15rem;margin:2rem 0 .5rem}
    .watch dl{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.3rem 1.5rem;max-width:60rem}
    .watch ul{padding-left:1.25rem;overflow-wrap:anywhere}
    .watch progress{accent-color:var(--accent)}
    .all{width:100%;max-width:60rem;height:.8rem;margin-bottom:1rem}
    @media (max-width:40rem){main.watch{padding:1rem}.watch dl{display:block}.watch dd{margin-bottom:.5rem}}
    .fill{position:relative}
    .fill progress{display:block;width:100%;min-width:3.5rem;height:.5rem}
    .scroll{overflow-x:auto}
    """

  private var cells: [Cell] { models.flatMap(\.methods).flatMap(\.cells).compactMap(\.self) }

  private var summary: String {
    let recorded = cells.reduce(0) { $0 + $1.recorded }
    let planned = cells.reduce(0) { $0 + $1.planned }
    let words = isUnfinished ? "going on, or stopped before its end" : "complete"
    let facts =
      [("Trials", "\(recorded) of \(planned), \(words)")] + facts.map { ($0.name, $0.value) }
    return "<progress class=\"all\" aria-label=\"recorded\" max=\"\(max(planned, 1))\" "
      + "value=\"\(recorded)\"></progress>\n<dl>\n"
      + facts.map { "<dt>\(MarkupText.html($0.0))</dt><dd>\(MarkupText.html($0.1))</dd>\n" }
      .joined()
      + "</dl>\n"
  }

  private var failureList: String {
    guard !failures.isEmpty else { return "" }
    return "<h2>Trials that the provider ended with an error</h2>\n<ul>\n"
      + failures.map { "<li>\(MarkupText.html($0))</li>\n" }.joined() + "</ul>\n"
  }

  private static func section(_ model: Model) -> String {
    let heads = model.tasks.map { "<th scope=\"col\">\(MarkupText.html($0))</th>" }.joined()
    let rows = model.methods.map { method in
      "<tr><th scope=\"row\">\(MarkupText.html(method.title))</th>"
        + method.cells.map(cell).joined() + "</tr>\n"
    }
    return "<h2>\(MarkupText.html(model.title))</h2>\n<div class=\"scroll\" tabindex=\"0\" "
      + "role=\"region\" aria-label=\"\(MarkupText.html(model.title))\">\n<table>\n"
      + "<thead><tr><th scope=\"col\">Method</th>\(heads)</tr></thead>\n<tbody>\n"
      + rows.joined() + "</tbody>\n</table>\n</div>\n"
  }

  private static func cell(_ cell: Cell?) -> String {
    guard let cell else { return "<td>NA</td>" }
    let errors = cell.unanswered > 0 ? ", \(cell.unanswered) errors" : ""
    return "<td class=\"fill\">\(cell.recorded)/\(cell.planned)\(errors)"
      + "<progress aria-label=\"recorded\" max=\"\(cell.planned)\" value=\"\(cell.recorded)\">"
      + "</progress></td>"
  }
}
