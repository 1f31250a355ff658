import Foundation
import Glibc

/// Servers on the host that nobody may reach from inside.
final class BaitSockets {
  /// A listening socket and its port.
  struct Server {
    var descriptor: CInt
    var port: UInt16
  }

  let tcp4: Server
  /// `nil` on a host without IPv6.
  let tcp6: Server?
  let udp: Server
  private let unix: [CInt]

  init(token: String, path: String) throws {
    tcp4 = try Self.internet(AF_INET, SOCK_STREAM)
    tcp6 = try? Self.internet(AF_INET6, SOCK_STREAM)
    udp = try Self.internet(AF_INET, SOCK_DGRAM)
    unix = [try Self.unix(path), try Self.unix("\0" + token)]
    chmod(path, 0o777)
  }

  deinit {
    for descriptor in [tcp4.descriptor, udp.descriptor] + unix { close(descriptor) }
    if let tcp6 { close(tcp6.descriptor) }
  }

  /// Who came since the last look.
  func complaints() -> [String] {
    var complaints: [String] = []
    let servers = [
      ("TCP over IPv4", tcp4.descriptor), ("TCP over IPv6", tcp6?.descriptor ?? -1),
      ("a unix socket", unix[0]), ("an abstract socket", unix[1]),
    ]
    for (name, descriptor) in servers {
      while case let connection = accept(descriptor, nil, nil), connection >= 0 {
        close(connection)
        complaints.append("the host was reached by \(name)")
      }
    }
    var buffer = [UInt8](repeating: 0, count: 64)
    while recv(udp.descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT)) > 0 {
      complaints.append("the host was reached by UDP")
    }
    return complaints
  }

  /// A port on which nobody listens.
  static func freePort() throws -> UInt16 {
    let server = try internet(AF_INET, SOCK_STREAM)
    close(server.descriptor)
    return server.port
  }

  /// Whether somebody answers on a port of this host.
  static func answers(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = loopback4(port)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  private static func loopback4(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  private static func internet(_ family: CInt, _ kind: __socket_type) throws -> Server {
    let flags = CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, CInt(kind.rawValue) | flags, 0)
    guard descriptor >= 0 else { throw HostBait.Failure("a server's socket") }
    // Both kinds of address begin with the family and the port, and all zeros is "any" for IPv6.
    var storage = sockaddr_storage()
    storage.ss_family = sa_family_t(family)
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    if family == AF_INET {
      length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutableBytes(of: &storage) {
        $0.storeBytes(of: loopback4(0), as: sockaddr_in.self)
      }
    }
    let port = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> UInt16? in
        guard bind(descriptor, address, length) == 0,
          kind == SOCK_DGRAM || listen(descriptor, 8) == 0,
          getsockname(descriptor, address, &length) == 0
        else { return nil }
        return UnsafeRawPointer(address).loadUnaligned(fromByteOffset: 2, as: UInt16.self).bigEndian
      }
    }
    guard let port else {
      close(descriptor)
      throw HostBait.Failure("a server's port")
    }
    return Server(descriptor: descriptor, port: port)
  }

  private static func unix(_ name: String) throws -> CInt {
    let flags = CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | flags, 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(name.utf8)
    guard descriptor >= 0, bytes.count < 108 else { throw HostBait.Failure("a unix socket") }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
      }
    }
    guard isBound else { throw HostBait.Failure("a unix socket") }
    return descriptor
  }
}
