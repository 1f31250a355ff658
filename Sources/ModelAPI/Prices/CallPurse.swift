public import Basics

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
  public func most(of segments: [Segment]) -> Expense {
    let input = Self.promptTokens(of: segments)
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
  func open(for segments: [Segment]) async throws(ModelAPIError) -> Reservation {
    let most = tariff.most(of: segments)
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
