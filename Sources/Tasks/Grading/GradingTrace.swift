/// What extraction and grading decided, step by step, for a person who asks why.
///
/// The code that grades writes the trace as it goes, so that an explanation can never tell another
/// story than the grade. A trace that is off costs a test of a flag a decision and keeps nothing.
public struct GradingTrace: Hashable, Sendable {
  /// One decision.
  public struct Step: Hashable, Sendable {
    /// What was decided.
    public enum Stage: String, Hashable, Sendable {
      /// Whether the answer stands at a place of a text.
      case extraction
      /// Whether the answer keeps a rule of the task.
      case grading
    }

    /// What was decided.
    public var stage: Stage
    /// The text that was read; `nil` for a decision about no text.
    public var source: AnswerSource?
    /// The rule's stable name.
    public var rule: String
    /// The bytes of the text that the decision is about; `nil` if it is about none.
    public var range: Range<Int>?
    /// Whether the place was taken for the answer, or the rule was kept.
    public var isAccepted: Bool
    /// What was found, for a person.
    public var note: String
  }

  /// The most steps that are kept: a hostile answer must not fill a terminal.
  private static let stepLimit = 2_000

  /// The decisions, in order.
  public private(set) var steps: [Step] = []
  /// Whether steps are kept.
  public let isOn: Bool
  /// By which rules places are found.
  var reads = ReadingRules.standing
  /// Whether the text that was read last takes back what was said before, and gives nothing in its
  /// place.
  var isWithdrawn = false
  /// The text that is being read.
  var source: AnswerSource?

  /// Creates a trace that keeps what is decided.
  public init() { isOn = true }

  private init(isOn: Bool) { self.isOn = isOn }

  /// A trace that keeps nothing.
  public static let off = GradingTrace(isOn: false)

  /// Notes a decision on a place of a text.
  mutating func place(
    _ rule: AnswerRule, _ range: Range<Int>, isAccepted: Bool, _ note: @autoclosure () -> String
  ) {
    add(.extraction, rule.rawValue, range, isAccepted, note)
  }

  /// Notes that a rule of the task is kept or broken.
  mutating func check(_ rule: String, isKept: Bool, _ note: @autoclosure () -> String) {
    add(.grading, rule, nil, isKept, note)
  }

  private mutating func add(
    _ stage: Step.Stage, _ rule: String, _ range: Range<Int>?, _ isAccepted: Bool,
    _ note: () -> String
  ) {
    guard isOn, steps.count < Self.stepLimit else { return }
    steps.append(
      Step(
        stage: stage, source: source, rule: rule, range: range, isAccepted: isAccepted,
        note: note()))
  }

  /// The place from which the answer was taken last.
  public var answerPlace: Step? {
    steps.last { $0.stage == .extraction && $0.isAccepted }
  }
}

extension GradingTrace {
  /// The answer at the first of some places that can be read; every place that is looked at is noted.
  ///
  /// - Parameters:
  ///   - places: The places, strongest first.
  ///   - expected: What is looked for, such as `whole number`, for the notes.
  ///   - reason: Why there is no answer where no place can be read.
  ///   - read: The answer of a place and its normal spelling.
  mutating func first<Place: AnswerPlace, Answer>(
    of places: some Sequence<Place>, expecting expected: StaticString, orElse reason: String,
    read: (Place) -> (answer: Answer, text: String)?
  ) -> Extraction<Answer> {
    for candidate in places {
      if let (answer, text) = read(candidate) {
        place(candidate.rule, candidate.range, isAccepted: true, "read as \(text)")
        return .found(answer, text: text, rule: candidate.rule)
      }
      place(
        candidate.rule, candidate.range, isAccepted: false, "holds no \(expected) that can be read")
    }
    return .nothing(reason)
  }
}
