/// Tasks that wait for their turn, first come, first served; anybody may leave the line.
struct WaitingLine<Wish: Sendable, Answer: Sendable> {
  /// Somebody who waits.
  struct Waiter {
    let wish: Wish
    let continuation: CheckedContinuation<Answer, Never>
  }

  private var waiters: [Int: Waiter] = [:]
  private var next = 0
  private var head = 0

  /// Whether nobody waits.
  var isEmpty: Bool { waiters.isEmpty }
  /// How many wait.
  var count: Int { waiters.count }

  /// A number in the line, to be used once.
  mutating func takeNumber() -> Int {
    defer { next += 1 }
    return next
  }

  /// Waits under a number.
  mutating func append(
    _ number: Int, _ wish: Wish, _ continuation: CheckedContinuation<Answer, Never>
  ) {
    waiters[number] = Waiter(wish: wish, continuation: continuation)
    head = min(head, number)
  }

  /// Who waits longest; `nil` where nobody waits.
  var first: Waiter? {
    mutating get {
      guard !waiters.isEmpty else { return nil }
      while waiters[head] == nil { head += 1 }
      return waiters[head]
    }
  }

  /// Takes out who waits longest.
  mutating func removeFirst() -> Waiter? {
    guard first != nil else { return nil }
    return waiters.removeValue(forKey: head)
  }

  /// Takes out who waits under a number; `nil` where that is nobody.
  mutating func remove(_ number: Int) -> Waiter? { waiters.removeValue(forKey: number) }

  /// Takes everybody out.
  mutating func removeAll() -> [Waiter] {
    defer { waiters = [:] }
    return Array(waiters.values)
  }
}
