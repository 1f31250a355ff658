public import Basics
import ScoreSheets
import Statistics
public import Sweeps
import Trials

/// Why a file of published numbers cannot be used.
public struct PublishedTableError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What happened, where, and what to do.
  public let description: String

  init(_ place: String) {
    description =
      "The published table is not as expected at \(place). Restore the file from the repository."
  }
}

/// Scores that the paper prints by task (its Table 1), with the Average Normalized Scores beneath.
public struct PublishedScores: Hashable, Sendable {
  /// The printed scores, rounded to whole points.
  public let scores: ScoreTable
  /// The printed Average Normalized Scores.
  public let averages: [ModelMethod: Double]

  /// Reads the table from the value of its JSON file.
  public init(_ json: JSONValue) throws(PublishedTableError) {
    let methods = try PublishedTable.entries(json, "methods")
    let tasks = try PublishedTable.entries(json, "tasks")
    let models = try PublishedTable.entries(json, "models")
    var averages: [ModelMethod: Double] = [:]
    var cells: [(CellKey, Double)] = []
    for model in models {
      let table = json["scores"]?[model.name]
      for task in tasks {
        guard let row = table?["tasks"]?[task.name] else { continue }
        let values = try PublishedTable.numbers(row, methods.count, "\(model.name), \(task.name)")
        for (method, value) in zip(methods, values) {
          guard let value else { continue }
          cells.append((CellKey(model: model.name, method: method.name, task: task.name), value))
        }
      }
      let printed = try PublishedTable.numbers(
        table?["averageNormalizedScores"], methods.count, "\(model.name), averages")
      for (method, value) in zip(methods, printed) {
        averages[ModelMethod(model: model.name, method: method.name)] = value
      }
    }
    var scores = ScoreTable(
      axes: PublishedTable.axes(models: models, methods: methods, tasks: tasks, averages))
    for (key, value) in cells { scores[key.model, key.method, key.task] = value }
    self.scores = scores
    self.averages = averages
  }
}

/// Average Normalized Scores that the paper prints by model (its Table 2), with the averages over
/// models beside them.
public struct PublishedAverages: Hashable, Sendable {
  /// Models and methods; there are no tasks.
  public let axes: ScoreAxes
  /// What is printed for each model.
  public let results: [ModelResult]
  /// The printed average scores by method.
  public let averageScores: [String: Double]
  /// The printed average ranks by method.
  public let averageRanks: [String: Double]

  /// Reads the table from the value of its JSON file.
  public init(_ json: JSONValue) throws(PublishedTableError) {
    let methods = try PublishedTable.entries(json, "methods")
    let models = try PublishedTable.entries(json, "models")
    var printed: [ModelMethod: Double] = [:]
    for model in models {
      let row = json["averageNormalizedScores"]?[model.name]
      let values = try PublishedTable.numbers(row, methods.count, model.name)
      for (method, value) in zip(methods, values) {
        printed[ModelMethod(model: model.name, method: method.name)] = value
      }
    }
    let axes = PublishedTable.axes(models: models, methods: methods, tasks: [], printed)
    self.axes = axes
    results = models.map { model in
      ModelResult(
        model: model.name,
        scores: PublishedTable.byMethod(methods) { method in
          printed[ModelMethod(model: model.name, method: method)]
        },
        notApplicable: Set(
          methods.map(\.name).filter { !axes.applies(method: $0, to: model.name) }))
    }
    let scores = try PublishedTable.numbers(
      json["averageScores"], methods.count, "averageScores")
    let ranks = try PublishedTable.numbers(json["averageRanks"], methods.count, "averageRanks")
    let names = methods.map(\.name)
    averageScores = PublishedTable.byMethod(methods) { method in
      names.firstIndex(of: method).flatMap { scores[$0] }
    }
    averageRanks = PublishedTable.byMethod(methods) { method in
      names.firstIndex(of: method).flatMap { ranks[$0] }
    }
  }
}

/// What the files have in common.
enum PublishedTable {
  /// A member that must be a text.
  static func text(_ json: JSONValue, _ name: String) throws(PublishedTableError) -> String {
    guard let text = json[name]?.string else { throw PublishedTableError(name) }
    return text
  }

  static func entries(
    _ json: JSONValue, _ name: String
  ) throws(PublishedTableError) -> [ScoreAxes.Entry] {
    guard let array = json[name]?.array else { throw PublishedTableError(name) }
    var entries: [ScoreAxes.Entry] = []
    for element in array {
      guard let id = element["name"]?.string, let title = element["title"]?.string else {
        throw PublishedTableError(name)
      }
      entries.append(ScoreAxes.Entry(name: id, title: title))
    }
    return entries
  }

  /// A row of numbers; null is a cell that the paper marks NA.
  static func numbers(
    _ json: JSONValue?, _ count: Int, _ place: String
  ) throws(PublishedTableError) -> [Double?] {
    guard let array = json?.array, array.count == count,
      array.allSatisfy({ $0.isNull || $0.double != nil })
    else { throw PublishedTableError(place) }
    return array.map(\.double)
  }

  static func axes(
    models: [ScoreAxes.Entry], methods: [ScoreAxes.Entry], tasks: [ScoreAxes.Entry],
    _ printed: [ModelMethod: Double]
  ) -> ScoreAxes {
    let pairs = models.flatMap { model in
      methods.map { ModelMethod(model: model.name, method: $0.name) }
    }
    return ScoreAxes(
      models: models, methods: methods, tasks: tasks,
      notApplicable: Set(pairs.filter { printed[$0] == nil }))
  }

  static func byMethod(
    _ methods: [ScoreAxes.Entry], _ value: (String) -> Double?
  ) -> [String: Double] {
    var values: [String: Double] = [:]
    for method in methods { values[method.name] = value(method.name) }
    return values
  }
}
