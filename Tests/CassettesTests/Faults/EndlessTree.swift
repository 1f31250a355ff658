import CassetteFaults

/// A cassette whose table of exchanges is a tree of a few pages and 10^15 leaves.
enum EndlessTree {
  private static let pageSize = 16_384
  private static let fanOut = 1_000
  private static let depth = 5

  /// Puts pages between the root of `entry` and its leaves that all point at the same page.
  static func forge(_ image: [UInt8]) throws -> [UInt8] {
    var image = image
    // The third page is the root of the second table.
    let root = 2 * pageSize
    var child = number(image, root + 8)
    for _ in 0..<depth {
      image += interior(children: child)
      child = image.count / pageSize
    }
    image.replaceSubrange(root..<root + pageSize, with: interior(children: child))
    return HostileHeader.mended(image)
  }

  /// A page of a table's tree, whose children are all the same.
  private static func interior(children child: Int) -> [UInt8] {
    var page = [UInt8](repeating: 0, count: pageSize)
    let content = pageSize - 5 * fanOut
    page[0] = 5
    put(&page, 3, fanOut, bytes: 2)
    put(&page, 5, content, bytes: 2)
    put(&page, 8, child, bytes: 4)
    for cell in 0..<fanOut {
      put(&page, 12 + 2 * cell, content + 5 * cell, bytes: 2)
      put(&page, content + 5 * cell, child, bytes: 4)
      page[content + 5 * cell + 4] = UInt8(cell & 127)
    }
    return page
  }

  private static func put(_ page: inout [UInt8], _ offset: Int, _ number: Int, bytes count: Int) {
    for index in 0..<count {
      page[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - index)))
    }
  }

  private static func number(_ bytes: [UInt8], _ offset: Int) -> Int {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
  }
}
