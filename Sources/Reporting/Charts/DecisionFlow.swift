/// Which way the questions of policies went: what was asked for step by step, and what was stood by.
public struct DecisionFlow: Hashable, Sendable {
  /// A step of a way, and what came of the trials that took it.
  public struct Branch: Hashable, Sendable {
    /// What happens there.
    public enum Kind: Hashable, Sendable {
      /// Replies are asked for, side by side.
      case ask
      /// A reply is stood by.
      case stand
      /// What was asked for had not been recorded.
      case missing
    }

    /// What happens there.
    public var kind: Kind
    /// The methods, as people read them.
    public var label: String
    /// The trials that came by.
    public var trials: Int
    /// The mean score of those that have one, from 0 to 1; `nil` without any.
    public var score: Double?
    /// Where they went from there.
    public var next: [Branch]

    /// Creates a branch.
    public init(kind: Kind, label: String, trials: Int, score: Double?, next: [Branch]) {
      self.kind = kind
      self.label = label
      self.trials = trials
      self.score = score
      self.next = next
    }
  }

  /// A policy.
  public struct Policy: Hashable, Sendable {
    /// The name, with its setting.
    public var name: String
    /// All trials.
    public var trials: Int
    /// Where they began.
    public var branches: [Branch]

    /// Creates a policy.
    public init(name: String, trials: Int, branches: [Branch]) {
      self.name = name
      self.trials = trials
      self.branches = branches
    }
  }

  private struct Row {
    let depth: Int
    let branch: Branch

    var words: String {
      switch branch.kind {
      case .ask: "ask \(branch.label)"
      case .stand: "stand by \(branch.label)"
      case .missing: "\(branch.label): not recorded"
      }
    }

    var score: String { branch.score.map { "\(ChartText.percent($0)) %" } ?? "-" }
  }

  let heading: ChartHeading
  private let policies: [Policy]

  /// Creates a chart.
  public init(_ heading: ChartHeading, policies: [Policy]) {
    self.heading = heading
    self.policies = policies
  }

  /// The branches in the order in which they are read, each below the one that it comes from.
  private static func rows(_ branches: [Branch], depth: Int = 0) -> [Row] {
    branches.flatMap { [Row(depth: depth, branch: $0)] + rows($0.next, depth: depth + 1) }
  }

  private static func share(_ trials: Int, of all: Int) -> Double {
    Double(trials) / Double(max(all, 1))
  }
}

extension DecisionFlow: ChartDrawing {
  var canvas: SVGCanvas {
    let trees = policies.map { (policy: $0, rows: Self.rows($0.branches)) }
    let count = trees.reduce(0) { $0 + $1.rows.count + 1 }
    let height = 4.0
    var canvas = SVGCanvas(
      .page, height: Double(count) * height + Double(trees.count) * 2 + SVGCanvas.line + 2)
    let labels = trees.flatMap(\.rows).map {
      SVGCanvas.width(of: $0.words) + Double($0.depth) * 4
    }
    let left = min(max(labels.max() ?? 0, 30) * 1.08 + 5, 96)
    let right = canvas.width - 34
    var y = 3.5
    canvas.text("trials", right + 14, y, .end)
    canvas.text("score", canvas.width - 1, y, .end)
    for (policy, rows) in trees {
      canvas.text(policy.name, 0.5, y, isBold: true)
      y += height
      for row in rows {
        let indent = 1 + Double(row.depth) * 4
        canvas.text(row.words, indent + 1, y)
        let share = Self.share(row.branch.trials, of: policy.trials)
        let colour =
          switch row.branch.kind {
          case .ask: SVGCanvas.palette[5]
          case .stand: SVGCanvas.palette[0]
          case .missing: SVGCanvas.palette[4]
          }
        canvas.rectangle(left, y - 2.4, (right - left) * share, 2.8, fill: colour)
        canvas.text("\(row.branch.trials)", right + 14, y, .end)
        if row.branch.kind == .stand { canvas.text(row.score, canvas.width - 1, y, .end) }
        y += height
      }
      y += 2
    }
    return canvas
  }

  func lines(width: Int) -> [String] {
    let trees = policies.map { (policy: $0, rows: Self.rows($0.branches)) }
    let widest = trees.flatMap(\.rows).map { $0.words.count + 2 * $0.depth }.max() ?? 0
    let label = min(widest, max(width - 40, 20))
    let columns = min(max(width - label - 26, 8), 40)
    return trees.flatMap { policy, rows -> [String] in
      let head = "\(policy.name), \(policy.trials) \(policy.trials == 1 ? "trial" : "trials")"
      return [head]
        + rows.map { row in
          let text = String(repeating: "  ", count: row.depth) + row.words
          let share = Self.share(row.branch.trials, of: policy.trials)
          let score = row.branch.kind == .stand ? "  score \(row.score)" : ""
          let bar = ChartText.fit(ChartText.bar(share, of: columns), columns)
          let count = ChartText.fit("\(row.branch.trials)", 6, isRight: true)
          return ChartText.trimmed("  \(ChartText.fit(text, label)) \(count) \(bar)\(score)")
        }
    }
  }
}
