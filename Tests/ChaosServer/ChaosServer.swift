import Foundation
import Glibc

/// A model server on loopback that misbehaves: for faults that no HTTP library would commit.
///
/// Usage: ChaosServer SEED FAULTS DELAY-MS: FAULTS of 100 requests go wrong, the others are answered
/// after the delay. Prints its port and serves until its standard input ends. `GET /stats` tells what
/// it did.
@main
enum ChaosServer {
  static func main() throws {
    let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    guard numbers.count == 3 else {
      FileHandle.standardError.write(Data("usage: ChaosServer SEED FAULTS DELAY-MS\n".utf8))
      exit(2)
    }
    signal(SIGPIPE, SIG_IGN)
    let listener = try Listener()
    let chaos = Chaos(seed: UInt64(numbers[0]), faults: numbers[1], delay: numbers[2])
    FileHandle.standardOutput.write(Data("\(listener.port)\n".utf8))
    Thread.detachNewThread {
      // Whoever started it holds the other end: it never outlives them.
      while let data = try? FileHandle.standardInput.read(upToCount: 1), !data.isEmpty {}
      exit(0)
    }
    while let connection = listener.accept() {
      let thread = Thread { Conversation(connection, chaos).run() }
      thread.stackSize = 256 * 1024
      thread.start()
    }
  }
}

/// A socket that listens on a free port of loopback.
struct Listener {
  let port: Int
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var count = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> Int32 in
        guard bind(descriptor, raw, count) == 0, listen(descriptor, 4096) == 0 else { return -1 }
        return getsockname(descriptor, raw, &count)
      }
    }
    guard status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  /// The next connection; `nil` where there will be none.
  func accept() -> Int32? {
    while true {
      let connection = Glibc.accept(descriptor, nil, nil)
      if connection >= 0 { return connection }
      guard errno == EINTR || errno == ECONNABORTED || errno == EMFILE else { return nil }
    }
  }
}
