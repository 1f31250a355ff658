package import Basics
import FoundationEssentials
package import ModelAPI
import Sweeps
package import Trials

/// What a sweep would ask for, and what recording the rest of it is expected to cost.
package struct SweepForecast: Sendable {
  /// The sweep.
  package let name: String
  /// What follows from the plan alone.
  package let estimate: PlanEstimate
  /// What the trials that no cassette holds yet are expected to take.
  package let forecast: CostForecast
  /// The file of the prices.
  let priceFile: String
  private let sweep: Sweep
  private let environment: [String: String]
  /// The questions by task that came into its file since the sweep was recorded, and are not asked.
  let newcomers: [String: Int]
  /// Keys of its file that do nothing, a sentence each.
  package let idleKeys: [String]

  /// What forecasts are made from.
  package struct Basis: Sendable {
    /// Other sweeps that are learnt from, as the user named them.
    package var history: [String]
    /// The file of prices that the user names; `nil` for the one beside each sweep's tasks.
    package var prices: String?
    /// The day whose prices hold, in UTC.
    package var day: PriceDay
    /// Tokens of an answer, where no recording tells.
    package var answerTokens: Int
    /// Where base URLs are looked up.
    package var environment: [String: String]

    /// Creates a basis.
    package init(
      history: [String] = [], prices: String? = nil, day: PriceDay,
      answerTokens: Int = CostForecast.usualAnswerTokens, environment: [String: String] = [:]
    ) {
      self.environment = environment
      self.history = history
      self.prices = prices
      self.day = day
      self.answerTokens = answerTokens
    }
  }

  /// Forecasts sweeps, one after the other.
  ///
  /// - Parameters:
  ///   - words: The sweeps as the user named them; every sweep under `cassettes/` without any.
  ///   - basis: What the forecasts are made from.
  ///   - emit: Given each forecast as soon as it is made.
  package static func each(
    of words: [String], from basis: Basis, isolation: isolated (any Actor)? = #isolation,
    emit: (SweepForecast) throws -> Void
  ) async throws {
    let history = try basis.history.map { try OpenSweep(try SweepLocator.folder($0)) }
    for folder in try SweepLocator.folders(words) {
      try emit(try await SweepForecast(of: try OpenSweep(folder), history, basis))
    }
  }

  private init(of sweep: OpenSweep, _ others: [OpenSweep], _ basis: Basis) async throws {
    name = sweep.folder.sweep.name
    self.sweep = sweep.folder.sweep
    environment = basis.environment
    newcomers = sweep.folder.questions.newcomers
    idleKeys = try IdleKeys(of: sweep.folder).warnings
    estimate = try await PlanEstimate.of(sweep.plan, sweep.runner)
    let prices = try Prices(named: basis.prices, beside: sweep.folder.tasks, on: basis.day)
    priceFile = prices.file
    var history = TrialHistory()
    let missing = try await history.add(sweep.plan, sweep.runner, from: try sweep.tape())
    for other in others where other.folder.path != sweep.folder.path {
      _ = try await history.add(other.plan, other.runner, from: try other.tape())
    }
    forecast = try await CostForecast(
      sweep.plan, sweep.runner, missing: missing, history: history,
      answerTokens: basis.answerTokens, price: prices.price)
  }

  /// The forecast for people.
  package var text: String {
    estimate.text(named: name) + "\n" + forecast.text(prices: priceFile) + left
      + "\nHosts and variables:\n"
      + sweep.hostText(at: nil, in: environment)
  }

  /// What is not asked because it was not there when the sweep was recorded.
  private var left: String {
    guard !newcomers.isEmpty else { return "" }
    let counts = newcomers.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\($0.value) of \($0.key)" }
    return
      "\n  not asked         \(counts.joined(separator: ", ")): new since it was recorded; they are "
      + "asked once \"questions\" leaves \(PinnedMeaning.fileName)"
  }

  /// The forecast for programs.
  package var json: JSONValue {
    guard var report = estimate.json(named: name).object else {
      preconditionFailure("an estimate is an object")
    }
    report["expected"] = forecast.json
    report["hosts"] = sweep.hostJSON(at: nil, in: environment)
    if !idleKeys.isEmpty { report["warnings"] = .array(idleKeys.map(JSONValue.string)) }
    if !newcomers.isEmpty {
      report["notAsked"] = .object(
        JSONObject(
          newcomers.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { JSONMember(name: $0.key, value: .integer(Int64($0.value))) }))
    }
    return .object(report)
  }
}
