import Glibc

/// What is read in its order and once: a file, a pipe, standard input, or what a shell opened.
///
/// ``ReadableFile`` is for files alone, and reads them at any place.
public struct SequentialInput: ~Copyable {
  private let descriptor: Descriptor

  /// Opens a path, and waits where it is a pipe that nobody writes yet.
  public init(_ path: String) throws(FileError) {
    descriptor = try Descriptor(path, O_RDONLY, for: .reading)
  }

  /// Takes an open descriptor over and closes it at the end.
  ///
  /// - Parameter name: What errors call it.
  public init(takingOver descriptor: Int32, named name: String) {
    self.descriptor = Descriptor(number: descriptor, path: name)
  }

  /// Standard input, which stays open.
  public static func standard() throws(FileError) -> SequentialInput {
    let copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .reading("standard input") }
    return SequentialInput(takingOver: copy, named: "standard input")
  }

  /// The bytes that come next, up to a number of them; fewer at the end only.
  public func bytes(upTo limit: Int) throws(FileError) -> [UInt8] {
    let pieceSize = 1 << 16
    var bytes: [UInt8] = []
    while bytes.count < limit {
      var failure: FileError?
      let piece = [UInt8](unsafeUninitializedCapacity: min(pieceSize, limit - bytes.count)) {
        buffer, filled in
        do throws(FileError) {
          filled = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
        } catch { failure = error }
      }
      if let failure { throw failure }
      if piece.isEmpty { break }
      bytes += piece
    }
    return bytes
  }
}
