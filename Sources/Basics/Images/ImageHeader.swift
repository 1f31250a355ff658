/// What the header of a still picture says: its format and its size.
///
/// Every length in a file is held against the bytes that are there before it is followed, and every walk goes
/// forward, so that a file of any bytes ends in a size or a fault in the time of one look at it.
struct ImageHeader {
  let format: ImageFile.Format
  let width: Int
  let height: Int

  init(_ bytes: [UInt8]) throws(ImageFault) {
    guard let format = Self.format(of: bytes) else { throw Self.fault(of: bytes) }
    self.format = format
    let file = ImageBytes(bytes)
    (width, height) =
      switch format {
      case .png: try file.png()
      case .jpeg: try file.jpeg()
      case .webp: try file.webp()
      case .gif: try file.gif()
      }
  }

  private static func format(of bytes: [UInt8]) -> ImageFile.Format? {
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return .png }
    if bytes.starts(with: [0xff, 0xd8, 0xff]) { return .jpeg }
    if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8) { return .gif }
    if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
      return .webp
    }
    return nil
  }

  /// What a file is that is no picture, as far as a word for it helps.
  private static func fault(of bytes: [UInt8]) -> ImageFault {
    guard !bytes.isEmpty else { return ImageFault("is empty") }
    let head = String(decoding: bytes.prefix(1_024), as: UTF8.self).lowercased()
    guard !head.contains("<svg") else { return .svg }
    return ImageFault("is no PNG, JPEG, WebP or GIF by its first bytes")
  }
}

/// The bytes of a picture's file, read by their places.
private struct ImageBytes {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private static let moving = ImageFault(
    "moves: it holds several pictures, and models are shown still ones. Keep the one that is asked about"
  )

  private static func cutOff(_ what: String) -> ImageFault {
    ImageFault("is cut off or damaged: \(what)")
  }

  private func byte(_ place: Int) throws(ImageFault) -> Int {
    guard place < bytes.count else { throw Self.cutOff("it ends in its header") }
    return Int(bytes[place])
  }

  /// A number whose highest byte comes first.
  private func big(_ place: Int, _ count: Int) throws(ImageFault) -> Int {
    var number = 0
    for offset in 0..<count { number = number << 8 | (try byte(place + offset)) }
    return number
  }

  /// A number whose lowest byte comes first.
  private func little(_ place: Int, _ count: Int) throws(ImageFault) -> Int {
    var number = 0
    for offset in (0..<count).reversed() { number = number << 8 | (try byte(place + offset)) }
    return number
  }

  private func holds(_ word: String, at place: Int) -> Bool {
    bytes.dropFirst(place).starts(with: word.utf8)
  }
}

// MARK: - PNG

extension ImageBytes {
  /// Depths of a sample by kinds of colour, as the standard allows them.
  private static let pngDepths: [Int: [Int]] = [
    0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16],
  ]

  /// Walks the chunks from the header to the end.
  func png() throws(ImageFault) -> (Int, Int) {
    guard try big(8, 4) == 13, holds("IHDR", at: 12), try big(29, 4) == crc(12..<29) else {
      throw Self.cutOff("its header is not whole")
    }
    let (width, height) = (try big(16, 4), try big(20, 4))
    guard Self.pngDepths[try byte(25)]?.contains(try byte(24)) == true, try byte(26) == 0,
      try byte(27) == 0, try byte(28) < 2
    else { throw Self.cutOff("its header says what no PNG has") }
    var place = 33
    var hasPixels = false
    while !holds("IEND", at: place + 4) {
      if holds("acTL", at: place + 4) { throw Self.moving }
      hasPixels = hasPixels || holds("IDAT", at: place + 4)
      // A length is a number of four bytes, and its chunk has four more behind it.
      place += try big(place, 4) + 12
      guard place < bytes.count else { throw Self.cutOff("it ends before its last chunk") }
    }
    guard try big(place, 4) == 0, place + 12 <= bytes.count else {
      throw Self.cutOff("it ends in its last chunk")
    }
    guard hasPixels else { throw Self.cutOff("it holds no pixels") }
    return (width, height)
  }

  /// The checksum of PNG chunks.
  ///
  /// Headers are short: bit by bit is fast enough.
  private func crc(_ range: Range<Int>) -> Int {
    guard range.upperBound <= bytes.count else { return -1 }
    var crc: UInt32 = .max
    for byte in bytes[range] {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }
    return Int(~crc)
  }
}

// MARK: - JPEG

extension ImageBytes {
  /// Walks the segments to the frame that says the size.
  func jpeg() throws(ImageFault) -> (Int, Int) {
    var place = 2
    while true {
      guard try byte(place) == 0xff else {
        throw Self.cutOff("its segments do not follow each other")
      }
      // Any number of these fill the space before a marker.
      while try byte(place + 1) == 0xff { place += 1 }
      let marker = try byte(place + 1)
      switch marker {
      case 0x01, 0xd0...0xd7: place += 2
      case 0xd8, 0xd9, 0xda, 0x00: throw Self.cutOff("no frame stands before its pixels")
      // Those of tables stand among those of frames.
      case 0xc0...0xcf where ![0xc4, 0xc8, 0xcc].contains(marker):
        guard try big(place + 2, 2) >= 8 + 3, try big(place + 2, 2) <= bytes.count - place - 2
        else { throw Self.cutOff("its frame is not whole") }
        return (try big(place + 7, 2), try big(place + 5, 2))
      default:
        let length = try big(place + 2, 2)
        guard length >= 2 else { throw Self.cutOff("a segment has no length") }
        place += 2 + length
      }
    }
  }
}

// MARK: - WebP

extension ImageBytes {
  func webp() throws(ImageFault) -> (Int, Int) {
    guard try little(4, 4) + 8 <= bytes.count, try little(16, 4) + 20 <= bytes.count else {
      throw Self.cutOff("it says that it is longer than it is")
    }
    if holds("VP8 ", at: 12) {
      guard try little(23, 3) == 0x2a019d else { throw Self.cutOff("its frame does not begin") }
      return (try little(26, 2) & 0x3fff, try little(28, 2) & 0x3fff)
    }
    if holds("VP8L", at: 12) {
      guard try byte(20) == 0x2f else { throw Self.cutOff("its frame does not begin") }
      let sizes = try little(21, 4)
      return (sizes & 0x3fff + 1, sizes >> 14 & 0x3fff + 1)
    }
    guard holds("VP8X", at: 12) else { throw Self.cutOff("it begins with no frame") }
    guard try byte(20) & 2 == 0 else { throw Self.moving }
    return (try little(24, 3) + 1, try little(27, 3) + 1)
  }
}

// MARK: - GIF

extension ImageBytes {
  /// Walks the blocks: a frame may claim to be larger than the picture, and there may be many.
  func gif() throws(ImageFault) -> (Int, Int) {
    let (width, height) = (try little(6, 2), try little(8, 2))
    var place = 13 + colours(try byte(10))
    var frames = 0
    while true {
      switch try byte(place) {
      case 0x3b:
        guard frames > 0 else { throw Self.cutOff("it holds no pixels") }
        return (width, height)
      case 0x21: place = try end(ofBlocksAt: place + 2)
      case 0x2c:
        frames += 1
        guard frames == 1 else { throw Self.moving }
        guard try little(place + 1, 2) + little(place + 5, 2) <= width,
          try little(place + 3, 2) + little(place + 7, 2) <= height
        else { throw Self.cutOff("its frame is larger than the picture") }
        place = try end(ofBlocksAt: place + 11 + colours(try byte(place + 9)))
      default: throw Self.cutOff("its blocks do not follow each other")
      }
    }
  }

  /// The bytes of a table of colours by the flags that announce it.
  private func colours(_ flags: Int) -> Int {
    flags & 0x80 == 0 ? 0 : 3 << (flags & 7 + 1)
  }

  private func end(ofBlocksAt start: Int) throws(ImageFault) -> Int {
    var place = start
    while try byte(place) > 0 { place += try byte(place) + 1 }
    return place + 1
  }
}
