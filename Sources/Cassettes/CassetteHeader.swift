/// The first hundred bytes of a sealed cassette, checked before SQLite sees the file.
///
/// A canonical file leaves no choice: the magic, the page size, the pinned counters and the format's
/// own marks have one value each, and the file's size follows from the number of pages.
enum CassetteHeader {
  static let byteCount = 100
  private static let magic = Array("SQLite format 3\0".utf8)
  /// Where a header has pinned numbers: offset and value.
  private static let pinned: [(offset: Int, value: UInt32)] = [
    (24, 1), (32, 0), (36, 0), (40, 1), (44, 4), (48, 0), (52, 0), (56, 1), (64, 0),
    (72, 0), (76, 0), (80, 0), (84, 0), (88, 0), (92, 1), (96, 3_040_001),
  ]

  /// The numbers that tell only how often, and by which library, a file was written.
  private static let counters = [24, 40, 92, 96]

  /// What a header says of its file.
  struct Layout: Equatable {
    var version: CassetteVersion
    /// The size of a page in bytes.
    var pageSize: Int
  }

  /// Throws unless this is the header of a sealed cassette of `size` bytes; gives what it says.
  @discardableResult
  static func check(
    _ header: [UInt8], size: Int, file: String
  ) throws(CassetteError) -> Layout {
    guard size > 0 else { throw .emptyFile(file) }
    guard header.count == byteCount, header.starts(with: magic) else {
      throw .notACassette(file, "it does not begin like one")
    }
    guard number(header, 68) == UInt32(bitPattern: CassetteFormat.applicationID) else {
      throw .notACassette(file, "it is a SQLite database of another program")
    }
    let found = number(header, 60)
    guard let version = CassetteVersion(rawValue: Int(found)) else {
      throw .unsupportedVersion(file, found: Int64(found))
    }
    // Page size, then: rollback journal for reading and writing, no reserved bytes, fixed fractions.
    let shape = Array(header[16..<24])
    guard let pageSize = version.pageSizes.first(where: { Self.shape(of: $0) == shape }),
      pinned.allSatisfy({ number(header, $0.offset) == $0.value })
    else { throw .damaged(file, "its header is not the one of a sealed file") }
    let pages = Int(number(header, 28))
    guard pages > 0, size == pages * pageSize else {
      throw .damaged(file, "it has \(size) bytes and should have \(pages) pages")
    }
    return Layout(version: version, pageSize: pageSize)
  }

  /// Gives the header of a fresh database its one value.
  static func pin(_ image: inout [UInt8], pageSize: Int) {
    for (offset, value) in pinned where counters.contains(offset) { set(&image, offset, value) }
    set(&image, 28, UInt32(image.count / pageSize))
  }

  private static func shape(of pageSize: Int) -> [UInt8] {
    [UInt8(pageSize >> 8), UInt8(pageSize & 255), 1, 1, 0, 64, 32, 32]
  }

  private static func number(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func set(_ bytes: inout [UInt8], _ offset: Int, _ value: UInt32) {
    withUnsafeBytes(of: value.bigEndian) { bytes.replaceSubrange(offset..<offset + 4, with: $0) }
  }
}
