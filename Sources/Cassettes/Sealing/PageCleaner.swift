/// Zeroes the bytes of b-tree pages that belong to no cell.
///
/// SQLite leaves there what a page held before it was split: which bytes depends on the version and
/// how it was built, and they could show content that was never meant to be in the file. It works on
/// files of our own making only; pages are those of SQLite's file format, section 1.6.
enum PageCleaner {
  static func clean(_ image: inout [UInt8], roots: [Int]) {
    var pages = roots
    while let page = pages.popLast() {
      pages += clean(&image, page: page)
    }
  }

  /// Cleans one page and gives its children.
  private static func clean(_ image: inout [UInt8], page: Int) -> [Int] {
    let start = (page - 1) * CassetteFormat.pageSize
    // The first page begins with the header of the file.
    let header = start + (page == 1 ? 100 : 0)
    let isInterior = image[header] == 2 || image[header] == 5
    let cells = header + (isInterior ? 12 : 8)
    let count = number(image, header + 3, bytes: 2)
    let content = number(image, header + 5, bytes: 2)
    let gap = cells + 2 * count..<start + (content == 0 ? 65_536 : content)
    for offset in gap { image[offset] = 0 }
    guard isInterior else { return [] }
    let children = (0..<count).map { cell in
      number(image, start + number(image, cells + 2 * cell, bytes: 2), bytes: 4)
    }
    return children + [number(image, header + 8, bytes: 4)]
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, bytes count: Int) -> Int {
    bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
  }
}
