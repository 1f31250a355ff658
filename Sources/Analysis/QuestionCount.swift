public import RecordReplay
public import Statistics

/// How many questions some trials ask, counted while the trials come by.
///
/// Repeated samples of one question are no independent trials: two questions with twenty samples each say
/// of other questions what two questions can. An interval takes them for one cluster and is as wide as
/// that of so many independent trials. That is never too narrow, since a mean from 0 to 1 varies no more
/// than a single trial does.
public struct QuestionCount: Hashable, Sendable {
  /// The questions, those of each model and method apart.
  public private(set) var count = 0
  private var last: TrialID?

  /// Creates a count of no questions.
  public init() {}

  /// Adds a trial; trials come in ascending order, so that the samples of a question are neighbours.
  public mutating func add(_ trial: TrialID) {
    var question = trial
    question.sample = 0
    guard question != last else { return }
    last = question
    count += 1
  }

  /// Adds the questions of other trials, which share none with these.
  public mutating func add(_ other: QuestionCount) {
    last = nil
    count += other.count
  }
}

/// How many of some trials are what is asked for.
public struct ShareCount: Hashable, Sendable {
  /// The trials that are.
  public private(set) var count = 0
  /// All of them.
  public private(set) var total = 0
  /// The questions that they ask: what an interval is made of.
  public private(set) var questions = 0
  private var counted = QuestionCount()

  /// Creates a share.
  ///
  /// - Parameter questions: The questions that the trials ask; each trial one of its own where it is `nil`.
  public init(count: Int = 0, total: Int = 0, questions: Int? = nil) {
    self.count = count
    self.total = total
    self.questions = questions ?? total
  }

  /// Counts those of some trials that fit.
  init(_ trials: some Sequence<PairedTrials.Entry>, where fits: (PairedTrials.Entry) -> Bool) {
    for entry in trials.sorted(by: { $0.trial < $1.trial }) { add(fits(entry), entry.trial) }
  }

  /// Adds a trial; trials come in ascending order.
  ///
  /// - Parameter trial: Its name; a question of its own where it is `nil`.
  mutating func add(_ fits: Bool, _ trial: TrialID?) {
    count += fits ? 1 : 0
    total += 1
    guard let trial else {
      questions += 1
      return
    }
    let before = counted.count
    counted.add(trial)
    questions += counted.count - before
  }

  /// Adds the share of other trials, which share no question with these.
  mutating func add(_ other: ShareCount) {
    count += other.count
    total += other.total
    questions += other.questions
  }

  /// Wilson's interval; `nil` without trials.
  public var interval: WilsonInterval? {
    WilsonInterval(successes: count, trials: total, clusters: questions)
  }
}

extension IndependentDifference {
  /// The difference of two shares of trials that have no question in common.
  init?(_ first: ShareCount, _ second: ShareCount) {
    self.init(
      first: (first.count, first.total, clusters: first.questions),
      second: (second.count, second.total, clusters: second.questions))
  }
}
