import Basics

/// How much a method's score depends on the words of its prompts: measures over the variants of a sweep's
/// prompts, each beside what it would be if the words made no difference.
///
/// Without any effect five prompts spread by 22 points on 28 questions. So each measure is shown with its
/// null: the labels of the prompts permuted within each question.
public struct PromptSensitivity: Sendable {
  /// A measure and its null.
  public struct Measure: Hashable, Sendable {
    /// What was measured.
    public let value: Double
    /// The mean under permuted labels.
    public let nullMean: Double
    /// What lies above 95 % of permutations.
    public let nullUpper: Double
    /// The share of permutations that reach it, the measured one counted in.
    public let pValue: Double
  }

  /// A prompt: the base or a variant.
  public struct Prompt: Sendable {
    /// The variant's name; `base` for the sweep's own prompts.
    public let name: String
    /// The mean score over the questions that all prompts have.
    public let score: Double
    /// The share of trials without an answer that could be read.
    public let unread: Double
    /// The share of trials with code that ran.
    public let code: Double
    /// The mean score that the model gave the way which it took; `nil` where it gave none.
    public let stated: Double?
  }

  /// The variance of the score, taken apart: questions, prompts, both together, samples.
  public struct Components: Hashable, Sendable {
    /// That of questions.
    public let question: Double
    /// That of prompts.
    public let prompt: Double
    /// The interaction; with one sample the chance of samples is a part of it.
    public let questionAndPrompt: Double
    /// `nil` with one sample.
    public let sample: Double?
  }

  /// The model.
  public let model: String
  /// The method, without a variant's name.
  public let method: String
  /// The questions that all prompts have.
  public let questions: Int
  /// The samples of each question.
  public let samples: Int
  /// The prompts, the base first.
  public let prompts: [Prompt]
  /// The highest mean less the lowest (FormatSpread's spread).
  public let spread: Measure
  /// The mean absolute difference of two prompts at one question (PSS).
  public let pairwise: Measure
  /// The variance components.
  public let components: Components

  /// How often labels are permuted.
  static let permutations = 1_000
  /// The name of the prompts without a variant.
  public static let base = "base"

  /// The mean score by prompt, then question, then sample.
  private let scores: [[[Double]]]

  /// Looks at a method of a model; `nil` where fewer than two prompts share a question.
  init?(_ book: LabBook, model: String, method: String, prompts: [(name: String, arm: Int)]) {
    guard prompts.count > 1 else { return nil }
    let questions = book.questions.indices.filter { question in
      prompts.allSatisfy { prompt in
        book.entries(of: prompt.arm, at: question).count == book.samples
          && book.entries(of: prompt.arm, at: question).allSatisfy { $0.score >= 0 }
      }
    }
    guard questions.count > 1 else { return nil }
    let entries = prompts.map { prompt in
      questions.map { book.entries(of: prompt.arm, at: $0) }
    }
    self.model = model
    self.method = method
    self.questions = questions.count
    samples = book.samples
    let scores = entries.map { $0.map { $0.map { Double($0.score) / 1_000_000 } } }
    self.scores = scores
    self.prompts = zip(prompts, entries).map { Prompt($0.name, $1.flatMap(\.self)) }
    let means = scores.map { $0.map(Self.mean) }
    let seed = "steerbench sensitivity \(model) \(method)"
    spread = Self.measure(means, seed: "\(seed) spread") { columns in
      let totals = columns.map(Self.mean)
      return (totals.max() ?? 0) - (totals.min() ?? 0)
    }
    // Permuting the labels within a question changes no pair of its scores: what chance gives here is
    // seen by giving each prompt's score the samples, or questions, of its own.
    pairwise = Self.pairwise(means, seed: "\(seed) pairs")
    components = Components(scores)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(values.count, 1))
  }

  private static func measure(
    _ columns: [[Double]], seed: String, _ statistic: ([[Double]]) -> Double
  ) -> Measure {
    var generator = SeededGenerator(seed: seed)
    let value = statistic(columns)
    var drawn: [Double] = []
    for _ in 0..<permutations {
      var permuted = columns
      for question in columns[0].indices {
        let row = generator.shuffled(columns.map { $0[question] })
        for place in columns.indices { permuted[place][question] = row[place] }
      }
      drawn.append(statistic(permuted))
    }
    return Measure(value, drawn)
  }

  /// The mean over questions of the mean absolute difference of two prompts; its null shuffles each
  /// prompt's scores among the questions that have the same mean over the prompts.
  private static func pairwise(_ columns: [[Double]], seed: String) -> Measure {
    func statistic(_ columns: [[Double]]) -> Double {
      var (sum, count) = (0.0, 0.0)
      for left in columns.indices {
        for right in columns.indices where right > left {
          for question in columns[left].indices {
            sum += abs(columns[left][question] - columns[right][question])
            count += 1
          }
        }
      }
      return count > 0 ? sum / count : 0
    }
    var generator = SeededGenerator(seed: seed)
    var drawn: [Double] = []
    for _ in 0..<permutations {
      drawn.append(statistic(columns.map { generator.shuffled($0) }))
    }
    // Prompts that agree more than strangers differ less: small is what is rare here.
    return Measure(statistic(columns), drawn, small: true)
  }
}

extension PromptSensitivity.Measure {
  fileprivate init(_ value: Double, _ drawn: [Double], small: Bool = false) {
    let sorted = drawn.sorted()
    let reached = sorted.count { small ? $0 <= value + 1e-12 : $0 >= value - 1e-12 }
    self.init(
      value: value, nullMean: sorted.reduce(0, +) / Double(sorted.count),
      nullUpper: sorted[sorted.count - 1 - sorted.count / 20],
      pValue: Double(reached + 1) / Double(sorted.count + 1))
  }
}

extension PromptSensitivity.Prompt {
  fileprivate init(_ name: String, _ entries: [LabBook.Entry]) {
    let count = Double(entries.count)
    let stated = entries.compactMap { entry -> Double? in
      let score = entry.run == .none ? entry.text : entry.coding
      return score < 0 ? nil : Double(score) / 10
    }
    self.init(
      name: name, score: entries.reduce(0) { $0 + Double($1.score) } / count / 1_000_000,
      unread: Double(entries.count { $0.answer < 0 }) / count,
      code: Double(entries.count { $0.run != .none }) / count,
      stated: stated.isEmpty ? nil : stated.reduce(0, +) / Double(stated.count))
  }
}

extension PromptSensitivity.Components {
  /// Takes the variance of scores apart, by prompt, question and sample, all crossed; negative estimates
  /// are 0.
  init(_ scores: [[[Double]]]) {
    let (p, q) = (Double(scores.count), Double(scores[0].count))
    let s = Double(scores[0][0].count)
    let cells = scores.map { $0.map { $0.reduce(0, +) / s } }
    let prompts = cells.map { $0.reduce(0, +) / q }
    let questions = cells[0].indices.map { place in cells.reduce(0) { $0 + $1[place] } / p }
    let grand = prompts.reduce(0, +) / p
    let meanPrompt =
      q * s * prompts.reduce(0) { $0 + ($1 - grand) * ($1 - grand) } / max(p - 1, 1)
    let meanQuestion =
      p * s * questions.reduce(0) { $0 + ($1 - grand) * ($1 - grand) } / max(q - 1, 1)
    var both = 0.0
    var within = 0.0
    for (place, row) in cells.enumerated() {
      for (question, cell) in row.enumerated() {
        let rest = cell - prompts[place] - questions[question] + grand
        both += rest * rest
        within += scores[place][question].reduce(0) { $0 + ($1 - cell) * ($1 - cell) }
      }
    }
    let meanBoth = s * both / max((p - 1) * (q - 1), 1)
    let meanWithin: Double? = s > 1 ? within / (p * q * (s - 1)) : nil
    question = max(0, (meanQuestion - meanBoth) / (p * s))
    prompt = max(0, (meanPrompt - meanBoth) / (q * s))
    questionAndPrompt = max(0, (meanBoth - (meanWithin ?? 0)) / s)
    sample = meanWithin
  }
}

/// How the order of methods changes with the words of their prompts.
public struct RankFlips: Sendable {
  /// The model.
  public let model: String
  /// The methods that were asked with the same variants.
  public let methods: [String]
  /// The variants, the base first.
  public let prompts: [String]
  /// Kendall's tau-b between the methods' orders under two variants, the mean over all pairs; `nil` where an
  /// order has nothing but ties.
  public let agreement: Double?
  /// For each pair of methods the share of variants under which the first has the higher mean, ties as
  /// half.
  public let above: [(first: String, second: String, share: Double)]

  init?(_ model: String, _ all: [PromptSensitivity]) {
    guard let names = all.first?.prompts.map(\.name) else { return nil }
    let shared = all.filter { $0.prompts.map(\.name) == names }
    guard shared.count > 1 else { return nil }
    self.model = model
    methods = shared.map(\.method)
    prompts = names
    let orders = names.indices.map { place in shared.map { $0.prompts[place].score } }
    var taus: [Double] = []
    for left in orders.indices {
      for right in orders.indices where right > left {
        if let tau = Self.tau(orders[left], orders[right]) { taus.append(tau) }
      }
    }
    agreement = taus.isEmpty ? nil : taus.reduce(0, +) / Double(taus.count)
    var above: [(first: String, second: String, share: Double)] = []
    for (place, first) in shared.enumerated() {
      for (other, second) in shared.enumerated() where other > place {
        let wins = orders.reduce(0.0) {
          $0 + ($1[place] > $1[other] ? 1 : $1[place] == $1[other] ? 0.5 : 0)
        }
        above.append((first.method, second.method, wins / Double(orders.count)))
      }
    }
    self.above = above
  }

  /// Kendall's tau-b; `nil` where one of the orders has nothing but ties.
  static func tau(_ left: [Double], _ right: [Double]) -> Double? {
    var (concordant, discordant, leftTies, rightTies) = (0.0, 0.0, 0.0, 0.0)
    for first in left.indices {
      for second in left.indices where second > first {
        let (a, b) = (left[first] - left[second], right[first] - right[second])
        if a == 0 { leftTies += 1 }
        if b == 0 { rightTies += 1 }
        if a * b > 0 { concordant += 1 } else if a * b < 0 { discordant += 1 }
      }
    }
    let pairs = Double(left.count * (left.count - 1) / 2)
    let scale = ((pairs - leftTies) * (pairs - rightTies)).squareRoot()
    return scale > 0 ? (concordant - discordant) / scale : nil
  }
}

extension PromptSensitivity {
  /// The methods of a book that were asked with more than one prompt, by model.
  public static func all(of book: LabBook) -> [PromptSensitivity] {
    book.models.flatMap { model -> [PromptSensitivity] in
      var groups: [(method: String, prompts: [(name: String, arm: Int)])] = []
      for arm in book.arms(of: model) {
        let name = book.arms[arm].method
        let plus = name.firstIndex(of: "+")
        let method = plus.map { String(name[..<$0]) } ?? name
        let variant = plus.map { String(name[name.index(after: $0)...]) } ?? base
        if let place = groups.firstIndex(where: { $0.method == method }) {
          groups[place].prompts.append((variant, arm))
        } else {
          groups.append((method, [(variant, arm)]))
        }
      }
      return groups.compactMap { group in
        PromptSensitivity(
          book, model: model, method: group.method,
          prompts: group.prompts.sorted {
            ($0.name != base ? 1 : 0, $0.name) < ($1.name != base ? 1 : 0, $1.name)
          })
      }
    }
  }
}
