import RecordReplay
import ScoreSheets
public import Statistics
public import Sweeps
import Trials

/// How much answers repeat themselves, with code and without.
///
/// An answer is all that the model wrote in a trial; it is a code answer where its code was run.
public struct AnswerDiversity: SweepAnalysis {
  /// What is measured of an answer.
  public enum Measure: Int, Hashable, Sendable, CaseIterable {
    /// Its words.
    case words
    /// See ``TextDiversity/wordDiversity``.
    case wordDiversity
    /// See ``TextDiversity/lineDiversity``.
    case lineDiversity
    /// The distance to the answer before it in the same group.
    case between
  }

  /// The answers of a model and method, with code or without.
  public struct Group: Sendable {
    /// The model and the method.
    public let place: ModelMethod
    /// Whether code was run.
    public let usedCode: Bool
    /// Answers that were right.
    public let correct: ShareCount
    /// The mean of each measure; a measure is absent where no answer has it.
    public let means: [Measure: Double]
  }

  /// A model's code answers less its text answers, on the questions that it answered in both ways.
  public struct Difference: Sendable {
    /// The measure.
    public let measure: Measure
    /// The mean difference, a question's answers averaged first.
    public let mean: PairedBootstrap
  }

  /// What was found.
  public struct Findings: Sendable {
    /// The groups, in the order of names, text before code.
    public let groups: [Group]
    /// Each model's differences, in the order of names; none where no question was answered in both
    /// ways.
    public let models: [(name: String, differences: [Difference])]
  }

  private struct Key: Hashable, Comparable {
    var place: ModelMethod
    var usedCode: Bool

    static func < (left: Key, right: Key) -> Bool {
      left.place == right.place
        ? !left.usedCode && right.usedCode : left.place < right.place
    }
  }

  private struct Answers {
    var correct = ShareCount()
    var values: [Measure: [QuestionKey: [Double]]] = [:]
    var last: TextDiversity?
  }

  private var groups: [Key: Answers] = [:]

  public init(_ context: AnalysisContext) {}

  public mutating func add(_ trial: TrialFeatures) {
    guard trial.diversity.wordCount > 0 else { return }
    let id = trial.line.trial
    let key = Key(
      place: ModelMethod(model: id.model, method: id.method), usedCode: trial.line.usedCode)
    var answers = groups[key] ?? Answers()
    answers.correct.add(trial.line.outcome == .correct, id)
    for measure in Measure.allCases {
      guard let value = Self.value(of: measure, trial.diversity, after: answers.last) else {
        continue
      }
      answers.values[measure, default: [:]][QuestionKey(of: id), default: []].append(value)
    }
    answers.last = trial.diversity
    groups[key] = answers
  }

  private static func value(
    of measure: Measure, _ text: TextDiversity, after last: TextDiversity?
  ) -> Double? {
    switch measure {
    case .words: Double(text.wordCount)
    case .wordDiversity: text.wordDiversity
    case .lineDiversity: text.lineDiversity
    case .between: last.flatMap { text.distance(to: $0) }
    }
  }

  public var findings: Findings {
    let sorted = groups.sorted { $0.key < $1.key }
    let models = Set(sorted.map(\.key.place.model)).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    return Findings(
      groups: sorted.map { key, answers in
        Group(
          place: key.place, usedCode: key.usedCode, correct: answers.correct,
          means: answers.values.compactMapValues { byQuestion in
            Self.mean(byQuestion.sorted { $0.key < $1.key }.flatMap(\.value))
          })
      },
      models: models.map { (name: $0, differences: differences(of: $0)) })
  }

  /// Code less text on each question that a model answered in both ways.
  private func differences(of model: String) -> [Difference] {
    Measure.allCases.filter { $0 != .between }.compactMap { measure in
      let code = values(of: measure, model, usedCode: true)
      let text = values(of: measure, model, usedCode: false)
      let clusters = code.keys.sorted().compactMap { question -> [Double]? in
        guard let code = code[question].flatMap(Self.mean),
          let text = text[question].flatMap(Self.mean)
        else { return nil }
        return [code - text]
      }
      return PairedBootstrap(of: clusters, seed: "diversity \(model) \(measure.rawValue)")
        .map { Difference(measure: measure, mean: $0) }
    }
  }

  private func values(
    of measure: Measure, _ model: String, usedCode: Bool
  ) -> [QuestionKey: [Double]] {
    var values: [QuestionKey: [Double]] = [:]
    for (key, answers) in groups.sorted(by: { $0.key < $1.key })
    where key.place.model == model && key.usedCode == usedCode {
      values.merge(answers.values[measure, default: [:]]) { $0 + $1 }
    }
    return values
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

/// How much a text repeats itself, in words and in lines.
///
/// The paper asks whether forced code lowers accuracy because code answers are less diverse than
/// answers in text (its open questions). Both measures are shares from 0 to 1, and neither grows or
/// shrinks with the text's length by itself.
public struct TextDiversity: Hashable, Sendable {
  /// Neighbouring words that are looked at together.
  public static let window = 50
  /// The bytes of a text that are looked at.
  public static let byteLimit = 1 << 18

  /// The words: runs of letters, digits and underscores; every other visible character is one of its
  /// own.
  public let wordCount: Int
  /// The different words.
  public let vocabulary: Set<String>
  /// Moving-average type-token ratio: in each ``window`` of neighbouring words, the share of
  /// different ones, averaged.
  ///
  /// In a text without a whole window, that of all its words; `nil` for a text without words.
  public let wordDiversity: Double?
  /// The share of different lines among those with something on them, blanks at both ends left out;
  /// `nil` for a text without lines.
  public let lineDiversity: Double?

  /// Measures a text.
  public init(of text: String) {
    let bytes = Array(text.utf8.prefix(Self.byteLimit))
    let words = Self.words(of: bytes)
    wordCount = words.count
    vocabulary = Set(words)
    wordDiversity = Self.movingAverage(of: words)
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Self.trimmed).filter { !$0.isEmpty }
    lineDiversity = lines.isEmpty ? nil : Double(Set(lines).count) / Double(lines.count)
  }

  /// How little two texts have in common: one less the shared part of their vocabularies (Jaccard
  /// distance); `nil` where both are empty.
  public func distance(to other: TextDiversity) -> Double? {
    let shared = vocabulary.intersection(other.vocabulary).count
    let all = vocabulary.count + other.vocabulary.count - shared
    return all == 0 ? nil : 1 - Double(shared) / Double(all)
  }

  private static func words(of bytes: [UInt8]) -> [String] {
    var words: [String] = []
    var start: Int?
    for (index, byte) in bytes.enumerated() {
      if isWordByte(byte) {
        start = start ?? index
        continue
      }
      if let begun = start { words.append(String(decoding: bytes[begun..<index], as: UTF8.self)) }
      start = nil
      if byte > 0x20, byte != 0x7f { words.append(String(UnicodeScalar(byte))) }
    }
    if let begun = start { words.append(String(decoding: bytes[begun...], as: UTF8.self)) }
    return words
  }

  /// Letters, digits, underscores, and every byte of a character outside ASCII.
  private static func isWordByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") <= 25 || byte &- UInt8(ascii: "0") <= 9
      || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private static func movingAverage(of words: [String]) -> Double? {
    guard !words.isEmpty else { return nil }
    let window = min(window, words.count)
    var counts: [String: Int] = [:]
    for word in words[..<window] { counts[word, default: 0] += 1 }
    var different = counts.count
    for end in window..<words.count {
      let leaving = words[end - window]
      counts[leaving, default: 0] -= 1
      if counts[leaving] == 0 { counts[leaving] = nil }
      counts[words[end], default: 0] += 1
      different += counts.count
    }
    return Double(different) / Double((words.count - window + 1) * window)
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let kept = line.drop { $0 <= 0x20 }
    return kept.prefix((kept.lastIndex { $0 > 0x20 } ?? kept.startIndex - 1) + 1 - kept.startIndex)
  }
}
