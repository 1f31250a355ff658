import Basics
public import ModelAPI
import RecordReplay

/// What the calls of a recording are paid from, and at which prices.
///
/// What a call may take is held back before it is sent, as in a sweep: its prompt, and an answer as long as
/// it allows.
public struct ProxySpending: Sendable {
  private let account: SpendingAccount
  private let budget: Budget
  private let answerTokens: Int?
  private let price: @Sendable (String) -> TokenPrice?

  /// Creates an account.
  ///
  /// - Parameters:
  ///   - budget: The most that all calls may take together.
  ///   - answerTokens: The tokens of an answer to hold back for a call that sets no limit.
  ///   - price: The price of a model, by the name that calls have for it.
  public init(
    _ budget: Budget = Budget(), answerTokens: Int? = nil,
    price: @escaping @Sendable (String) -> TokenPrice? = { _ in nil }
  ) {
    account = SpendingAccount(budget)
    self.budget = budget
    self.answerTokens = answerTokens
    self.price = price
  }

  /// What is held back for a call.
  struct Reservation: Sendable {
    fileprivate var number: Int
    fileprivate var most: Expense
    fileprivate var tariff: CallTariff
  }

  /// Holds back what a call may take.
  ///
  /// - Throws: `DeckError` with the code `budget` where it does not fit, or where nobody can know whether
  ///   it does.
  func reserve(for call: ClientCall) async throws(DeckError) -> Reservation {
    let tariff = try tariff(of: call)
    var most = tariff.most(of: call.action.segments)
    // What names no model is no call of one: a list, a file.
    if Self.wish(call.body)["model"]?.string == nil {
      most = Expense(calls: 1, tokens: 0, money: .zero)
    }
    do {
      return Reservation(number: try await account.reserve(most), most: most, tariff: tariff)
    } catch {
      throw DeckError(error.code == .budget ? .budget : .interrupted, error.description)
    }
  }

  /// Books what a call took by its provider's word, or all that was held back where it does not say.
  ///
  /// - Parameter isBilled: Whether it may have cost anything.
  func settle(_ reservation: Reservation, usage: TokenUsage?, isBilled: Bool) async -> Money? {
    let expense =
      isBilled ? reservation.tariff.expense(of: usage, most: reservation.most) : .none
    await account.settle(reservation.number, as: expense)
    return expense.money
  }

  private func tariff(of call: ClientCall) throws(DeckError) -> CallTariff {
    let wish = Self.wish(call.body)
    guard let model = wish["model"]?.string else { return CallTariff(price: .free, answerLimit: 0) }
    let price = price(model)
    if budget.money != nil, price == nil {
      throw DeckError(
        .budget,
        "There is no price of \"\(Redaction.shown(String(model.prefix(100))))\", so that a budget of money "
          + "cannot be kept; nothing was sent. Add a row for it to the prices, or name other limits."
      )
    }
    let names = ["max_completion_tokens", "max_output_tokens", "max_tokens"]
    let stated = names.lazy.compactMap { wish[$0]?.integer }.first
    let answers = max(wish["n"]?.integer ?? 1, 1)
    guard call.endpoint.answer != nil else {
      return CallTariff(price: price, answerLimit: (stated ?? 0).multipliedClamped(by: answers))
    }
    guard let limit = stated ?? answerTokens ?? (budget.needsAnswerLimit ? nil : 0) else {
      throw DeckError(
        .budget,
        "A call sets no limit to its answer, so that a budget of money or tokens cannot be kept; nothing "
          + "was sent. Say with --answer-tokens how many to count with.")
    }
    return CallTariff(price: price, answerLimit: limit.multipliedClamped(by: answers))
  }

  private static func wish(_ body: [UInt8]) -> JSONObject {
    (try? JSONValue(parsing: body))?.object ?? JSONObject()
  }
}

extension Int {
  fileprivate func multipliedClamped(by other: Int) -> Int {
    let (product, overflow) = Swift.max(self, 0).multipliedReportingOverflow(by: other)
    return overflow ? .max / 4 : Swift.min(product, .max / 4)
  }
}
