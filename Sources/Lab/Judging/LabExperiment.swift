import Statistics

/// Judges policies on recordings.
public struct LabExperiment: Sendable {
  /// What every draw of random numbers is seeded with, beside the model's name.
  static let seed = "steerbench lab"

  let book: LabBook
  let policies: [DecisionList]
  /// Whether a policy that the sweeps cannot show is passed over; one that the user names is not.
  let passesOver: Bool
  let measure: CostMeasure
  let unanswered: Unanswered
  let units: [Folds.Unit]
  let resamples: Int
  let routers: [LearnedRouter.Kind]
  let programs: [ProgramWays]

  /// The names of the routers that learn.
  public static let learnedNames = LearnedRouter.Kind.allCases.map(\.name)

  /// Creates an experiment.
  ///
  /// - Parameters:
  ///   - passesOver: Whether policies that ask for what the sweeps do not have are passed over.
  ///   - learned: The routers that learn, by name.
  ///   - programs: The ways of policies that are programs.
  ///   - units: What is held out at a time, first what claims are made of.
  public init(
    _ book: LabBook, policies: [DecisionList], passesOver: Bool,
    measure: CostMeasure = .tokens, unanswered: Unanswered = .asHoles,
    units: [Folds.Unit] = [.task, .question], resamples: Int = 1_000, learned: [String] = [],
    programs: [ProgramWays] = []
  ) {
    self.book = book
    self.policies = policies
    self.passesOver = passesOver
    self.measure = measure
    self.unanswered = unanswered
    self.units = units
    self.resamples = resamples
    routers = LearnedRouter.Kind.allCases.filter { learned.contains($0.name) }
    self.programs = programs
  }

  /// Judges.
  ///
  /// - Parameter workers: How many resamples are made at the same time; no output depends on it.
  /// - Throws: ``LabError`` where there is too little to hold out, or a policy cannot be used.
  public func findings(workers: Int) async throws -> LabFindings {
    var models: [LabFindings.Model] = []
    for model in book.models {
      let bench = ModelBench(book, model: model, unanswered: unanswered, measure: measure)
      models.append(try await findings(of: bench, workers: workers))
    }
    return LabFindings(
      models: models, measure: measure, resamples: resamples, samples: book.samples,
      unanswered: unanswered)
  }

  private func findings(
    of bench: ModelBench, workers: Int
  ) async throws -> LabFindings.Model {
    try check(bench)
    var singles: [Outcomes] = []
    for arm in bench.arms { singles.append(try bench.outcomes(ofAlways: arm)) }
    let seed = "\(Self.seed) \(bench.model)"
    guard let references = References(singles, bench, seed: seed) else {
      throw LabError(.tooLittle, "\(bench.model): no trial has a score, so that nothing is judged.")
    }
    var tried: [TriedPolicy] = []
    var skipped: [LabFindings.Skipped] = []
    for list in policies {
      do throws(LabError) {
        let policy = try ResolvedPolicy(list, in: book, for: bench.model)
        tried.append(try TriedPolicy(policy, bench))
      } catch {
        guard error.code == .unknownArm, passesOver else { throw error }
        skipped.append(.init(name: list.name, reason: error.message))
      }
    }
    tried += programs.filter { $0.model == bench.model }.map(bench.tried)
    tried += routers.map { LearnedRouter($0, singles, bench).tried() }
    let best = HeldOutChoice(singles, bench)
    let resampling = await Resampling(
      count: resamples, of: [best] + tried.map(\.choice), singles: best, options: singles,
      units: units, questions: bench.questions.count, seed: seed, workers: workers)
    let judge = PolicyJudge(
      bench: bench, singles: singles, best: best, units: units, resampling: resampling,
      tried: tried.count)
    return LabFindings.Model(
      name: bench.model, questions: bench.questions.count, tasks: bench.tasks,
      singles: zip(bench.arms, singles).map {
        .init(method: book.arms[$0].method, point: .init($1))
      },
      bestSingle: judge.heldOut(best, column: 0),
      zeroRouter: judge.zeroRouter, references: references,
      policies: judge.policies(tried), skipped: skipped, holes: holes(tried))
  }

  private func check(_ bench: ModelBench) throws(LabError) {
    guard bench.questions.count > 1 else {
      throw LabError(
        .tooLittle,
        "\(bench.model): \(bench.questions.count == 1 ? "one question says" : "no question says") "
          + "nothing of others. Take a sweep with more questions.")
    }
    guard bench.tasks.count > 1 || !units.contains(.task) else {
      throw LabError(
        .tooLittle,
        "\(bench.model): all questions are of the task \(bench.tasks[0]), so that no task can be held "
          + "out. Name sweeps with other tasks beside it, or hold out questions: --folds question.")
    }
  }

  private func holes(_ tried: [TriedPolicy]) -> [(arm: LabArm, trials: Int)] {
    var holes: [Int: Int] = [:]
    for policy in tried {
      for setting in policy.settings {
        for (arm, count) in setting.holes { holes[arm] = max(holes[arm] ?? 0, count) }
      }
    }
    return holes.sorted { $0.key < $1.key }.map { (book.arms[$0.key], $0.value) }
  }
}

/// A policy with what each of its settings comes to.
struct TriedPolicy: Sendable {
  let name: String
  let about: String
  /// The book's places of the arms that it may ask for.
  let places: [Int]
  let settings: [Outcomes]
  let choice: HeldOutChoice
  /// Whether it is told by a verifier whether answers hold.
  let usesVerifier: Bool

  init(
    name: String, about: String, places: [Int], settings: [Outcomes], choice: HeldOutChoice,
    usesVerifier: Bool = false
  ) {
    self.name = name
    self.about = about
    self.usesVerifier = usesVerifier
    self.places = places
    self.settings = settings
    self.choice = choice
  }

  init(_ policy: ResolvedPolicy, _ bench: ModelBench) throws(LabError) {
    let runner = PolicyRunner(book: bench.book, policy: policy)
    var settings: [Outcomes] = []
    for setting in policy.list.settings {
      settings.append(try bench.outcomes(of: runner, setting: setting))
    }
    self.init(
      name: policy.list.name, about: policy.list.about, places: policy.places,
      settings: settings, choice: HeldOutChoice(settings, bench),
      usesVerifier: policy.list.usesVerifier)
  }

  /// The setting with the highest mean over questions, the first of equals.
  var best: Outcomes {
    settings.dropFirst().reduce(settings[0]) {
      ($1.questionMean ?? -1) > ($0.questionMean ?? -1) ? $1 : $0
    }
  }
}

extension LabFindings.Setting {
  init(_ outcomes: Outcomes) {
    let bounds = outcomes.bounds
    self.init(
      words: outcomes.words, score: outcomes.mean, cost: outcomes.meanCost,
      total: outcomes.total, trials: outcomes.trials, scored: outcomes.scored,
      unanswered: outcomes.unanswered, unrecorded: outcomes.holes.values.reduce(0, +),
      lowest: bounds.lower, highest: bounds.upper)
  }
}
