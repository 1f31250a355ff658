import ArgumentParser
import FoundationEssentials
import ModelAPI
import Workbench

/// How a command that asks the outside world does so.
struct WorldArguments: ParsableArguments {
  @Option(help: "Use this base URL for all models of the sweep.") var baseURL: String?
  @Option(
    help: "Trials in flight at once. Default: what the models' concurrency adds up to, plus 2.")
  var trialsAtOnce: Int?
  @Option(help: "Tries of one call before it is given up; waits between them grow to 8 seconds.")
  var attempts = RetryPolicy.standard.maximumAttempts
  @OptionGroup var network: NetworkArguments
  @OptionGroup var keys: KeyArguments
  @OptionGroup var trust: TrustArguments
  @OptionGroup var tier: TierArguments
  @OptionGroup var budget: BudgetArguments

  func validate() throws {
    if let trialsAtOnce, !(1...100_000).contains(trialsAtOnce) {
      throw ValidationError("--trials-at-once must be from 1 to 100000.")
    }
    guard (1...100).contains(attempts) else {
      throw ValidationError("--attempts must be from 1 to 100.")
    }
  }

  /// What a session is given of the outside world.
  func world(_ spending: SpendingArguments) throws -> RecordingWorld {
    RecordingWorld(
      models: ModelAccess(
        baseURL: baseURL, attempts: attempts, usesProxy: network.useProxy,
        environment: ProcessInfo.processInfo.environment, trust: trust.trust),
      code: budget.running(tier.wish), spending: try spending.spending(),
      trialsAtOnce: trialsAtOnce, timestamp: WallClock.timestamp)
  }
}

/// The wall clock, for provenance and prices only.
enum WallClock {
  /// The date and time in UTC, such as `2026-03-01T09:30:00Z`.
  @Sendable static func timestamp() -> String {
    Date.now.formatted(.iso8601)
  }

  /// Today in UTC.
  static func today() throws -> PriceDay {
    let text = String(timestamp().prefix(10))
    guard let day = PriceDay(text) else {
      throw CommandFailure(
        .usage, "This machine's clock says \(text), which is no day. Set it right.")
    }
    return day
  }
}

/// How much a command may spend, and at which prices.
struct SpendingArguments: ParsableArguments {
  @Option(
    name: .customLong("budget"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Spend no more than this: usd=, tokens=, calls=, any of them.",
      discussion: """
        It holds for this command alone; what was recorded before is not counted. What a call may \
        take is held back before it is sent: its prompt, and an answer of the most tokens that its \
        parameters allow. A try that broke off counts in full, for it may have been billed. Where the \
        next call does not fit, those under way come home, everything is sealed, and the exit code is \
        5; the same command goes on. Money needs a price of every model (exit code 2 otherwise).
        """, valueName: "kind=most"))
  var budgetWords: [String] = []
  @OptionGroup var prices: PriceArguments
  @Option(
    help: """
      The most tokens of an answer to hold back for a model whose parameters set no limit.
      """)
  var answerTokens: Int?

  func validate() throws {
    _ = try budget()
    if let answerTokens, !(1...10_000_000).contains(answerTokens) {
      throw ValidationError("--answer-tokens must be from 1 to 10000000.")
    }
  }

  /// The budget; without limits where none was named.
  func budget() throws -> Budget {
    var budget = Budget()
    for word in budgetWords.flatMap({ $0.split(separator: ",") }) {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      switch (parts.first, parts.last, parts.count) {
      case ("usd", let value?, 2):
        guard budget.money == nil, let money = Money(dollars: value) else {
          throw Self.objection(to: word, "dollars such as usd=20 or usd=0.5, once")
        }
        budget.money = money
      case ("tokens", let value?, 2):
        guard budget.tokens == nil, let count = Int(value), count >= 0 else {
          throw Self.objection(to: word, "a whole number such as tokens=1000000, once")
        }
        budget.tokens = count
      case ("calls", let value?, 2):
        guard budget.calls == nil, let count = Int(value), count >= 0 else {
          throw Self.objection(to: word, "a whole number such as calls=500, once")
        }
        budget.calls = count
      default:
        throw Self.objection(
          to: word, "usd=, tokens= or calls=; the sweep's name comes before --budget")
      }
    }
    return budget
  }

  private static func objection(to word: Substring, _ wish: String) -> ValidationError {
    ValidationError("--budget \(word): it takes \(wish).")
  }

  /// What a session may spend.
  func spending() throws -> Spending {
    Spending(
      budget: try budget(), prices: prices.prices, answerTokens: answerTokens,
      day: try WallClock.today())
  }
}

/// Which prices hold.
struct PriceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The table of prices. Default: prices.yaml beside the tasks.", valueName: "file"),
    completion: .file())
  var prices: String?
}
