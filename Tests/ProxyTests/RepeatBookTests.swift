import Basics
import TestSupport
import Testing

@testable import Proxy

@Suite("The rule for repeats")
struct RepeatBookTests {
  /// A recording without a network: what is kept, and what each client got.
  private struct Taped {
    var answers: [Digest: [UInt32: Int]] = [:]

    func holds(_ digest: Digest, _ ordinal: UInt32) -> Bool { answers[digest]?[ordinal] != nil }
  }

  private static let digests = (0..<3).map { Digest.sha256("call \($0)") }

  @Test(
    "In whatever order answers come home, each gets an ordinal of its own, and no place stays empty"
  )
  func recording() throws {
    for seed in 0..<200 {
      var numbers = SeededNumbers(UInt64(seed))
      var book = RepeatBook()
      var tape = Taped()
      var flying: [(digest: Digest, answer: Int)] = []
      var received: [Digest: [Int]] = [:]
      var answer = 0
      for _ in 0..<40 {
        let digest = Self.digests[Int.random(in: 0..<3, using: &numbers)]
        switch Int.random(in: 0..<3, using: &numbers) {
        case 0:
          let claim = book.claim(digest, isFact: false) { tape.holds(digest, $0) }
          switch claim {
          case .absent:
            flying.append((digest, answer))
            answer += 1
          case .recorded(let ordinal):
            received[digest, default: []].append(try #require(tape.answers[digest]?[ordinal]))
          }
        case 1 where !flying.isEmpty:
          let flight = flying.remove(at: Int.random(in: 0..<flying.count, using: &numbers))
          // A try that failed takes no ordinal.
          guard Bool.random(using: &numbers) else { continue }
          let ordinal = book.promise(flight.digest, isFact: false, in: book.run) {
            tape.holds(flight.digest, $0)
          }
          #expect(!tape.holds(flight.digest, ordinal))
          tape.answers[flight.digest, default: [:]][ordinal] = flight.answer
          book.settle(flight.digest, ordinal)
          if Bool.random(using: &numbers) {
            received[flight.digest, default: []].append(flight.answer)
          } else {
            book.park(flight.digest, ordinal, isFact: false, in: book.run)
          }
        default: break
        }
      }
      for digest in Self.digests {
        let ordinals = (tape.answers[digest] ?? [:]).keys.sorted()
        #expect(ordinals == Array(0..<UInt32(ordinals.count)))
        // Nobody was given an answer that another one was given.
        let got = received[digest] ?? []
        #expect(Set(got).count == got.count)
      }
    }
  }

  @Test(
    "A replay gives the answers in the order of arrival, those again that their client left, and misses the rest"
  )
  func replay() {
    for seed in 0..<200 {
      var numbers = SeededNumbers(UInt64(seed))
      var book = RepeatBook()
      let digest = Self.digests[0]
      let recorded = UInt32.random(in: 0...6, using: &numbers)
      var open: [UInt32] = []
      var got: [UInt32] = []
      var misses = 0
      for _ in 0..<30 {
        if !open.isEmpty, Bool.random(using: &numbers) {
          let ordinal = open.remove(at: Int.random(in: 0..<open.count, using: &numbers))
          if Bool.random(using: &numbers) {
            got.append(ordinal)
          } else {
            book.park(digest, ordinal, isFact: false, in: book.run)
          }
        } else {
          switch book.claim(digest, isFact: false, isRecorded: { $0 < recorded }) {
          case .recorded(let ordinal): open.append(ordinal)
          case .absent(let ordinal):
            // A miss takes no ordinal, and comes only once every answer was given away.
            #expect(ordinal == recorded)
            misses += 1
          }
        }
      }
      #expect(Set(got).count == got.count)
      #expect((got + open).max() ?? 0 <= recorded)
    }
  }

  @Test("One recording of a fact serves any number of calls")
  func facts() {
    var book = RepeatBook()
    let digest = Self.digests[0]
    for _ in 0..<5 {
      let claim = book.claim(digest, isFact: true) { $0 == 0 }
      #expect(claim == .recorded(0))
    }
    let claim = book.claim(digest, isFact: true) { _ in false }
    #expect(claim == .absent(0))
  }

  @Test("A run begins at the first answer, and an answer of the run before moves no count of it")
  func runs() {
    var book = RepeatBook()
    let digest = Self.digests[0]
    let first = book.run
    let before = book.claim(digest, isFact: false) { $0 < 2 }
    book.beginRun()
    let again = book.claim(digest, isFact: false) { $0 < 2 }
    book.park(digest, 0, isFact: false, in: first)
    let second = book.claim(digest, isFact: false) { $0 < 2 }
    let promised = book.promise(digest, isFact: false, in: first) { $0 < 2 }
    let third = book.claim(digest, isFact: false) { $0 < 3 }
    #expect(
      [before, again, second, third] == [.recorded(0), .recorded(0), .recorded(1), .recorded(2)])
    #expect(promised == 2)
  }
}
