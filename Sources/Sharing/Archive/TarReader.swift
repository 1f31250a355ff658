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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(part.header.size)
    try file.forEachPiece(from: part.offset, count: part.header.size) {
      (piece) throws(SharingError) in
      bytes.append(contentsOf: piece)
      return true
    }
    return bytes
  }

  private func block(at offset: Int) throws(SharingError) -> [UInt8] {
    guard offset + TarHeader.blockSize <= file.size else {
      throw .badBundle(file.path, "it is cut short")
    }
    var block = [UInt8](repeating: 0, count: TarHeader.blockSize)
    guard block.withUnsafeMutableBytes({ file.read(into: $0, from: offset) }) else {
      throw .changed(file.path)
    }
    return block
  }
}
