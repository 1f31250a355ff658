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
  func reserve(_ most: Expense) async throws(ModelAPIError) -> Int {
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
  func settle(_ number: Int, as expense: Expense) {
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
