import Basics
import Glibc

/// Writes a tar archive, file after file.
struct TarWriter {
  private let file: WritableFile
  private var padding = 0

  init(_ file: WritableFile) {
    self.file = file
  }

  /// Begins a file of a size; so many bytes are to follow.
  mutating func begin(_ path: String, size: Int) throws(SharingError) {
    try pad()
    let header = TarHeader(path: path, size: size)
    guard let bytes = header.bytes else {
      throw .badBundle(file.path, "\(path) is too long a path, or too large a file, for an archive")
    }
    try append(bytes)
    padding = header.padding
  }

  /// Appends bytes.
  func append(_ bytes: [UInt8]) throws(SharingError) {
    let isWritten = bytes.withUnsafeBytes { file.append($0) }
    if !isWritten { throw file.failure ?? .writing(file.path, EIO) }
  }

  /// Appends a file that must have a SHA-256.
  func append(contentsOf other: ReadableFile, _ digest: Digest) throws(SharingError) {
    var hash = DigestBuilder()
    try other.forEachPiece { (piece) throws(SharingError) in
      hash.update(piece)
      guard file.append(piece) else { throw file.failure ?? .writing(file.path, EIO) }
      return true
    }
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
