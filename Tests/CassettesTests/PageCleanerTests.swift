import Basics
import Foundation
import Testing

@testable import Cassettes

@Suite("Unused bytes of a cassette's pages")
struct PageCleanerTests {
  /// The tables' roots: the schema, then `meta`, `entry` and `cold` as they are created.
  private let roots = [1, 2, 3, 4]

  @Test("are zeroed, and nothing else is touched")
  func cleaning() throws {
    let image = try CassetteSealer.seal(Samples.exchanges(120), as: .one).bytes
    var soiled = image
    for page in roots { soil(&soiled, page: page) }
    #expect(soiled != image)
    PageCleaner.clean(&soiled, roots: roots, pageSize: CassetteFormat.pageSize)
    #expect(soiled == image)
  }

  @Test("are zeroed in pages below the roots too")
  func deepPages() throws {
    let image = try CassetteSealer.seal(Samples.exchanges(400), as: .one).bytes
    let root = 2 * CassetteFormat.pageSize
    try #require(image[root] == 5, "the table must be more than one page")
    let child = image[root + 8..<root + 12].reduce(0) { $0 << 8 | Int($1) }
    var soiled = image
    soil(&soiled, page: child)
    #expect(soiled != image)
    PageCleaner.clean(&soiled, roots: roots, pageSize: CassetteFormat.pageSize)
    #expect(soiled == image)
  }

  @Test("cannot hide content from INDEX nor from the canonical level")
  func hiding() async throws {
    try await withTemporaryFolder { folder in
      let image = try CassetteSealer.seal(Samples.exchanges(20), as: .one)
      var soiled = image.bytes
      soil(&soiled, page: 3)
      let path = folder + "/hiding.cas"
      try write(soiled, to: path)
      let cassette = try SealedCassette(path: path)
      try cassette.verify(.full)
      for check in [(VerificationLevel.canonical, Digest?.none), (.file, image.fileDigest)] {
        let error = cassetteError { () throws(CassetteError) in
          try cassette.verify(check.0, expecting: check.1)
        }
        #expect(error?.code == .damaged)
      }
    }
  }

  /// Writes into the gap between the cell pointers and the cells of a page.
  private func soil(_ image: inout [UInt8], page: Int) {
    let start = (page - 1) * CassetteFormat.pageSize
    let header = start + (page == 1 ? 100 : 0)
    let content = Int(image[header + 5]) << 8 | Int(image[header + 6])
    image[start + content - 1] = 0xEE
  }
}
