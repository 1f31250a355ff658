public import Basics

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

/// What was spent of a budget and what is held back for calls under way, as a pure state machine.
///
/// A call goes only if it would stay within the budget together with everything that is spent or
/// held back. What is held back is the most that a call is expected to take; it is given back as soon
/// as the truth is known. So a budget is never passed, save by calls that take more than expected.
public struct BudgetLedger: Sendable {
  /// What becomes of a call that asks for money.
  public enum Answer: Hashable, Sendable {
    /// So much is held back for it: it may go.
    case granted
    /// It fits as soon as calls under way turn out to take less.
    case wait
    /// It does not fit, nor will it.
    case refused
  }

  /// The budget.
  public let budget: Budget
  /// What is spent.
  public private(set) var spent = Expense.none
  /// Everything that is held back for calls under way.
  public private(set) var heldBack = Expense.none
  private var held: [Int: Expense] = [:]
  private var nextNumber = 0
  /// Whether a call was refused: then nothing more goes, however small.
  public private(set) var isOver = false

  /// Creates a ledger.
  public init(_ budget: Budget) {
    self.budget = budget
  }

  /// Asks for what a call may take.
  ///
  /// - Returns: The answer, and the number to settle by where it is granted.
  public mutating func ask(_ most: Expense) -> (Answer, number: Int) {
    guard !isOver else { return (.refused, -1) }
    guard !budget.isUnlimited else { return (.granted, hold(.none)) }
    guard budget.allows(spent + most) else {
      // What is under way can only add to what is spent.
      isOver = true
      return (.refused, -1)
    }
    guard budget.allows(spent + heldBack + most) else { return (.wait, -1) }
    return (.granted, hold(most))
  }

  /// Gives back what is held for a call and books what it took.
  public mutating func settle(_ number: Int, as expense: Expense) {
    if let most = held.removeValue(forKey: number) { heldBack = heldBack.less(most) }
    spent = spent + expense
  }

  private mutating func hold(_ expense: Expense) -> Int {
    held[nextNumber] = expense
    heldBack = heldBack + expense
    nextNumber += 1
    return nextNumber - 1
  }
}

extension Expense {
  /// The rest after a part of it.
  ///
  /// Unknown money stays unknown; no budget of money ever holds any back.
  fileprivate func less(_ part: Expense) -> Expense {
    Expense(
      calls: calls - part.calls, tokens: tokens - part.tokens,
      money: money.flatMap { money in
        part.money.map { Money(picodollars: money.picodollars - $0.picodollars) }
      })
  }
}

/// The one account that all calls of a recording are paid from.
///
/// A call that does not fit beside what is held back for others waits until they have come home; a
/// call that does not fit at all is refused, and with it every later one.
public actor SpendingAccount {
  private var ledger: BudgetLedger
  private var line = WaitingLine<Expense, Int?>()
  private var isClosed = false

  /// Creates an account.
  public init(_ budget: Budget = Budget()) {
    ledger = BudgetLedger(budget)
  }

  /// What is spent so far.
  public var spent: Expense { ledger.spent }

  /// Whether the budget is reached.
  public var isOver: Bool { ledger.isOver }

  /// Sends away whoever waits.
  public func close() {
    isClosed = true
    for waiter in line.removeAll() { waiter.continuation.resume(returning: nil) }
  }

  /// Holds back what a call may take; gives the number to settle by.
  ///
  /// Throws `budget` where it does not fit, and `cancelled` where the call should no longer go.
  public func reserve(_ most: Expense) async throws(ModelAPIError) -> Int {
    if line.isEmpty, !isClosed {
      let (answer, number) = ledger.ask(most)
      switch answer {
      case .granted: return number
      case .refused: throw over(most)
      case .wait: break
      }
    }
    if let number = await wait(for: most) { return number }
    if ledger.isOver { throw over(most) }
    throw ModelAPIError(.cancelled, "the call was cancelled before it was sent", next: "")
  }

  /// Books what a call took.
  public func settle(_ number: Int, as expense: Expense) {
    ledger.settle(number, as: expense)
    advance()
  }

  private func wait(for most: Expense) async -> Int? {
    guard !isClosed else { return nil }
    let place = line.takeNumber()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        guard !Task.isCancelled else { return continuation.resume(returning: nil) }
        line.append(place, most, continuation)
        advance()
      }
    } onCancel: {
      Task { await self.leaveLine(place) }
    }
  }

  private func advance() {
    while let first = line.first {
      let (answer, number) = ledger.ask(first.wish)
      switch answer {
      case .granted: line.removeFirst()?.continuation.resume(returning: number)
      case .refused: line.removeFirst()?.continuation.resume(returning: nil)
      case .wait: return
      }
    }
  }

  private func leaveLine(_ place: Int) {
    line.remove(place)?.continuation.resume(returning: nil)
    advance()
  }

  private func over(_ most: Expense) -> ModelAPIError {
    let spent = ledger.spent
    var parts: [String] = []
    if let money = ledger.budget.money {
      let next = most.money.map { ", and the next call may take $\($0.dollars)" } ?? ""
      parts.append("$\(spent.money?.dollars ?? "?") of $\(money.dollars) are spent\(next)")
    }
    if let tokens = ledger.budget.tokens {
      parts.append(
        "\(spent.tokens) of \(tokens) tokens are spent, and the next call may take \(most.tokens)")
    }
    if let calls = ledger.budget.calls { parts.append("\(spent.calls) of \(calls) calls are made") }
    return ModelAPIError(
      .budget, "the budget is reached: " + parts.joined(separator: "; "),
      next: "Run the same command again with a new budget to go on.")
  }
}

/// What calls to one model take of a budget.
public struct CallTariff: Hashable, Sendable {
  /// Bytes of a request for each token that is held back for: fewer than the four of usual text, so
  /// that what is held back is seldom too little.
  public static let bytesPerToken = 3

  /// The price; `nil` where it is unknown.
  public var price: TokenPrice?
  /// The most tokens of an answer; `nil` where nothing bounds it.
  public var answerLimit: Int?

  /// Creates a tariff.
  public init(price: TokenPrice?, answerLimit: Int?) {
    self.price = price
    self.answerLimit = answerLimit
  }

  /// The most that a request is expected to take: its prompt, and an answer as long as may be.
  ///
  /// - Parameter images: The images that the segments name.
  public func most(of segments: [Segment], showing images: [ImageFile] = []) -> Expense {
    let input = Self.promptTokens(of: segments) + Self.tokens(of: images)
    let output = answerLimit ?? 0
    let usage = TokenUsage(undividedInput: input, undividedOutput: output)
    return Expense(
      calls: 1, tokens: ModelAttempt.sum(input, output), money: price?.cost(of: usage))
  }

  /// What a call took by its provider's word; what the provider does not say is taken from `most`, for
  /// an expense must not look smaller than it was.
  public func expense(of usage: TokenUsage?, most: Expense) -> Expense {
    guard let usage, let input = usage.input, let output = usage.output else { return most }
    return Expense(
      calls: 1, tokens: ModelAttempt.sum(input, output), money: price?.cost(of: usage))
  }

  /// More tokens than any provider is known to bill for an image.
  private static let tokensPerImage = 6_000

  /// What is held back for images.
  ///
  /// Providers bill them each in another way: what they took is known by the
  /// provider's count alone.
  static func tokens(of images: [ImageFile]) -> Int { images.count * tokensPerImage }

  /// The tokens of a prompt, rather too many than too few.
  static func promptTokens(of segments: [Segment]) -> Int {
    let bytes = segments.reduce(0) { $0 + $1.bytes.count }
    return (bytes + bytesPerToken - 1) / bytesPerToken
  }
}

/// What the calls to one model are paid from, and at which tariff.
public struct CallPurse: Sendable {
  private let account: SpendingAccount
  private let tariff: CallTariff

  /// Creates a purse.
  public init(_ account: SpendingAccount, tariff: CallTariff) {
    self.account = account
    self.tariff = tariff
  }

  /// Holds back what a call may take, before it is sent.
  func open(
    for segments: [Segment], showing images: [ImageFile]
  ) async throws(ModelAPIError) -> Reservation {
    let most = tariff.most(of: segments, showing: images)
    return Reservation(most: most, number: try await account.reserve(most))
  }

  /// Books a try that failed and may have been billed all the same, and holds back what the next one
  /// may take.
  func renew(_ reservation: inout Reservation) async throws(ModelAPIError) {
    await account.settle(reservation.number, as: reservation.most)
    reservation.isOpen = false
    reservation.number = try await account.reserve(reservation.most)
    reservation.isOpen = true
  }

  /// Books what the call took by its provider's word.
  func close(_ reservation: Reservation, usage: TokenUsage?) async {
    let expense = tariff.expense(of: usage, most: reservation.most)
    await account.settle(reservation.number, as: expense)
  }

  /// Books a call without a result: the most that it may have taken, where it may have been billed.
  func close(_ reservation: Reservation, mayBeBilled: Bool) async {
    guard reservation.isOpen else { return }
    await account.settle(reservation.number, as: mayBeBilled ? reservation.most : .none)
  }

  /// What is held back for a call.
  struct Reservation: Sendable {
    let most: Expense
    fileprivate var number: Int
    fileprivate var isOpen = true
  }
}
