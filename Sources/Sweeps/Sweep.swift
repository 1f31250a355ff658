public import Basics
public import CodeExecution
public import Methods
public import ModelAPI
public import RecordReplay
public import Tasks

/// The plan of a sweep as its file says it: which trials, with which parameters.
public struct Sweep: Sendable {
  /// The newest version of the file format that is read.
  public static let formatVersion = SweepVersion.newest.rawValue

  /// Which rules decide what it asks.
  public var version: SweepVersion
  /// The name: the folder's.
  public var name: String
  /// The models, in the order of the file.
  public var models: [SweepModel]
  /// The methods, in the paper's order, variants with more turns after the ten; each with the base's
  /// prompts first, then with those of the prompt variants.
  public var methods: [MethodVariant]
  /// The files of methods, from the sweep's own folder, in the order in which they are read.
  public var methodFiles: [String] = []
  /// The tasks, in the paper's order.
  public var tasks: [any BenchTask]
  /// Which questions of each task.
  public var selection: QuestionSelection
  /// How often each question is asked.
  public var samples: Int
  /// The folder of the prompts, from the sweep's own folder.
  public var promptFolder: String
  /// The variants of the prompts, in the order of the file; none where all trials use the base.
  public var promptVariants: [PromptVariant] = []
  /// The folder of the tasks' question files, from the sweep's own folder.
  public var taskFolder: String
  /// How often a code interpreter's model may call its tool.
  public var toolRounds: Int
  /// The interpreter's label, compared with the real one while recording.
  public var interpreter: String
  /// Whether any Python will do, and the label is that of none: nothing names one, and none was
  /// written down yet.
  public var isInterpreterOpen = false
  /// What a run of code may use.
  public var limits: ExecutionLimits
  /// By whose rules answers are graded.
  public var grading = GradingPolicy.strict
  /// Whether code that ran well and printed nothing is run again with a `print` of the task's usual
  /// variables after it, each run an exchange of its own.
  public var retriesResults = false
  /// How the answer is found in what a trial said.
  public var extraction = AnswerExtraction.rules
  /// The models that judge answers of declared tasks, in the order of the file.
  public var judges: [SweepJudge] = []
  /// What the recorded times are worth.
  public var timing = RecordedTiming.alone
  /// What decides the grades of its tasks beside their answers, so that a sheet can say it; those of the tasks
  /// that say nothing are left out.
  public var taskDigests: [TaskDigest] = []
  /// The images that questions of its declared tasks may show, from the sweep's own folder; known when the
  /// questions were read.
  public var imageFiles: [String] = []
  /// What the file does not say: the names behind each `all`, and what was written down of the rest.
  public var unsaid = PinnedMeaning()

  /// The rules that decide what it asks.
  public var rules: AskingRules { AskingRules(version) }

  /// The names of the tasks, in the paper's order.
  public var taskNames: [String] { tasks.map(\.description.name) }

  /// The prompts that its methods may use, each once, sorted by name.
  public var prompts: [PromptName] {
    Set(methods.flatMap(\.prompts)).sorted {
      $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8)
    }
  }
}

/// One model of a sweep.
public struct SweepModel: Sendable {
  /// The name in trial ids and tables.
  public var name: String
  /// What is asked, as part of every action.
  public var endpoint: ModelEndpoint
  /// How it is reached; no part of any action.
  public var access: EndpointAccess
  /// The most calls in flight at once while recording.
  public var concurrency: Int
  /// What the provider is known to allow in a minute.
  public var limits = RateLimits()
  /// What of its replies is thought: no answer is looked for there.
  public var thoughts = ThoughtRule.standard
  /// Whether it is told of tools in words, since it cannot call any.
  public var isPromptedForTools = false

  /// Whether a method can be used with this model; otherwise its cells are NA, as in the paper.
  public func supports(_ variant: MethodVariant) -> Bool {
    let needs = variant.method.description
    return (endpoint.capabilities.tools != .none || !needs.needsTools)
      && (isPromptedForTools || !needs.needsPromptedTools)
      && (endpoint.capabilities.systemMessages || !needs.needsSystemMessage)
  }

  /// Whether a task can be asked of this model; otherwise its cells are NA: its questions show images, and the
  /// model takes none.
  public func supports(_ task: any BenchTask) -> Bool {
    endpoint.capabilities.images || !task.showsImages
  }
}

/// How a sweep finds the answer in what a trial said.
public enum AnswerExtraction: Sendable {
  /// By the rules of the task, and nothing else.
  case rules
  /// With a model's help.
  case model(ModelExtraction)

  /// The model's part; `nil` for rules.
  public var byModel: ModelExtraction? {
    guard case .model(let extraction) = self else { return nil }
    return extraction
  }
}

/// Extraction with a model's help.
///
/// A model is shown the question and what was said in reply, never the truth, and copies the answer
/// out. What it copied is read and judged as any other text is.
public struct ModelExtraction: Sendable {
  /// When the model is asked.
  ///
  /// It does not depend on the grading policy, so that one recording serves both policies.
  public enum Occasion: String, Hashable, Sendable, CaseIterable {
    /// Only where the rules find no answer: what they can read, no model decides.
    case unread
    /// For every trial that said anything, as the published code does (paper digest, section 3).
    case always
  }

  /// Which model is asked.
  public enum Extractor: Sendable {
    /// The trial's own.
    case own
    /// One of the sweep's models, by its place.
    case model(Int)
    /// A model that the sweep tests no method with.
    case other(SweepModel)
  }

  /// Which model is asked.
  public var extractor: Extractor
  /// When it is asked.
  public var occasion: Occasion

  /// Creates an extraction.
  public init(by extractor: Extractor = .own, when occasion: Occasion = .unread) {
    self.extractor = extractor
    self.occasion = occasion
  }
}

extension Sweep {
  /// The place among ``askedModels`` of the model that reads the answers of a model's trials; `nil`
  /// where rules alone do.
  ///
  /// - Parameter model: The place of the trials' model in the sweep.
  public func extractorPlace(forModelAt model: Int) -> Int? {
    switch extraction.byModel?.extractor {
    case .own: model
    case .model(let index): index
    case .other: models.count
    case nil: nil
    }
  }

  /// The model that reads the answers of a model's trials; `nil` where rules alone do.
  ///
  /// - Parameter model: The place of the trials' model in the sweep.
  public func extractor(forModelAt model: Int) -> SweepModel? {
    extractorPlace(forModelAt: model).map { askedModels[$0] }
  }
}
