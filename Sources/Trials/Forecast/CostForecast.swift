public import Basics
import Cassettes
import Methods
public import ModelAPI
import RecordReplay
public import Sweeps

/// What the trials that are still to be recorded are expected to take: the median of the sum, and the
/// sum that it stays below in 95 of 100 cases.
///
/// Where trials of the method were recorded, the sum is resampled from what they took; the fewer there
/// were, the wider it spreads. Elsewhere it rests on assumptions, which the report states.
public struct CostForecast: Hashable, Sendable {
  /// A number by its median and its 95th percentile.
  public struct Range: Hashable, Sendable {
    /// The median.
    public var p50: Double
    /// The 95th percentile.
    public var p95: Double
  }

  /// Trials that the cassettes hold already.
  public let recorded: Int
  /// Trials that are to be recorded.
  public let missing: Int
  /// The trials that the estimate was made from.
  public let history: Int
  /// Trials to be recorded that no history speaks of.
  public let assumed: Int
  /// Tokens, prompt and answer together.
  public let tokens: Range
  /// Dollars; `nil` where the price of a model is unknown.
  public let dollars: Range?
  /// Models whose price is unknown.
  public let unpriced: [String]
  /// The answer tokens that were assumed of a call.
  public let answerTokens: Int

  /// Tokens of an answer where nothing tells more.
  public static let usualAnswerTokens = 400
  private static let replicates = 1000
  private static let drawLimit = 200

  /// Forecasts.
  ///
  /// - Parameters:
  ///   - plan: The trials.
  ///   - runner: Runs them, to see what they ask first.
  ///   - missing: The places of the trials that are to be recorded.
  ///   - history: What was recorded.
  ///   - answerTokens: Tokens of an answer where nothing tells more.
  ///   - price: The price of a model by its name in requests; `nil` where it is unknown.
  public init(
    _ plan: Plan, _ runner: TrialRunner, missing: [Int], history: TrialHistory,
    answerTokens: Int = usualAnswerTokens, price: (String) -> TokenPrice?
  ) async throws {
    let tariffs = plan.sweep.models.indices.map { Tariff(ofModelAt: $0, in: plan.sweep, price) }
    var groups: [GroupKey: Group] = [:]
    var unheard: [Int] = []
    for index in missing {
      let trial = plan[index]
      let key = GroupKey(model: trial.model, method: trial.variant.name)
      let group =
        groups[key]
        ?? Group(
          usages: history.usages(model: trial.id.model, method: trial.id.method),
          tariff: tariffs[trial.model])
      groups[key] = group
      if group.usages.isEmpty { unheard.append(index) } else { groups[key]?.trials += 1 }
    }
    var assumed = Assumed(answerTokens: answerTokens)
    try await PlanEstimate.eachTrial(of: plan, runner, at: unheard) { trial, opening in
      assumed.add(opening, tariffs[trial.model])
    }
    let sampled = groups.keys.sorted().compactMap { groups[$0] }.filter { $0.trials > 0 }
    let sums = Self.sums(of: sampled)
    recorded = plan.count - missing.count
    self.missing = missing.count
    self.history = history.count
    self.assumed = assumed.trials
    self.answerTokens = answerTokens
    tokens = Self.range(sums.map(\.tokens), and: assumed.tokens)
    unpriced = Set(Set(missing.map { plan[$0].model }).flatMap { tariffs[$0].unpriced })
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    dollars = unpriced.isEmpty ? Self.range(sums.map(\.dollars), and: assumed.dollars) : nil
  }

  private static func range(_ sums: [Double], and assumed: Range) -> Range {
    let sums = sums.sorted()
    func percentile(_ part: Double) -> Double {
      sums.isEmpty ? 0 : sums[min(Int(part * Double(sums.count)), sums.count - 1)]
    }
    return Range(p50: percentile(0.5) + assumed.p50, p95: percentile(0.95) + assumed.p95)
  }
}

// MARK: - Prices

extension CostForecast {
  /// What a model's trials are billed at, and what bounds its answers.
  private struct Tariff: Sendable {
    /// One model that is asked.
    struct Side: Sendable {
      var price: TokenPrice?
      var answerLimit: Int?
    }

    var own: Side
    /// The model that reads the answers; `nil` where rules alone do.
    var extraction: Side?
    /// When that model is asked.
    var occasion: ModelExtraction.Occasion?
    /// Each model that may judge, by its place among those that the sweep asks.
    var judges: [Int: Side] = [:]
    /// The models whose price is unknown.
    var unpriced: [String] = []

    init(ofModelAt place: Int, in sweep: Sweep, _ price: (String) -> TokenPrice?) {
      var unpriced: [String] = []
      func side(_ model: SweepModel) -> Side {
        let known = price(model.endpoint.model)
        if known == nil { unpriced.append(model.endpoint.model) }
        return Side(price: known, answerLimit: model.endpoint.answerLimit)
      }
      own = side(sweep.models[place])
      extraction = sweep.extractor(forModelAt: place).map(side)
      occasion = sweep.extraction.byModel?.occasion
      for place in sweep.judgePlaces { judges[place] = side(sweep.askedModels[place]) }
      self.unpriced = unpriced
    }

    func value(of usage: TrialUsage) -> Sum {
      var sum = Self.value(of: usage.own, at: own.price)
      let reading = Self.value(of: usage.extraction, at: extraction?.price)
      sum.tokens += reading.tokens
      sum.dollars += reading.dollars
      for (place, judged) in usage.judges.sorted(by: { $0.key < $1.key }) {
        let judging = Self.value(of: judged, at: judges[place]?.price)
        sum.tokens += judging.tokens
        sum.dollars += judging.dollars
      }
      return sum
    }

    private static func value(of usage: TokenUsage, at price: TokenPrice?) -> Sum {
      let money = price?.cost(of: usage) ?? .zero
      return Sum(
        tokens: Double(usage.input ?? 0) + Double(usage.output ?? 0),
        dollars: Double(money.picodollars) / 1e12)
    }
  }

  private struct Sum {
    var tokens = 0.0
    var dollars = 0.0
  }
}

// MARK: - From history

extension CostForecast {
  private struct GroupKey: Hashable, Comparable {
    var model: Int
    var method: String

    static func < (left: GroupKey, right: GroupKey) -> Bool {
      left.model == right.model
        ? left.method.utf8.lexicographicallyPrecedes(right.method.utf8) : left.model < right.model
    }
  }

  private struct Group {
    var usages: [TrialUsage]
    var tariff: Tariff
    var trials = 0
  }

  /// Resampled sums: of each group as many trials are drawn as there are or as were recorded, whatever
  /// is less, so that few recordings spread as widely as little knowledge should.
  private static func sums(of groups: [Group]) -> [Sum] {
    guard !groups.isEmpty else { return [] }
    let values = groups.map { group in group.usages.map(group.tariff.value) }
    let means = values.map { Self.mean(of: $0) }
    var generator = SeededGenerator(seed: "forecast")
    return (0..<replicates).map { _ in
      var sum = Sum()
      for (group, (values, mean)) in zip(groups, zip(values, means)) {
        let spread = min(values.count, group.trials)
        let draws = min(spread, drawLimit)
        let drawn = Self.mean(of: (0..<draws).map { _ in generator.pick(values) })
        // Fewer draws than the spread stands for scatter too widely.
        let scale = (Double(draws) / Double(spread)).squareRoot()
        let trials = Double(group.trials)
        sum.tokens += trials * (mean.tokens + (drawn.tokens - mean.tokens) * scale)
        sum.dollars += trials * (mean.dollars + (drawn.dollars - mean.dollars) * scale)
      }
      return sum
    }
  }

  private static func mean(of values: [Sum]) -> Sum {
    let count = Double(max(values.count, 1))
    return Sum(
      tokens: values.reduce(0) { $0 + $1.tokens } / count,
      dollars: values.reduce(0) { $0 + $1.dollars } / count)
  }
}

// MARK: - By assumption

extension CostForecast {
  /// Trials that no history speaks of.
  ///
  /// For p50 every call answers with the usual number of tokens, and half of the further calls that
  /// may come do come; for p95 every call answers as long as it may, and all of them come. A further
  /// call's prompt is the first one's and all answers since. Where a model reads the answers, it is
  /// shown the question and the answer: always, or for p50 in half of the trials where it is asked
  /// only for what the rules cannot read. Each judge is shown as much, and says a few words.
  private struct Assumed {
    let answerTokens: Int
    /// First calls that were counted: one that several trials share is paid once.
    private var seen: Set<Slot> = []
    var trials = 0
    var tokens = Range(p50: 0, p95: 0)
    var dollars = Range(p50: 0, p95: 0)

    init(answerTokens: Int) {
      self.answerTokens = answerTokens
    }

    mutating func add(_ opening: TrialOpening, _ tariff: Tariff) {
      trials += 1
      let first = opening.calls.filter { seen.insert($0.slot).inserted }.map(\.tokens)
      let most = tariff.own.answerLimit ?? answerTokens * 4
      let (usual, long) = (min(answerTokens, most), most)
      let p50 = tariff.value(
        of: TrialUsage(
          own: Self.usage(first, opening, further: opening.further / 2, answer: usual),
          extraction: extraction(
            opening, tariff, answer: usual, share: tariff.occasion == .unread ? 0.5 : 1),
          judges: judges(opening, tariff, answer: usual)))
      let p95 = tariff.value(
        of: TrialUsage(
          own: Self.usage(first, opening, further: opening.further, answer: long),
          extraction: extraction(opening, tariff, answer: long, share: 1),
          judges: judges(opening, tariff, answer: long)))
      tokens = Range(p50: tokens.p50 + p50.tokens, p95: tokens.p95 + p95.tokens)
      dollars = Range(p50: dollars.p50 + p50.dollars, p95: dollars.p95 + p95.dollars)
    }

    private static func usage(
      _ first: [Int], _ opening: TrialOpening, further: Int, answer: Int
    ) -> TokenUsage {
      let later = further * opening.longestInput + answer * further * (further + 1) / 2
      return TokenUsage(
        freshInput: first.reduce(0, +) + later, cacheRead: 0, cacheWrite: 0,
        visibleOutput: (first.count + further) * answer, reasoningOutput: 0)
    }

    /// The calls of those who judge the answer.
    private func judges(
      _ opening: TrialOpening, _ tariff: Tariff, answer: Int
    ) -> [Int: TokenUsage] {
      var usages: [Int: TokenUsage] = [:]
      for place in opening.judges {
        let said = min(answerTokens, tariff.judges[place]?.answerLimit ?? answerTokens)
        let usage = TokenUsage(
          freshInput: opening.longestInput + min(answer, ExtractionRequest.byteLimit / 4),
          cacheRead: 0, cacheWrite: 0, visibleOutput: said, reasoningOutput: 0)
        usages[place] = (usages[place] ?? .zero) + usage
      }
      return usages
    }

    /// The call that reads the answer: it says little beside what it copies.
    private func extraction(
      _ opening: TrialOpening, _ tariff: Tariff, answer: Int, share: Double
    ) -> TokenUsage {
      guard let reader = tariff.extraction else { return .zero }
      let shown = min(answer, ExtractionRequest.byteLimit / 4)
      let copied = min(answerTokens, reader.answerLimit ?? answerTokens)
      return TokenUsage(
        freshInput: Int((Double(opening.longestInput + shown) * share).rounded()), cacheRead: 0,
        cacheWrite: 0, visibleOutput: Int((Double(copied) * share).rounded()), reasoningOutput: 0)
    }
  }
}

// MARK: - Reports

extension CostForecast {
  /// What the numbers rest on, in a sentence.
  public var basis: String {
    var parts: [String] = []
    if missing > assumed { parts.append("\(history) recorded trials, resampled") }
    if assumed > 0 {
      parts.append(
        "for \(assumed) trials no recording: answers of \(answerTokens) tokens (p50) and of the most "
          + "that is allowed (p95), half (p50) and all (p95) of the further calls")
    }
    return parts.isEmpty ? "nothing is to be recorded" : parts.joined(separator: "; ")
  }

  /// The forecast for a person, as lines of a table.
  ///
  /// - Parameter file: The file that the prices are in.
  public func text(prices file: String) -> String {
    let cost =
      dollars.map { "$\(Self.money($0.p50)) (p50) to $\(Self.money($0.p95)) (p95)" }
      ?? "unknown: \(file) has no price of " + unpriced.joined(separator: ", ")
    return """
        on tape           \(recorded) trials; \(missing) are to be recorded
        expected tokens   \(Self.whole(tokens.p50)) (p50) to \(Self.whole(tokens.p95)) (p95)
        expected cost     \(cost)
        based on          \(basis)
      """
  }

  /// The forecast for programs.
  public var json: JSONValue {
    func range(_ range: Range, _ text: (Double) -> JSONValue) -> JSONValue {
      ["p50": text(range.p50), "p95": text(range.p95)]
    }
    return [
      "recordedTrials": .integer(Int64(recorded)), "missingTrials": .integer(Int64(missing)),
      "tokens": range(tokens) { .integer(Int64(Self.whole($0))) },
      "usd": dollars.map { range($0) { .string(Self.money($0)) } } ?? .null,
      "unpriced": .array(unpriced.map { .string($0) }), "basis": .string(basis),
    ]
  }

  private static func whole(_ number: Double) -> Int { Int(exactly: number.rounded()) ?? .max }

  private static func money(_ dollars: Double) -> String {
    Money(picodollars: whole(dollars * 1e12)).dollars
  }
}
