import Basics

/// A body that is sent from a file or from memory, checked on its way.
final class UploadBody {
  private let source: Source
  let size: Int
  let digest: Digest
  private var offset = 0
  private var hash: UploadHash
  /// Whether what was read is not what was promised.
  private(set) var isChanged = false

  private enum Source {
    case bytes([UInt8])
    case file(ReadableFile)
  }

  init(_ bytes: [UInt8]) {
    source = .bytes(bytes)
    size = bytes.count
    digest = Digest.sha256(bytes)
    hash = UploadHash(of: size)
  }

  init(_ file: ReadableFile, digest: Digest) {
    source = .file(file)
    size = file.size
    self.digest = digest
    hash = UploadHash(of: size)
  }

  /// Fills a buffer; 0 at the end, `nil` if the bytes are not what was promised.
  ///
  /// The last bytes are given only once all of them are known to be right: a server that got too few
  /// keeps nothing.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let wanted = min(buffer.count, size - offset)
    guard wanted > 0 else { return 0 }
    let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
    guard fill(part) else {
      isChanged = true
      return nil
    }
    hash.update(UnsafeRawBufferPointer(part))
    offset += wanted
    if offset == size, hash.finalize() != digest {
      isChanged = true
      return nil
    }
    return wanted
  }

  private func fill(_ part: UnsafeMutableRawBufferPointer) -> Bool {
    switch source {
    case .bytes(let bytes):
      bytes.withUnsafeBytes {
        part.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + part.count]))
      }
      return true
    case .file(let file): return file.read(into: part, from: offset)
    }
  }

  /// Starts from the beginning.
  func rewind() {
    offset = 0
    hash = UploadHash(of: size)
    isChanged = false
  }
}
