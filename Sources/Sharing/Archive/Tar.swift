import Basics
import Files

/// The head of one file in a tar archive, in the one form that bundles use: POSIX ustar, a regular
/// file, everything that depends on who made it when left at zero.
struct TarHeader: Equatable {
  /// The size of a block, of which the head is one.
  static let blockSize = 512
  private static let maximumSize = 0o777_7777_7777

  let path: String
  let size: Int

  /// The bytes that fill a file's last block.
  var padding: Int { (Self.blockSize - size % Self.blockSize) % Self.blockSize }

  /// The block; `nil` for a path or a size that has no room in it.
  var bytes: [UInt8]? {
    guard let (prefix, name) = Self.split(path), (0...Self.maximumSize).contains(size) else {
      return nil
    }
    var block = [UInt8](repeating: 0, count: Self.blockSize)
    func put(_ text: String, at offset: Int) {
      block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    put(name, at: 0)
    put("0000644\0", at: 100)
    put("0000000\0", at: 108)
    put("0000000\0", at: 116)
    put(Self.octal(size, digits: 11) + "\0", at: 124)
    put(Self.octal(0, digits: 11) + "\0", at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar\0" + "00", at: 257)
    put(prefix, at: 345)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(Self.octal(sum, digits: 6) + "\0 ", at: 148)
    return block
  }

  /// Creates a head.
  init(path: String, size: Int) {
    self.path = path
    self.size = size
  }

  /// Reads a block; `nil` for anything but the one form.
  init?(_ block: [UInt8]) {
    guard block.count == Self.blockSize else { return nil }
    let name = Self.text(block[0..<100])
    let prefix = Self.text(block[345..<500])
    let digits = String(decoding: block[124..<135], as: UTF8.self)
    guard let size = Int(digits, radix: 8), size >= 0 else { return nil }
    self.init(path: prefix.isEmpty ? name : "\(prefix)/\(name)", size: size)
    guard bytes == block else { return nil }
  }

  /// Cuts a path where the two fields of a head ask for it.
  private static func split(_ path: String) -> (prefix: String, name: String)? {
    guard path.utf8.count > 100 else { return ("", path) }
    var cut = path.startIndex
    while let slash = path[cut...].firstIndex(of: "/") {
      let prefix = path[..<slash]
      let name = path[path.index(after: slash)...]
      if prefix.utf8.count <= 155, name.utf8.count <= 100 { return (String(prefix), String(name)) }
      cut = path.index(after: slash)
    }
    return nil
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
  }
}

/// Goes through a tar archive, head by head.
struct TarReader {
  private let file: ReadableFile
  private var offset = 0

  init(_ file: ReadableFile) {
    self.file = file
  }

  /// The next file: its head, and where its bytes begin.
  mutating func next() throws(SharingError) -> (header: TarHeader, offset: Int) {
    guard let header = TarHeader(try block(at: offset)) else {
      throw .badBundle(file.path, "the head of a file in it has another form than bundles use")
    }
    let start = offset + TarHeader.blockSize
    let end = start + header.size + header.padding
    guard end <= file.size else { throw .badBundle(file.path, "it is cut short") }
    guard try bytes(at: end - header.padding, count: header.padding).allSatisfy({ $0 == 0 }) else {
      throw .badBundle(file.path, "what fills the last block of \(header.path) is not empty")
    }
    offset = end
    return (header, start)
  }

  /// Throws unless the archive ends here.
  func finish() throws(SharingError) {
    guard file.size == offset + 2 * TarHeader.blockSize,
      try block(at: offset).allSatisfy({ $0 == 0 }),
      try block(at: offset + TarHeader.blockSize).allSatisfy({ $0 == 0 })
    else { throw .badBundle(file.path, "it does not end where its manifest says") }
  }

  /// The bytes of a file, which the caller has bounded.
  func bytes(of part: (header: TarHeader, offset: Int)) throws(SharingError) -> [UInt8] {
    try bytes(at: part.offset, count: part.header.size)
  }

  /// The SHA-256 of a file.
  func digest(of part: (header: TarHeader, offset: Int)) throws(SharingError) -> Digest {
    var hash = DigestBuilder()
    try files(
      try file.forEachPiece(from: part.offset, count: part.header.size) { piece in
        hash.update(piece)
        return true
      })
    return hash.finalize()
  }

  private func block(at offset: Int) throws(SharingError) -> [UInt8] {
    guard offset + TarHeader.blockSize <= file.size else {
      throw .badBundle(file.path, "it is cut short")
    }
    return try bytes(at: offset, count: TarHeader.blockSize)
  }

  private func bytes(at offset: Int, count: Int) throws(SharingError) -> [UInt8] {
    let bytes = try files(try file.bytes(at: offset, count: count))
    guard bytes.count == count else { throw .changed(file.path) }
    return bytes
  }
}

/// Writes a tar archive, file after file.
struct TarWriter {
  private let draft: DraftFile
  private var padding = 0

  init(_ draft: DraftFile) {
    self.draft = draft
  }

  /// Begins a file of a size; so many bytes are to follow.
  mutating func begin(_ path: String, size: Int) throws(SharingError) {
    try pad()
    let header = TarHeader(path: path, size: size)
    guard let bytes = header.bytes else {
      throw .badBundle(
        draft.path, "\(path) is too long a path, or too large a file, for an archive")
    }
    try append(bytes)
    padding = header.padding
  }

  /// Appends bytes.
  func append(_ bytes: [UInt8]) throws(SharingError) {
    try files(try draft.write(bytes))
  }

  /// Appends a file that must have a SHA-256.
  func append(contentsOf other: ReadableFile, _ digest: Digest) throws(SharingError) {
    var hash = DigestBuilder()
    try files(
      try other.forEachPiece { (piece) throws(FileError) in
        hash.update(piece)
        try draft.write(piece)
        return true
      })
    guard hash.finalize() == digest else { throw .changed(other.path) }
  }

  /// Ends the archive.
  mutating func finish() throws(SharingError) {
    try pad()
    try append([UInt8](repeating: 0, count: 2 * TarHeader.blockSize))
  }

  private mutating func pad() throws(SharingError) {
    try append([UInt8](repeating: 0, count: padding))
    padding = 0
  }
}
