import Basics
import Testing

@testable import Cassettes

@Suite("The queue before a commit")
struct CommitQueueTests {
  @Test("schedules one commit for all that arrive meanwhile, and commits at once when full")
  func actions() throws {
    var queue = CommitQueue<Int>()
    for (number, exchange) in Samples.exchanges(CommitQueue<Int>.limit).enumerated() {
      let write = JournalWrite.insert(try JournalCandidate(exchange, file: "journal"))
      let action = queue.add(write, waiter: number)
      let isLast = number == CommitQueue<Int>.limit - 1
      #expect(action == (number == 0 ? .schedule : isLast ? .commit : .wait))
    }
    let batch = queue.take()
    #expect(batch.writes.count == CommitQueue<Int>.limit)
    #expect(batch.waiters == Array(0..<CommitQueue<Int>.limit))
    #expect(queue.take().waiters.isEmpty)
  }

  @Test("lets a second recording of a pending slot wait with the first, under the smaller scope")
  func joining() throws {
    var exchange = Samples.exchanges(1)[0]
    var queue = CommitQueue<String>()
    exchange.scope = "b"
    let first = try JournalCandidate(exchange, file: "journal")
    exchange.scope = "a"
    let second = try JournalCandidate(exchange, file: "journal")
    #expect(queue.pending(at: exchange.slot) == nil)
    #expect(queue.add(.insert(first), waiter: "first") == .schedule)
    #expect(queue.join(second, waiter: "second") == .wait)
    #expect(queue.pending(at: exchange.slot)?.exchange == exchange)
    let batch = queue.take()
    #expect(batch.writes.count == 1)
    #expect(batch.waiters == ["first", "second"])
    #expect(queue.pending(at: exchange.slot) == nil)
  }
}
