import Glibc
import Sweeps
public import Trials

/// Writes a score sheet to a file, line by line, and puts it in place when it is whole.
///
/// Until ``finish()`` the lines are in `PATH.partial`; a writer that is dropped removes it, so that
/// no half sheet ever stands where a baseline is looked for.
public struct ScoreSheetWriter: ~Copyable {
  private static let chunk = 1 << 16

  private let path: String
  private let descriptor: Int32
  private var encoder: ScoreSheetEncoder
  private var isFinished = false
  private var line = 2

  private var partial: String { path + ".partial" }

  /// Starts a sheet that will stand at a path.
  public init(path: String, header: ScoreSheetHeader) throws(ScoreSheetError) {
    let encoder: ScoreSheetEncoder
    do {
      encoder = try ScoreSheetEncoder(header)
    } catch { throw error.located(file: path, line: 1) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let descriptor = path.utf8.contains(0) ? -1 : open(path + ".partial", flags, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path, errno) }
    self.path = path
    self.descriptor = descriptor
    self.encoder = encoder
  }

  deinit {
    close(descriptor)
    if !isFinished { unlink(path + ".partial") }
  }

  /// Appends a trial, which must come after the one before it in the order of trial ids.
  public mutating func append(_ line: TrialLine) throws(ScoreSheetError) {
    self.line += 1
    do {
      try encoder.append(line)
    } catch { throw error.located(file: path, line: self.line) }
    if encoder.pending >= Self.chunk { try flush() }
  }

  /// Puts the sheet in place, on stable storage; the writer is of no use afterwards.
  public mutating func finish() throws(ScoreSheetError) {
    try flush()
    guard fsync(descriptor) == 0, rename(partial, path) == 0 else {
      throw .unwritable(path, errno)
    }
    isFinished = true
  }

  private mutating func flush() throws(ScoreSheetError) {
    let bytes = encoder.take()
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .unwritable(path, errno) }
      written += count
    }
  }
}
