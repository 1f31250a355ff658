import Glibc

/// What the operating system calls an open file, closed at the end of its life.
///
/// Every call is taken up again after a signal. No descriptor is handed to a program that is started.
struct Descriptor: ~Copyable, Sendable {
  private let number: Int32
  /// The path that it was opened by, as errors name it.
  let path: String

  /// Opens a path.
  ///
  /// A path with a NUL, which the system would cut there, leads nowhere.
  init(
    _ path: String, _ flags: Int32, mode: mode_t = 0, for act: FileError.Act
  ) throws(FileError) {
    guard !path.utf8.contains(0) else { throw FileError(act, path, .system(ENOENT)) }
    let number = Int32(retrying { Int(open(path, flags | O_CLOEXEC, mode)) })
    guard number >= 0 else { throw FileError(act, path, .system(errno)) }
    self.number = number
    self.path = path
  }

  /// Takes an open descriptor over.
  init(number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  deinit {
    close(number)
  }

  /// What the system knows of the file.
  func status(for act: FileError.Act) throws(FileError) -> stat {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw FileError(act, path, .system(errno)) }
    return status
  }

  // MARK: Reading

  /// Reads into a buffer from an offset; the bytes that came, 0 at the end only.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileError) -> Int {
    let got = retrying { pread(number, buffer.baseAddress, buffer.count, off_t(offset)) }
    guard got >= 0 else { throw .reading(path) }
    return got
  }

  /// Reads into a buffer what comes next; the bytes that came, 0 at the end only.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let got = retrying { Glibc.read(number, buffer.baseAddress, buffer.count) }
    guard got >= 0 else { throw .reading(path) }
    return got
  }

  // MARK: Writing

  /// Writes all bytes at the place where the last ones ended.
  func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try writeAll(bytes, to: number, named: path)
  }

  /// Cuts the file to a number of bytes and goes on writing there.
  func cut(to count: Int) throws(FileError) {
    guard retrying({ Int(ftruncate(number, off_t(count))) }) == 0,
      lseek(number, off_t(count), SEEK_SET) >= 0
    else { throw .writing(path) }
  }

  /// Makes what was written, the file's times included, outlive a power cut.
  func synchronize() throws(FileError) {
    guard retrying({ Int(fsync(number)) }) == 0 else { throw .writing(path) }
  }

  /// Makes what was written outlive a power cut, without the file's times.
  func synchronizeData() throws(FileError) {
    guard retrying({ Int(fdatasync(number)) }) == 0 else { throw .writing(path) }
  }

  // MARK: Locks

  /// Takes the file's advisory lock; `false` if another one has it.
  ///
  /// It ends with the last copy of the descriptor, and a program that is just being started holds one
  /// for a moment: whoever is done with the lock gives it back.
  ///
  /// A file system that knows no such locks keeps nobody out.
  func lock() -> Bool {
    retrying({ Int(flock(number, LOCK_EX | LOCK_NB)) }) == 0 || errno != EWOULDBLOCK
  }

  /// Gives the file's advisory lock back.
  func unlock() { flock(number, LOCK_UN) }
}

/// Writes all bytes to a descriptor that somebody else opened and closes, such as standard output.
///
/// - Parameter name: What an error calls the file.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, named name: String
) throws(FileError) {
  var rest = bytes
  while !rest.isEmpty {
    let count = retrying { write(descriptor, rest.baseAddress, rest.count) }
    guard count > 0 else { throw .writing(name) }
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
  }
}

/// Writes all bytes to a descriptor that somebody else opened and closes, such as standard output.
///
/// - Parameter name: What an error calls the file.
public func writeAll(
  _ bytes: [UInt8], to descriptor: Int32, named name: String
) throws(FileError) {
  try bytes.withUnsafeBufferPointer { (buffer) throws(FileError) in
    try writeAll(UnsafeRawBufferPointer(buffer), to: descriptor, named: name)
  }
}
