import Analysis
import Basics
import Foundation
package import Methods
import ScoreSheets
import Statistics
import Sweeps
package import Tasks
import Trials

/// Finds tasks and their questions by name.
package struct QuestionFinder {
  /// The folder of the tasks.
  let folder: String

  /// Creates it of its parts.
  package init(folder: String) {
    self.folder = folder
  }

  /// The task of a name.
  package static func task(_ name: String) throws -> any BenchTask {
    guard let task = TaskRegistry.shipped.task(named: name) else {
      let known = TaskRegistry.shipped.all.map(\.description.name)
      throw WorkbenchError(
        .usage, "No task is named \"\(name)\". \(NearMatch.hint(for: name, among: known))")
    }
    return task
  }

  /// The questions of a task's file.
  package func questions(of name: String) throws -> [Question] {
    let task = try Self.task(name)
    let path = "\(folder)/\(task.description.name)/questions.jsonl"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw WorkbenchError(
        .usage,
        "\(path): there is no such file. Write it with: steerbench tasks generate \(name)")
    }
    return try QuestionFile.questions(in: Array(data), named: path)
  }

  /// A question by its id; the first where there is none.
  package func question(_ id: String?, of task: String) throws -> Question {
    let questions = try questions(of: task)
    let found = id.map { id in questions.first { $0.id == id } } ?? questions.first
    guard let found else {
      let hint = NearMatch.hint(for: id ?? "", among: questions.map(\.id))
      throw WorkbenchError(.usage, "\(task) has no question \"\(id ?? "")\". \(hint)")
    }
    return found
  }
}

/// Finds methods by name.
package enum NamedMethods {
  /// The variant of a name such as `all-code@2`.
  package static func variant(_ name: String) throws -> MethodVariant {
    do {
      return try MethodVariant(named: name)
    } catch {
      let known = MethodRegistry.shipped.all.map(\.description.name)
      let hint = error.code == .unknownMethod ? " " + NearMatch.hint(for: name, among: known) : ""
      throw WorkbenchError(.usage, error.message + hint)
    }
  }
}
