import Glibc

/// The right to change a cassette folder, held by one process at a time.
///
/// It is an advisory lock on the folder itself: no file is left behind, and the system takes it back
/// when the process ends, however it ends. Reading takes no lock, since sealed files never change.
final class FolderLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of a folder; throws `locked` if somebody else holds it.
  ///
  /// A file system that knows no such locks gives one that keeps nobody out; the journal's own lock
  /// still does.
  init(folder: String) throws(CassetteError) {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError.reading(folder, errno) }
    if retrying({ Int(flock(descriptor, LOCK_EX | LOCK_NB)) }) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw .locked(folder, by: LockHolder.process(of: folder))
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }
}
