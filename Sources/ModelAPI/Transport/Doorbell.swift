import Glibc

/// Wakes a thread that waits in `poll`, from any other.
final class Doorbell: Sendable {
  /// Readable while somebody has rung.
  let listening: Int32
  private let ringing: Int32

  /// `nil` where the process has no descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else { return nil }
    listening = ends[0]
    ringing = ends[1]
  }

  deinit {
    close(listening)
    close(ringing)
  }

  func ring() {
    var byte: UInt8 = 1
    // A full buffer means that it rings already.
    _ = write(ringing, &byte, 1)
  }

  /// Makes a bell silent that rings.
  static func silence(_ listening: Int32) {
    var rest = [UInt8](repeating: 0, count: 512)
    while read(listening, &rest, rest.count) == rest.count {}
  }
}
