import Basics
public import ModelAPI

/// What a policy paid on the way: each distinct exchange once.
public struct PolicyCost: Hashable, Sendable {
  /// Tokens.
  public private(set) var usage = TokenUsage.zero
  /// Money, as the prices of today say; `nil` where a price or a counter is unknown.
  public private(set) var money: Money? = .zero
  /// Money if nothing had come from a provider's cache: what a cache holds depends on the order of the
  /// recording, which is nobody's policy.
  public private(set) var cacheFreeMoney: Money? = .zero
  /// Service time in microseconds; `nil`, as the next two, where times were not measured.
  public private(set) var service: Int? = 0
  /// Wall time of code in microseconds.
  public private(set) var execution: Int? = 0
  /// The time on the critical path in microseconds: of replies that are asked for side by side, the
  /// longest counts.
  public private(set) var critical: Int? = 0
  /// Model calls.
  public private(set) var calls = 0
  /// Runs of code.
  public private(set) var executions = 0

  /// Creates the cost of nothing.
  public init() {}

  /// Service and execution time together, in microseconds.
  public var microseconds: Int? {
    guard let service, let execution else { return nil }
    return service.addingSaturated(execution)
  }

  /// Adds an exchange.
  mutating func add(_ cost: ExchangeCost, price: TokenPrice?) {
    usage = usage + cost.usage
    if cost.calls > 0 {
      money = Self.sum(money, price?.cost(of: cost.usage))
      cacheFreeMoney = Self.sum(cacheFreeMoney, price?.cacheFreeCost(of: cost.usage))
    }
    service = service.addingKnown(cost.service)
    execution = execution.addingKnown(cost.execution)
    calls += cost.calls
    executions += cost.executions
  }

  /// Adds a step's time on the critical path.
  mutating func addCritical(_ microseconds: Int?) {
    critical = critical.addingKnown(microseconds)
  }

  /// Adds another cost.
  mutating func add(_ other: PolicyCost) {
    usage = usage + other.usage
    money = Self.sum(money, other.money)
    cacheFreeMoney = Self.sum(cacheFreeMoney, other.cacheFreeMoney)
    service = service.addingKnown(other.service)
    execution = execution.addingKnown(other.execution)
    critical = critical.addingKnown(other.critical)
    calls = calls.addingSaturated(other.calls)
    executions = executions.addingSaturated(other.executions)
  }

  private static func sum(_ left: Money?, _ right: Money?) -> Money? {
    guard let left, let right else { return nil }
    return left + right
  }
}

/// What a policy has paid for at one question: each distinct exchange once.
struct Purse {
  private let book: LabBook
  private var paid: [Int32] = []
  private(set) var cost = PolicyCost()

  init(_ book: LabBook) {
    self.book = book
  }

  /// Pays for replies that are asked for side by side: on the critical path the longest counts.
  ///
  /// - Parameter replies: The book's places of the arms, and what they gave.
  mutating func pay(_ replies: [(arm: Int, entry: LabBook.Entry)]) {
    guard !replies.isEmpty else { return }
    let before = paid
    var longest: Int? = 0
    for (arm, entry) in replies {
      var leg: Int? = 0
      for number in book.exchanges(of: entry) {
        let exchange = book.costs[Int(number)]
        if !before.contains(number) { leg = leg.addingKnown(exchange.microseconds) }
        guard !paid.contains(number) else { continue }
        paid.append(number)
        cost.add(exchange, price: book.prices[arm])
      }
      if let some = longest, let leg { longest = max(some, leg) } else { longest = nil }
    }
    cost.addCritical(longest)
  }
}

extension TokenPrice {
  /// What a usage costs if every prompt token is fresh; `nil` where a counter is unknown.
  fileprivate func cacheFreeCost(of usage: TokenUsage) -> Money? {
    guard let input = usage.input, let output = usage.output else { return nil }
    return freshInput * input + self.output * output
  }
}

/// The cost that policies are weighed by.
public enum CostMeasure: String, Hashable, Sendable, CaseIterable {
  /// All tokens.
  case tokens
  /// US dollars, in picodollars.
  case usd
  /// Recorded time, in microseconds.
  case time
  /// Model calls.
  case calls

  /// A cost in the measure's whole units; `nil` where it is unknown.
  func amount(of cost: PolicyCost) -> Int? {
    switch self {
    case .tokens: cost.usage.total
    case .usd: cost.money?.picodollars
    case .time: cost.microseconds
    case .calls: cost.calls
    }
  }

  /// The name in tables.
  var title: String {
    switch self {
    case .tokens: "Tokens"
    case .usd: "US$"
    case .time: "Seconds"
    case .calls: "Calls"
    }
  }

  /// What a whole unit is divided by for people.
  var unit: Double {
    switch self {
    case .tokens, .calls: 1
    case .usd: 1e12
    case .time: 1e6
    }
  }

  /// The digits behind the point for people.
  var decimals: Int {
    switch self {
    case .tokens: 0
    case .usd: 6
    case .time: 2
    case .calls: 2
    }
  }
}
