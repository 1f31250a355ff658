import Basics
import CodeExecution
import Methods
import ModelAPI
import RecordReplay

/// What the trials of one model are given beside the question, and what no answer can change.
struct TrialInputs: Sendable {
  /// The prompts.
  let prompts: PromptLibrary
  /// How often a code interpreter's model may call its tool.
  let toolRounds: Int
  /// The interpreter's label and the limits of a run.
  let execution: [HashedText]
  /// What reading an answer by a model depends on; `nil` where rules alone read it.
  let extraction: [HashedText]?

  init(_ setting: TrialSetting, _ options: MethodOptions, extraction: [HashedText]?) {
    self.extraction = extraction
    prompts = options.prompts
    toolRounds = options.toolRounds
    let request = ExecutionRequest(
      code: "", interpreter: setting.interpreter, limits: setting.limits)
    execution = request.segments.filter { $0.name != "code" && $0.name != "input" }
      .map { HashedText(name: $0.name, text: String(decoding: $0.bytes, as: UTF8.self)) }
  }

  /// The prompts that a method may use, whether or not its trial came to use them.
  func prompts(of variant: MethodVariant) -> [HashedText] {
    variant.method.description.prompts
      .filter { variant.turns > 1 || !$0.isForLaterTurns }
      .compactMap { name in
        let prompt = prompts[name]
        return prompt.authoredDigest.map {
          HashedText(name: prompt.source, text: prompt.text, digest: $0)
        }
      }
  }
}

extension PromptName {
  /// Whether only a second turn can use the prompt.
  fileprivate var isForLaterTurns: Bool { self == .turnWithCode || self == .turnWithoutCode }
}
