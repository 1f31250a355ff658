/// Small pictures for tests, made without a library.
public enum DrawnPicture {
  /// A PNG of one grey, its pixels stored as they are.
  ///
  /// - Parameters:
  ///   - width: Pixels from left to right, at most 255.
  ///   - height: Pixels from top to bottom, at most 255.
  ///   - grey: What tells pictures of one size apart.
  public static func png(width: Int = 8, height: Int = 6, grey: UInt8 = 200) -> [UInt8] {
    let row = [0] + [UInt8](repeating: grey, count: width)
    let pixels = [[UInt8]](repeating: row, count: height).flatMap(\.self)
    let size = UInt16(clamping: pixels.count)
    var zlib: [UInt8] = [0x78, 0x01, 0x01]
    zlib += [UInt8(size & 0xff), UInt8(size >> 8), UInt8(~size & 0xff), UInt8(~size >> 8)]
    zlib += pixels + big(adler(pixels))
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + header(width, height)
      + chunk("IDAT", zlib) + chunk("IEND", [])
  }

  /// The header of a PNG of any size, which need not have the pixels.
  public static func header(_ width: Int, _ height: Int) -> [UInt8] {
    chunk("IHDR", big(UInt32(width)) + big(UInt32(height)) + [8, 0, 0, 0, 0])
  }

  /// A chunk of a PNG with its checksum.
  public static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + bytes
    return big(UInt32(bytes.count)) + named + big(crc(named))
  }

  private static func big(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1
      }
    }
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }
}
