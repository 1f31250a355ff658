/// The header that a forger would give a file: right in everything that is cheap to get right.
public enum HostileHeader {
  private static let pageSize = 16_384

  /// A file with whole pages and a header that fits them; the bytes after it stay as they are.
  public static func mended(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let pages = max(1, (bytes.count + pageSize - 1) / pageSize)
    bytes += [UInt8](repeating: 0, count: pages * pageSize - bytes.count)
    bytes.replaceSubrange(0..<16, with: Array("SQLite format 3\0".utf8))
    bytes.replaceSubrange(16..<24, with: [0x40, 0, 1, 1, 0, 64, 32, 32])
    for offset in stride(from: 24, to: 100, by: 4) { set(&bytes, offset, 0) }
    for (offset, value) in [
      (24, 1), (28, pages), (40, 1), (44, 4), (56, 1), (60, 1), (68, 0x5342_6361), (92, 1),
      (96, 3_040_001),
    ] {
      set(&bytes, offset, UInt32(value))
    }
    return bytes
  }

  private static func set(_ bytes: inout [UInt8], _ offset: Int, _ value: UInt32) {
    withUnsafeBytes(of: value.bigEndian) { bytes.replaceSubrange(offset..<offset + 4, with: $0) }
  }
}
