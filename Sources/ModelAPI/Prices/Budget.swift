/// The most that some model calls may take together; what is `nil` has no limit.
public struct Budget: Hashable, Sendable {
  /// Money.
  public var money: Money?
  /// Tokens, prompt and answer together.
  public var tokens: Int?
  /// Calls.
  public var calls: Int?

  /// Creates a budget.
  public init(money: Money? = nil, tokens: Int? = nil, calls: Int? = nil) {
    self.money = money
    self.tokens = tokens
    self.calls = calls
  }

  /// Whether nothing is limited.
  public var isUnlimited: Bool { money == nil && tokens == nil && calls == nil }

  /// Whether it can only be kept where the length of an answer has a bound.
  public var needsAnswerLimit: Bool { money != nil || tokens != nil }

  /// Whether so much lies within it; money that is unknown lies within no limit of money.
  func allows(_ expense: Expense) -> Bool {
    if let calls, expense.calls > calls { return false }
    if let tokens, expense.tokens > tokens { return false }
    if let money {
      guard let spent = expense.money, spent <= money else { return false }
    }
    return true
  }
}

/// What some calls take: expected at most, or taken in truth.
public struct Expense: Hashable, Sendable {
  /// Calls.
  public var calls: Int
  /// Tokens, prompt and answer together.
  public var tokens: Int
  /// Money; `nil` where a price is unknown.
  public var money: Money?

  /// Creates an expense.
  public init(calls: Int, tokens: Int, money: Money?) {
    self.calls = calls
    self.tokens = tokens
    self.money = money
  }

  /// Nothing.
  public static let none = Expense(calls: 0, tokens: 0, money: .zero)

  /// The sum; its money is unknown where either's is, and numbers stop at the largest.
  public static func + (left: Expense, right: Expense) -> Expense {
    Expense(
      calls: ModelAttempt.sum(left.calls, right.calls),
      tokens: ModelAttempt.sum(left.tokens, right.tokens),
      money: left.money.flatMap { money in right.money.map { money + $0 } })
  }
}
