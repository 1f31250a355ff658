public import Basics
public import Glibc

/// A file that grows at its end in its own place, hashed as it grows, so that a later process can go on
/// where this one stopped.
public final class GrowingFile {
  /// The path that it was opened by.
  public let path: String
  /// The bytes that it holds.
  public private(set) var size = 0

  private let descriptor: Descriptor
  private var hash = DigestBuilder()

  /// Opens a file to go on with what an earlier process has left, or creates it.
  ///
  /// What is there beyond a bound is cut off. A symbolic link is not followed.
  public init(resuming path: String, upTo limit: Int) throws(FileError) {
    self.path = path
    descriptor = try Descriptor(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o666, for: .writing)
    try readAgain(upTo: limit)
  }

  /// Creates a file where there is none; throws an error whose number is `EEXIST` where there is.
  ///
  /// - Parameter mode: The permissions, of which the process's mask takes some.
  public init(new path: String, mode: mode_t = 0o666) throws(FileError) {
    self.path = path
    descriptor = try Descriptor(
      path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode, for: .writing)
  }

  private func readAgain(upTo limit: Int) throws(FileError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    while size < limit {
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, limit - size)])
      let got = try descriptor.read(into: part, at: size)
      if got == 0 { break }
      hash.update(UnsafeRawBufferPointer(rebasing: part[..<got]))
      size += got
    }
    try descriptor.cut(to: size)
  }

  /// Starts from nothing.
  public func clear() throws(FileError) {
    try descriptor.cut(to: 0)
    size = 0
    hash = DigestBuilder()
  }

  /// Appends bytes; where they cannot all be written, the file is of no use until it is cleared.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try descriptor.write(bytes)
    hash.update(bytes)
    size += bytes.count
  }

  /// Appends bytes; where they cannot all be written, the file is of no use until it is cleared.
  public func append(_ bytes: [UInt8]) throws(FileError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(FileError) in
      try append(UnsafeRawBufferPointer(buffer))
    }
  }

  /// The SHA-256 of what it holds.
  public var digest: Digest { hash.finalize() }

  /// Makes what was written outlive a power cut.
  public func synchronize() throws(FileError) { try descriptor.synchronizeData() }
}
