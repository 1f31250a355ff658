import Basics
import Serving
import Synchronization
import TestSupport
import Testing

@testable import Proxy

/// A client whose going a test decides.
final class ScriptedReader: AnswerReader {
  private let state = Mutex(AnswerFate.open)

  var fate: AnswerFate { state.withLock(\.self) }

  func end(_ fate: AnswerFate) { state.withLock { $0 = fate } }
}

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
          let claim = book.claim(digest, isFact: false, by: ScriptedReader()) {
            tape.holds(digest, $0)
          }
          switch claim {
          case .absent:
            flying.append((digest, answer))
            answer += 1
          case .recorded(let ordinal, _):
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
          let reader = ScriptedReader()
          book.give(flight.digest, ordinal, isFact: false, in: book.run, to: reader)
          let isRead = Bool.random(using: &numbers)
          reader.end(isRead ? .read : .left)
          if isRead { received[flight.digest, default: []].append(flight.answer) }
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
      var open: [(ordinal: UInt32, reader: ScriptedReader)] = []
      var got: [UInt32] = []
      var misses = 0
      for _ in 0..<30 {
        if !open.isEmpty, Bool.random(using: &numbers) {
          let (ordinal, reader) = open.remove(
            at: Int.random(in: 0..<open.count, using: &numbers))
          let isRead = Bool.random(using: &numbers)
          reader.end(isRead ? .read : .left)
          if isRead { got.append(ordinal) }
        } else {
          let reader = ScriptedReader()
          switch book.claim(digest, isFact: false, by: reader, isRecorded: { $0 < recorded }) {
          case .recorded(let ordinal, _): open.append((ordinal, reader))
          case .absent(let ordinal):
            // A miss takes no ordinal, and comes only once every answer was given away.
            #expect(ordinal == recorded)
            misses += 1
          }
        }
      }
      #expect(Set(got).count == got.count)
      #expect((got + open.map(\.ordinal)).max() ?? 0 <= recorded)
    }
  }

  @Test("One recording of a fact serves any number of calls")
  func facts() {
    var book = RepeatBook()
    let digest = Self.digests[0]
    for _ in 0..<5 {
      let claim = book.claim(digest, isFact: true, by: ScriptedReader()) { $0 == 0 }
      #expect(claim == .recorded(0, turn: 1))
    }
    let claim = book.claim(digest, isFact: true, by: ScriptedReader()) { _ in false }
    #expect(claim == .absent(0))
  }

  @Test("A run begins at the first answer, and an answer of the run before moves no count of it")
  func runs() {
    var book = RepeatBook()
    let digest = Self.digests[0]
    let first = book.run
    let (gone, reader) = (ScriptedReader(), ScriptedReader())
    let before = book.claim(digest, isFact: false, by: gone) { $0 < 2 }
    book.beginRun()
    let again = book.claim(digest, isFact: false, by: reader) { $0 < 2 }
    gone.end(.left)
    book.give(digest, 0, isFact: false, in: first, to: gone)
    let second = book.claim(digest, isFact: false, by: reader) { $0 < 2 }
    let promised = book.promise(digest, isFact: false, in: first) { $0 < 2 }
    let third = book.claim(digest, isFact: false, by: reader) { $0 < 3 }
    #expect(
      [before, again, second, third] == [
        .recorded(0, turn: 1), .recorded(0, turn: 1), .recorded(1, turn: 1), .recorded(2, turn: 1),
      ])
    #expect(promised == 2)
  }

  @Test("An answer that was left comes again before any other, with the number of its turn")
  func turns() {
    var book = RepeatBook()
    let digest = Self.digests[0]
    func claim(_ reader: ScriptedReader) -> RepeatBook.Claim {
      book.claim(digest, isFact: false, by: reader) { $0 < 3 }
    }
    let readers = (0..<5).map { _ in ScriptedReader() }
    let (first, second) = (claim(readers[0]), claim(readers[1]))
    readers[1].end(.left)
    readers[0].end(.left)
    let (third, fourth) = (claim(readers[2]), claim(readers[3]))
    readers[2].end(.left)
    let fifth = claim(readers[4])
    #expect([first, second] == [.recorded(0, turn: 1), .recorded(1, turn: 1)])
    #expect([third, fourth] == [.recorded(0, turn: 2), .recorded(1, turn: 2)])
    #expect(fifth == .recorded(0, turn: 3))
    #expect(book.parkedCount == 3)
  }

  @Test("What was read long ago is not looked after for ever")
  func forgetting() {
    var book = RepeatBook()
    weak var first: ScriptedReader?
    for number in 0..<2_000 {
      let reader = ScriptedReader()
      if number == 0 { first = reader }
      _ = book.claim(.sha256("question \(number)"), isFact: false, by: reader) { $0 == 0 }
      reader.end(.read)
    }
    #expect(first == nil)
  }
}
