public import Basics
public import Glibc

/// A regular file, open for reading, closed at the end of its life.
///
/// It has no position of its own, so that several readers may share it.
public final class ReadableFile: Sendable {
  /// The path that it was opened by.
  public let path: String
  /// The size in bytes when it was opened.
  public let size: Int
  private let descriptor: Descriptor

  private static let pieceSize = 1 << 20

  /// Opens a file; a folder, a pipe or a device is refused without waiting for it.
  public init(_ path: String) throws(FileError) {
    // Without O_NONBLOCK a pipe would be waited for.
    descriptor = try Descriptor(path, O_RDONLY | O_NONBLOCK, for: .reading)
    let status = try descriptor.status(for: .reading)
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw FileError(.reading, path, .isFolder)
    default: throw FileError(.reading, path, .isNoRegularFile)
    }
    self.path = path
    size = Int(status.st_size)
  }

  /// All bytes of a file, if there are no more than a bound; `nil` if there are.
  public static func bytes(of path: String, limit: Int) throws(FileError) -> [UInt8]? {
    try ReadableFile(path).bytes(limit: limit)
  }

  /// All bytes, if there are no more than a bound; `nil` if there are.
  ///
  /// Throws `changed` if there are fewer than when it was opened.
  public func bytes(limit: Int) throws(FileError) -> [UInt8]? {
    guard size <= limit else { return nil }
    let bytes = try prefix(size)
    guard bytes.count == size else { throw FileError(.reading, path, .changed) }
    return bytes
  }

  /// Up to `count` bytes from the start, and no more than there were when it was opened.
  public func prefix(_ count: Int) throws(FileError) -> [UInt8] {
    try bytes(at: 0, count: min(count, size))
  }

  /// The bytes of a range, for which there is room in memory; fewer at the end of the file only.
  public func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(FileError) {
        filled = try fill(UnsafeMutableRawBufferPointer(buffer), at: offset)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Up to `count` bytes from an offset, perhaps fewer than there are; none at the end.
  public func read(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      do throws(FileError) {
        filled = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Fills a buffer from an offset; gives the bytes that came, fewer at the end of the file only.
  public func fill(
    _ buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let got = try descriptor.read(into: rest, at: offset + filled)
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  /// Gives a range in pieces of at most 1 MiB, as long as they are wanted.
  ///
  /// Throws `changed` if the file ends before the range does.
  ///
  /// - Parameter count: The length of the range; to the end, as it was when the file was opened, if
  ///   `nil`.
  public func forEachPiece(
    from offset: Int = 0, count: Int? = nil,
    _ body: (UnsafeRawBufferPointer) throws(FileError) -> Bool
  ) throws(FileError) {
    var offset = offset
    let end = min(count.map { offset + $0 } ?? size, size)
    guard offset < end else { return }
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(Self.pieceSize, end - offset), alignment: 16)
    defer { buffer.deallocate() }
    while offset < end {
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, end - offset)])
      guard try fill(part, at: offset) == part.count else {
        throw FileError(.reading, path, .changed)
      }
      guard try body(UnsafeRawBufferPointer(part)) else { return }
      offset += part.count
    }
  }

  /// The SHA-256 of the whole file, whatever its size is by now.
  public func digest() throws(FileError) -> Digest {
    var builder = DigestBuilder()
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, min(Self.pieceSize, size)), alignment: 16)
    defer { buffer.deallocate() }
    var offset = 0
    while true {
      let got = try descriptor.read(into: buffer, at: offset)
      if got == 0 { return builder.finalize() }
      builder.update(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
      offset += got
    }
  }
}

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
