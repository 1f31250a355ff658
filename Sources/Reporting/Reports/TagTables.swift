public import Analysis
import ScoreSheets
import Sweeps
import Trials

/// Scores by the words of a tag: a table a model, a row a word, a column a method.
public enum TagTables {
  /// The tables.
  public static func tables(of scores: TagScores) -> [TextTable] {
    scores.axes.models.map { model in
      let methods = scores.axes.methods.filter { method in
        scores.sortedWords.contains { scores[model.name, method.name, $0] != nil }
      }
      return TextTable(
        name: "tag:\(scores.tag):\(model.name)",
        title: "\(model.title): mean score by \(scores.tag)",
        columns: [
          .init(name: scores.tag, title: scores.tag, isText: true),
          .init(name: "questions", title: "Questions", shortTitle: "n"),
        ] + methods.map { .init(name: $0.name, title: $0.title, shortTitle: $0.shortTitle) },
        rows: scores.sortedWords.map { word in
          let cells: [TextTable.Cell] = methods.map { method in
            guard let cell = scores[model.name, method.name, word], let mean = cell.meanScore else {
              return .init(.unmeasured)
            }
            return .init(.number(mean, decimals: 1), holes: cell.holes)
          }
          return .init(
            name: word,
            cells: [
              .init(.text(word)), .init(.integer(scores.questions[word, default: 0])),
            ] + cells)
        },
        notes: ["Tasks of one's own only; questions are those that the sweep asks."])
    }
  }
}
