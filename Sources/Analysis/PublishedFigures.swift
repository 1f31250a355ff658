public import Basics
import ScoreSheets
import Statistics
public import Sweeps
import Trials

/// Costs and scores by method and turns that the paper's figure shows (section 5), means over three
/// models.
public struct PublishedCosts: Hashable, Sendable {
  /// What one method costs and reaches with some turns.
  public struct Entry: Hashable, Sendable {
    /// The method's name with its turns, such as `all-code@2`.
    public var method: String
    /// The method's title.
    public var title: String
    /// Tokens a sample.
    public var tokens: Double
    /// Seconds a sample.
    public var runtimeSeconds: Double
    /// The Average Normalized Score.
    public var score: Double
  }

  /// What the figure shows, by turns and then in the paper's order.
  public let entries: [Entry]
  /// How exact the numbers are.
  public let precision: String

  /// Reads the figure from the value of its JSON file.
  public init(_ json: JSONValue) throws(PublishedTableError) {
    let methods = try PublishedTable.entries(json, "methods")
    var entries: [Entry] = []
    for turns in ["1", "2"] {
      let part = json["turns"]?[turns]
      let tokens = try PublishedTable.numbers(part?["tokens"], methods.count, "tokens")
      let runtimes = try PublishedTable.numbers(
        part?["runtimeSeconds"], methods.count, "runtimeSeconds")
      let scores = try PublishedTable.numbers(part?["scores"], methods.count, "scores")
      for (index, method) in methods.enumerated() {
        guard let tokens = tokens[index], let runtime = runtimes[index], let score = scores[index]
        else { continue }
        entries.append(
          Entry(
            method: turns == "1" ? method.name : "\(method.name)@\(turns)", title: method.title,
            tokens: tokens, runtimeSeconds: runtime, score: score))
      }
    }
    self.entries = entries
    precision = try PublishedTable.text(json, "precision")
  }
}

/// Average Normalized Scores by turns that the paper's figure shows (section 5).
public struct PublishedTurns: Hashable, Sendable {
  /// The models.
  public let models: [ScoreAxes.Entry]
  /// The methods, single-turn names.
  public let methods: [ScoreAxes.Entry]
  /// The numbers of turns.
  public let turns: [Int]
  /// How exact the numbers are.
  public let precision: String
  private let scores: [ModelMethod: Double]

  /// Reads the figure from the value of its JSON file.
  public init(_ json: JSONValue) throws(PublishedTableError) {
    models = try PublishedTable.entries(json, "models")
    methods = try PublishedTable.entries(json, "methods")
    guard let turns = json["turns"]?.array?.compactMap(\.integer), turns.count == 3 else {
      throw PublishedTableError("turns")
    }
    self.turns = turns
    precision = try PublishedTable.text(json, "precision")
    var scores: [ModelMethod: Double] = [:]
    for model in models {
      let rows = json["averageNormalizedScores"]?[model.name]
      for (index, method) in methods.enumerated() {
        let values = try PublishedTable.numbers(
          rows?[index], turns.count, "\(model.name), \(method.name)")
        for (turns, value) in zip(turns, values) {
          scores[ModelMethod(model: model.name, method: Self.name(method.name, turns))] = value
        }
      }
    }
    self.scores = scores
  }

  /// The score of a model and method with some turns.
  public subscript(model: String, method: String, turns: Int) -> Double? {
    scores[ModelMethod(model: model, method: Self.name(method, turns))]
  }

  /// The name of a method with its turns, such as `all-code@2`.
  public static func name(_ method: String, _ turns: Int) -> String {
    turns == 1 ? method : "\(method)@\(turns)"
  }
}

/// Success and code usage along complexity that the paper's figures show (section 5).
public struct PublishedLadders: Hashable, Sendable {
  /// One point of a figure, in per cent of its samples; `nil` where it was not read off.
  public struct Point: Hashable, Sendable {
    /// What is varied, such as `1_2_4` (digits of the factors) or `4 numbers`.
    public var complexity: String
    /// Right with code.
    public var codeCorrect: Double?
    /// Wrong with code.
    public var codeWrong: Double?
    /// Right without code.
    public var textCorrect: Double?
    /// Wrong without code.
    public var textWrong: Double?
    /// With code, right or wrong.
    public var codeUsage: Double?
    /// Right, with code or without.
    public var correct: Double?
  }

  /// The points of one model and method.
  public struct Series: Hashable, Sendable {
    /// The task's name.
    public var task: String
    /// The method's name.
    public var method: String
    /// The model's title.
    public var model: String
    /// How exact the numbers are.
    public var precision: String
    /// The points, from the easiest.
    public var points: [Point]
  }

  /// The series.
  public let series: [Series]

  /// Reads the figures from the value of their JSON file.
  public init(_ json: JSONValue) throws(PublishedTableError) {
    guard let all = json["series"]?.array else { throw PublishedTableError("series") }
    var series: [Series] = []
    for (number, entry) in all.enumerated() {
      guard let task = entry["task"]?.string, let method = entry["method"]?.string,
        let title = entry["title"]?.string, let precision = entry["precision"]?.string,
        let points = entry["points"]?.array
      else { throw PublishedTableError("series \(number + 1)") }
      series.append(
        Series(
          task: task, method: method, model: title, precision: precision,
          points: try Self.points(points, "\(task), \(method), \(title)")))
    }
    self.series = series
  }

  private static func points(
    _ values: [JSONValue], _ place: String
  ) throws(PublishedTableError) -> [Point] {
    var points: [Point] = []
    for value in values {
      guard let complexity = value["complexity"]?.string else { throw PublishedTableError(place) }
      let names = [
        "codeCorrect", "codeWrong", "textCorrect", "textWrong", "codeUsage", "correct",
      ]
      let numbers = names.map { value[$0]?.double }
      guard numbers.compactMap(\.self).allSatisfy({ (0...100).contains($0) }) else {
        throw PublishedTableError("\(place), \(complexity)")
      }
      points.append(
        Point(
          complexity: complexity, codeCorrect: numbers[0], codeWrong: numbers[1],
          textCorrect: numbers[2], textWrong: numbers[3], codeUsage: numbers[4],
          correct: numbers[5]))
    }
    return points
  }
}

/// Everything that the paper published and the bench keeps as data.
public struct PublishedPaper: Hashable, Sendable {
  /// The files in the folder of published numbers.
  public static let fileNames = [
    "table1.json", "table2.json", "costs.json", "multi-turn.json", "complexity.json",
  ]

  /// Table 1: scores by task and method.
  public let scores: PublishedScores
  /// Table 2: Average Normalized Scores by model.
  public let averages: PublishedAverages
  /// Costs by method.
  public let costs: PublishedCosts
  /// Scores by turns.
  public let turns: PublishedTurns
  /// Success and code usage along complexity.
  public let ladders: PublishedLadders

  /// Reads the files.
  ///
  /// - Parameter read: Gives the value of a file by its name.
  public init(reading read: (String) throws -> JSONValue) throws {
    scores = try PublishedScores(try read(Self.fileNames[0]))
    averages = try PublishedAverages(try read(Self.fileNames[1]))
    costs = try PublishedCosts(try read(Self.fileNames[2]))
    turns = try PublishedTurns(try read(Self.fileNames[3]))
    ladders = try PublishedLadders(try read(Self.fileNames[4]))
  }
}
