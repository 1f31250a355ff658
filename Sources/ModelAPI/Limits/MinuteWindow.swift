/// What was sent in the last sixty seconds, kept under a limit.
///
/// The window slides: no sixty seconds, wherever they begin, hold more than the limit, which no
/// provider's own way of counting can find too much.
struct MinuteWindow: Hashable, Sendable {
  /// The length of the window.
  static let length = Duration.seconds(60)

  private struct Entry: Hashable {
    var moment: Duration
    var amount: Int
  }

  /// The most that the window may hold.
  let limit: Int
  private var entries: [Entry] = []
  /// The number of the first entry that is kept; numbers are never used twice.
  private var firstNumber = 0
  private var sum = 0

  init(limit: Int) {
    self.limit = max(limit, 1)
  }

  /// The moment from which an amount fits; `nil` where it fits now.
  ///
  /// More than the limit fits into an empty window, for otherwise it would wait for ever.
  mutating func opening(for amount: Int, now: Duration) -> Duration? {
    dropOld(now)
    let amount = min(amount, limit)
    var held = sum
    guard held + amount > limit else { return nil }
    for entry in entries {
      held -= entry.amount
      if held + amount <= limit { return entry.moment + Self.length }
    }
    return nil
  }

  /// Adds an amount; gives its number, to be settled by.
  mutating func add(_ amount: Int, now: Duration) -> Int {
    entries.append(Entry(moment: now, amount: amount))
    sum += amount
    return firstNumber + entries.count - 1
  }

  /// Puts the true amount in the place of an estimate, while it is still in the window.
  mutating func settle(_ number: Int, as amount: Int) {
    let index = number - firstNumber
    guard entries.indices.contains(index) else { return }
    sum += amount - entries[index].amount
    entries[index].amount = amount
  }

  private mutating func dropOld(_ now: Duration) {
    let kept = entries.firstIndex { $0.moment + Self.length > now } ?? entries.count
    guard kept > 0 else { return }
    for entry in entries[..<kept] { sum -= entry.amount }
    entries.removeFirst(kept)
    firstNumber += kept
  }
}
