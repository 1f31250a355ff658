import Basics
import CodeExecution
import Methods
import ModelAPI
import RecordReplay
import Sweeps

/// What the trials of one model are given beside the question, and what no answer can change.
struct TrialInputs: Sendable {
  /// The prompts.
  let prompts: PromptLibrary
  /// How often a code interpreter's model may call its tool.
  let toolRounds: Int
  /// The digests of the interpreter's label and of the limits of a run.
  let execution: [Digest]
  /// The digests of what reading an answer by a model depends on; `nil` where rules alone read it.
  let extraction: [Digest]?

  init(_ setting: TrialSetting, _ options: MethodOptions, extraction: [Digest]?) {
    self.extraction = extraction
    prompts = options.prompts
    toolRounds = options.toolRounds
    let request = ExecutionRequest(
      code: "", interpreter: setting.interpreter, limits: setting.limits)
    execution = request.segments.filter { $0.name != "code" && $0.name != "input" }
      .map { Digest.sha256($0.bytes) }
  }

  /// The digests of the prompts that a method may use, whether or not its trial came to use them.
  func prompts(of variant: MethodVariant) -> [Digest] {
    variant.method.description.prompts
      .filter { variant.turns > 1 || !$0.isForLaterTurns }
      .compactMap { prompts[$0].authoredDigest }
  }
}

extension PromptName {
  /// Whether only a second turn can use the prompt.
  fileprivate var isForLaterTurns: Bool { self == .turnWithCode || self == .turnWithoutCode }
}
