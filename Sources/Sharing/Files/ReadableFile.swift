import Basics
import Glibc

/// A regular file, open for reading, closed at the end of its life.
final class ReadableFile: Sendable {
  let path: String
  /// The size in bytes when it was opened.
  let size: Int
  private let descriptor: Int32

  /// Opens a file; a folder, a pipe or a device is refused without waiting for it.
  init(_ path: String) throws(SharingError) {
    guard !path.utf8.contains(0) else { throw .reading(path, ENOENT) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .reading(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .reading(path, status.st_mode & S_IFMT == S_IFDIR ? EISDIR : EINVAL)
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit {
    close(descriptor)
  }

  /// Fills a buffer from an offset; whether there was enough to read.
  func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) -> Bool {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let got = retrying { pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled)) }
      guard got > 0 else { return false }
      filled += got
    }
    return true
  }

  /// Gives a range in pieces of at most 1 MiB, as long as they are wanted.
  func forEachPiece(
    from offset: Int = 0, count: Int? = nil,
    _ body: (UnsafeRawBufferPointer) throws(SharingError) -> Bool
  ) throws(SharingError) {
    var offset = offset
    let end = min(count.map { offset + $0 } ?? size, size)
    guard offset < end else { return }
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(1 << 20, end - offset), alignment: 16)
    defer { buffer.deallocate() }
    while offset < end {
      let part = UnsafeMutableRawBufferPointer(
        rebasing: buffer[..<min(buffer.count, end - offset)])
      guard read(into: part, from: offset) else { throw .changed(path) }
      guard try body(UnsafeRawBufferPointer(part)) else { return }
      offset += part.count
    }
  }

  /// The SHA-256 of the file.
  func digest() throws(SharingError) -> Digest {
    var hash = DigestBuilder()
    try forEachPiece { (piece) throws(SharingError) in
      hash.update(piece)
      return true
    }
    return hash.finalize()
  }

  /// All bytes, if there are no more than a bound; `nil` if there are.
  func bytes(limit: Int) throws(SharingError) -> [UInt8]? {
    guard size <= limit else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    try forEachPiece { (piece) throws(SharingError) in
      bytes.append(contentsOf: piece)
      return true
    }
    return bytes
  }
}

/// Calls again as long as a signal came in between.
func retrying(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
