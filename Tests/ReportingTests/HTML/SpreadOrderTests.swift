import Analysis
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@testable import Reporting

@Suite("The order in which transcripts are chosen")
struct SpreadOrderTests {
  @Test("takes every place once", arguments: 0..<70)
  func isAPermutation(count: Int) {
    #expect(SpreadOrder.places(count).sorted() == Array(0..<count))
  }

  @Test("has both halves in every beginning", arguments: [8, 50, 333])
  func isSpread(count: Int) {
    for beginning in 2...count {
      let places = SpreadOrder.places(count).prefix(beginning)
      let late = places.count { $0 >= count / 2 }
      #expect(late >= beginning / 4, "\(beginning) of \(count)")
    }
  }

  @Test("gives each cell its turn, and no cell more than the limit")
  func turns() {
    var columns = TrialColumns()
    for line in PageFixture.lines { columns.add(line) }
    let cells = columns.blocks.count
    let first = columns.spread().prefix(cells)
    #expect(Set(first.compactMap { columns.name(of: $0).map(CellKey.init(of:)) }).count == cells)
    #expect(columns.spread().sorted() == Array(0..<columns.count))
    #expect(columns.spread(limit: 1).count == cells)
  }

  @Test("is of trials that keep their names")
  func names() {
    var columns = TrialColumns()
    for line in PageFixture.lines { columns.add(line) }
    #expect(columns.count == PageFixture.lines.count)
    #expect(PageFixture.lines.indices.map(columns.name(of:)) == PageFixture.lines.map(\.trial))
    #expect(columns.name(of: -1) == nil && columns.name(of: columns.count) == nil)
  }
}
