import Basics
import Cassettes
import Foundation
import TestSupport
import Testing

@testable import RecordReplay

@Suite("The size of a cassette")
struct CassetteSizeTests {
  @Test("of a shipped sweep in format 2 is at most a fifth of its export as lines of JSON")
  func shipped() throws {
    let shelf = try RepositoryRoot.url().appending(path: "cassettes").path
    var largest = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: shelf).sorted() {
      let catalog = try ExchangeCatalog(CassetteSet(path: "\(shelf)/\(name)"))
      let sealed = try catalog.seal(as: .two)
      #expect(sealed.root == catalog.root)
      var lines = 0
      try ExchangeListing(path: "\(shelf)/\(name)").forEachExchange {
        lines += ExchangeLine.bytes(of: $0, cuts: ResultParts.cuts($0.kind, $0.result)).count + 1
      }
      let share = 100 * Double(sealed.bytes.count) / Double(lines)
      #expect(share <= 20, "\(name): \(sealed.bytes.count) of \(lines) bytes")
      largest = max(largest, Set(catalog.entries.map(\.scope)).count)
    }
    // One of them has 300 trials, which is what the mark is for.
    #expect(largest >= 300)
  }
}
