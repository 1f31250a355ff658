import Glibc

/// Where an export goes: a file, which is there as a whole or not at all, or an open descriptor.
///
/// Writes are gathered; ``finish()`` writes the rest. An output that is not finished leaves no file.
public final class ExportOutput {
  /// The file, as messages name it.
  public let path: String
  private let descriptor: Int32
  private let partial: String?
  private var buffer: [UInt8] = []
  private var isFinished = false
  private static let gathered = 1 << 18

  /// Creates a file beside the one that it will replace.
  public init(path: String) throws(CassetteError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw .missing(path) }
    let partial = path + ".partial"
    descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw SystemError.writing(path, errno) }
    self.path = path
    self.partial = partial
  }

  /// Writes to a descriptor that somebody else closes, such as standard output.
  public init(descriptor: Int32, name: String) {
    path = name
    self.descriptor = descriptor
    partial = nil
  }

  deinit {
    guard let partial else { return }
    close(descriptor)
    if !isFinished { unlink(partial) }
  }

  /// Adds bytes.
  public func write(_ bytes: [UInt8]) throws(CassetteError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.gathered { try flush() }
  }

  /// Writes what is left and puts the file in place.
  public func finish() throws(CassetteError) {
    try flush()
    guard let partial else { return }
    guard retrying({ Int(fsync(descriptor)) }) == 0, rename(partial, path) == 0 else {
      throw SystemError.writing(path, errno)
    }
    isFinished = true
    try Directory(path: Directory.parent(of: path)).synchronize()
  }

  private func flush() throws(CassetteError) {
    var offset = 0
    while offset < buffer.count {
      let written = buffer.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        return retrying { Glibc.write(descriptor, rest.baseAddress, rest.count) }
      }
      guard written > 0 else { throw SystemError.writing(path, errno) }
      offset += written
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
