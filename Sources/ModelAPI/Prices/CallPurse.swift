import Basics

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
