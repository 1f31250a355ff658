package import Basics

/// How the models that judge a declared task are named and what its file tells them.
package struct JudgeRule: Hashable, Sendable {
  /// The names of the judges, which the sweep declares.
  package var names: [TaskDeclaration.Written]
  /// What those are told that the sweep gives no prompt; `nil` where the task says nothing.
  package var prompt: TaskDeclaration.Source?
  /// That prompt's text; empty until it was read.
  package var promptText = ""
  /// The menu of those that the sweep gives none.
  package var verdicts: [JudgeGrading.Verdict]
  /// The judges, once a sweep says who they are.
  package var judges: [JudgeGrading.Judge] = []

  /// Creates a rule.
  package init(
    names: [TaskDeclaration.Written], prompt: TaskDeclaration.Source?,
    verdicts: [JudgeGrading.Verdict]
  ) {
    self.names = names
    self.prompt = prompt
    self.verdicts = verdicts
  }

  /// A prompt without the line end that editors put behind the last line.
  package static func trimmed(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// What decides grades.
  package var json: JSONValue {
    ["kind": "judge", "judges": .array(judges.map(\.json))]
  }
}
