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
