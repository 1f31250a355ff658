import Glibc
import Basics

/// A regular file, open for reading, closed at the end of its life.
struct OpenFile: ~Copyable {
  private let descriptor: Int32
  private let path: String
  /// The size in bytes when it was opened.
  let size: Int

  /// Opens a file; a directory, a pipe or a device is refused without waiting for it.
  init(path: String) throws(CassetteError) {
    guard !path.utf8.contains(0) else { throw .missing(path) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemError.reading(path, errno) }
    var status = stat()
    let outcome = fstat(descriptor, &status)
    guard outcome == 0, status.st_mode & S_IFMT == S_IFREG else {
      let cause = outcome == 0 ? nil : SystemError.text(of: errno)
      close(descriptor)
      if outcome == 0, status.st_mode & S_IFMT == S_IFDIR { throw .isFolder(path) }
      throw .notACassette(path, "it is no regular file", cause: cause)
    }
    self.descriptor = descriptor
    self.path = path
    self.size = Int(status.st_size)
  }

  deinit {
    close(descriptor)
  }

  /// Up to `count` bytes from the start.
  func prefix(_ count: Int) throws(CassetteError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: min(count, size))
    var filled = 0
    while filled < bytes.count {
      let got = read(into: &bytes, from: filled)
      guard got >= 0 else { throw SystemError.reading(path, errno) }
      if got == 0 { break }
      filled += got
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// The SHA-256 of the whole file.
  func digest() throws(CassetteError) -> Digest {
    var builder = DigestBuilder()
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var offset = 0
    while true {
      let got = chunk.withUnsafeMutableBytes { buffer in
        retrying { pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }
      }
      guard got >= 0 else { throw SystemError.reading(path, errno) }
      if got == 0 { return builder.finalize() }
      chunk.withUnsafeBytes { builder.update(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
      offset += got
    }
  }

  /// Up to `count` bytes from an offset; none at the end.
  func read(_ count: Int, from offset: Int) throws(CassetteError) -> [UInt8] {
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      got = retrying { pread(descriptor, buffer.baseAddress, count, off_t(offset)) }
      filled = max(0, got)
    }
    guard got >= 0 else { throw SystemError.reading(path, errno) }
    return bytes
  }

  private func read(into bytes: inout [UInt8], from offset: Int) -> Int {
    bytes.withUnsafeMutableBytes { buffer in
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[offset...])
      return retrying { pread(descriptor, rest.baseAddress, rest.count, off_t(offset)) }
    }
  }
}

/// Calls again as long as a signal came in between.
func retrying(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
