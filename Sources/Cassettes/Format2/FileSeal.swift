import Basics
import Files
import Glibc

/// The digest of a file of format 2 that stands in the file itself, over all its bytes but its own.
///
/// Whatever was changed in a file shows by it, be it a byte that nothing reads, in the time of one
/// pass over the file: sealing again shows the same and takes a hundred times as long. Against a forger,
/// who renews it, the root stands; this tells of accidents, and of edits that change no reading.
enum FileSeal {
  /// What stands in its place until all else is known.
  static let placeholder = Digest.sha256("steerbench-cassette-2 seal")
  /// How far into a file it stands at most: the facts about the whole come first.
  static let reach = 4 << 20

  /// Puts the digest where the placeholder stands.
  static func put(into image: inout [UInt8], file: String) throws(CassetteError) {
    guard let place = place(of: placeholder, in: image) else {
      throw .damaged(file, "it has no place for its own digest")
    }
    image.replaceSubrange(place..<place + Digest.byteCount, with: zeros)
    image.replaceSubrange(place..<place + Digest.byteCount, with: Digest.sha256(image).bytes)
  }

  /// Throws unless the file at a path has the digest that stands in it.
  static func check(_ seal: Digest, of path: String) throws(CassetteError) {
    let file = try files(ReadableFile(path))
    var start = try files(file.prefix(reach))
    guard let place = place(of: seal, in: start) else {
      throw .damaged(path, "its own digest stands elsewhere than it was sealed")
    }
    start.replaceSubrange(place..<place + Digest.byteCount, with: zeros)
    var builder = DigestBuilder()
    builder.update(start)
    do throws(FileError) {
      try file.forEachPiece(from: start.count) {
        builder.update($0)
        return true
      }
    } catch { throw CassetteError(error) }
    guard builder.finalize() == seal else {
      throw .damaged(path, "its bytes are not those that were sealed: it has not its own digest")
    }
  }

  private static let zeros = [UInt8](repeating: 0, count: Digest.byteCount)

  /// The first place within reach at which a digest stands; `nil` if there is none.
  private static func place(of digest: Digest, in bytes: [UInt8]) -> Int? {
    let wanted = digest.bytes
    return bytes.withUnsafeBytes { bytes in
      let end = min(bytes.count, reach) - wanted.count
      guard let base = bytes.baseAddress else { return nil }
      var start = 0
      while start <= end, let found = memchr(base + start, Int32(wanted[0]), end - start + 1) {
        let place = base.distance(to: UnsafeRawPointer(found))
        if bytes[place..<place + wanted.count].elementsEqual(wanted) { return place }
        start = place + 1
      }
      return nil
    }
  }
}
