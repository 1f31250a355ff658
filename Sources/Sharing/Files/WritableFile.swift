import Basics
import Glibc

/// A file that grows at its end, hashed as it grows.
final class WritableFile {
  let path: String
  /// The bytes that it holds.
  private(set) var size = 0
  /// Why it cannot grow.
  private(set) var failure: SharingError?

  private let descriptor: Int32
  private var hash = DigestBuilder()

  /// Opens a file to go on with what an earlier process has left, or creates it.
  ///
  /// What is there beyond a bound is cut off.
  init(resuming path: String, upTo limit: Int) throws(SharingError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw .writing(path, errno) }
    self.path = path
    self.descriptor = descriptor
    try readAgain(upTo: limit)
  }

  /// Creates a file where there is none; throws `exists` where there is.
  init(new path: String) throws(SharingError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw .exists(path) }
      throw .writing(path, errno)
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  private func readAgain(upTo limit: Int) throws(SharingError) {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while size < limit {
      let wanted = min(buffer.count, limit - size)
      let got = retrying { Glibc.read(descriptor, &buffer, wanted) }
      guard got >= 0 else { throw .reading(path, errno) }
      if got == 0 { break }
      buffer.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
      size += got
    }
    try cut(to: size)
  }

  private func cut(to count: Int) throws(SharingError) {
    guard retrying({ Int(ftruncate(descriptor, off_t(count))) }) == 0,
      lseek(descriptor, off_t(count), SEEK_SET) >= 0
    else { throw .writing(path, errno) }
  }

  /// Starts from nothing.
  func clear() throws(SharingError) {
    try cut(to: 0)
    size = 0
    hash = DigestBuilder()
    failure = nil
  }

  /// Appends bytes; `false` if they cannot be written, and then `failure` says why.
  func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = retrying { Glibc.write(descriptor, rest.baseAddress, rest.count) }
      guard count > 0 else {
        failure = .writing(path, errno)
        return false
      }
      hash.update(UnsafeRawBufferPointer(rebasing: rest[..<count]))
      size += count
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }

  /// The SHA-256 of what it holds.
  var digest: Digest { hash.finalize() }

  /// Makes what was written outlive a power cut.
  func synchronize() throws(SharingError) {
    guard retrying({ Int(fdatasync(descriptor)) }) == 0 else { throw .writing(path, errno) }
  }
}
