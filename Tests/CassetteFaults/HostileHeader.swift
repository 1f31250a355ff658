import Basics

/// What a forger would give a file: right in everything that is cheap to get right.
public enum HostileHeader {
  /// The page size of format 1, in bytes.
  public static let pageSize = 16_384

  /// A file with whole pages and a header that fits them; the bytes after it stay as they are.
  ///
  /// - Parameters:
  ///   - bytes: The file.
  ///   - version: The version of the format that it says it is.
  ///   - pageSize: The size of its pages.
  public static func mended(
    _ bytes: [UInt8], version: Int = 1, pageSize: Int = pageSize
  ) -> [UInt8] {
    var bytes = bytes
    let pages = max(1, (bytes.count + pageSize - 1) / pageSize)
    bytes += [UInt8](repeating: 0, count: pages * pageSize - bytes.count)
    bytes.replaceSubrange(0..<16, with: Array("SQLite format 3\0".utf8))
    bytes.replaceSubrange(
      16..<24, with: [UInt8(pageSize >> 8), UInt8(pageSize & 255), 1, 1, 0, 64, 32, 32])
    for offset in stride(from: 24, to: 100, by: 4) { set(&bytes, offset, 0) }
    for (offset, value) in [
      (24, 1), (28, pages), (40, 1), (44, 4), (56, 1), (60, version), (68, 0x5342_6361), (92, 1),
      (96, 3_040_001),
    ] {
      set(&bytes, offset, UInt32(value))
    }
    return bytes
  }

  /// A file of format 2 whose digest of itself fits it; other files stay as they are.
  ///
  /// The digest is where an honest file has it: after the only `seal` behind the schema.
  public static func resealed(_ bytes: [UInt8]) -> [UInt8] {
    let name = Array("seal".utf8)
    guard bytes.count >= 1_024, bytes[63] == 2,
      let place = (512..<min(bytes.count, 1 << 18) - 36).first(where: {
        bytes[$0] == name[0] && bytes[$0..<$0 + 4].elementsEqual(name)
      })
    else { return bytes }
    var sealed = bytes
    let range = place + 4..<place + 4 + Digest.byteCount
    sealed.replaceSubrange(range, with: [UInt8](repeating: 0, count: range.count))
    sealed.replaceSubrange(range, with: Digest.sha256(sealed).bytes)
    return sealed
  }

  private static func set(_ bytes: inout [UInt8], _ offset: Int, _ value: UInt32) {
    withUnsafeBytes(of: value.bigEndian) { bytes.replaceSubrange(offset..<offset + 4, with: $0) }
  }
}
