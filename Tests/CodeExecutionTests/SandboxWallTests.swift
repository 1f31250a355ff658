import Foundation
import Glibc
import Testing

@testable import CodeExecution

@Suite("The wall of the sandbox", .enabled(if: Bench.hasBubblewrap, Bench.reason))
struct SandboxWallTests {
  /// A variable of this very process that no run may have; none is set for it, since other tests read
  /// the environment at the same time.
  private func variableOfTheHost() throws -> String {
    let given = Set(PythonCommand.environment.map(\.name))
    return try #require(
      ProcessInfo.processInfo.environment.keys.filter { !given.contains($0) }.min(),
      "the tests need an environment to hide")
  }

  @Test("The environment is the list, in its order, and nothing of the host's")
  func environment() async throws {
    _ = try variableOfTheHost()
    let outcome = try await Bench.run(
      "import os\nfor name, value in os.environ.items(): print(f'{name}={value}')")
    let expected = PythonCommand.environment.map { "\($0.name)=\($0.value)\n" }.joined()
    #expect(outcome.out == expected)
  }

  @Test("No process shows a variable or an environment of the host")
  func otherProcesses() async throws {
    let outcome = try await Bench.run(
      """
      import os
      pids = [int(name) for name in os.listdir('/proc') if name.isdigit()]
      print(sorted(pids), os.getpid(), os.getppid())
      names = [line.split(b'=')[0] for line in open('/proc/2/environ', 'rb').read().split(b'\\0')]
      print(b'\(try variableOfTheHost())' in names, len(names))
      try: print(open('/proc/1/environ').read())
      except PermissionError: print('closed')
      """)
    let count = PythonCommand.environment.count + 1
    #expect(outcome.out == "[1, 2] 2 1\nFalse \(count)\nclosed\n")
  }

  @Test("There is no network")
  func network() async throws {
    let outcome = try await Bench.run(
      """
      import socket
      for family, address in ((socket.AF_INET, '192.0.2.1'), (socket.AF_INET6, '2001:db8::1')):
          try:
              s = socket.socket(family, socket.SOCK_STREAM); s.settimeout(2); s.connect((address, 80))
              print('connected')
          except OSError as error:
              print(type(error).__name__)
      """)
    #expect(outcome.out == "PermissionError\nPermissionError\n")
  }

  @Test("A server of the host is out of reach")
  func hostServer() async throws {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(server) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> UInt16 in
        guard bind(server, pointer, length) == 0, listen(server, 1) == 0,
          getsockname(server, pointer, &length) == 0
        else { return 0 }
        return UnsafeRawPointer(pointer).load(as: sockaddr_in.self).sin_port.bigEndian
      }
    }
    try #require(port != 0)
    let outcome = try await Bench.run(
      """
      import socket
      try: socket.create_connection(('127.0.0.1', \(port)), 2); print('connected')
      except OSError as error: print(type(error).__name__)
      """)
    #expect(outcome.out == "PermissionError\n")
  }

  @Test("Files of the host and of its users cannot be read")
  func hostFiles() async throws {
    let outcome = try await Bench.run(
      """
      import os
      for path in ('/etc/shadow', '/etc/passwd', '/root', '/home', '/var', '/proc/1/root/etc/shadow',
                   '/srv', '/opt', '/mnt', '/boot'):
          print(path) if os.path.exists(path) else None
      print(sorted(os.listdir('/')))
      """)
    let folders = ["bin", "code", "dev", "etc", "lib", "proc", "run", "sys", "tmp", "usr"]
    #expect(outcome.err == "")
    for folder in folders { #expect(outcome.out.contains("'\(folder)'")) }
    #expect(outcome.out.split(separator: "\n").count == 1, "\(outcome.out)")
  }

  @Test("Nothing but its own folders can be written to")
  func readOnly() async throws {
    let outcome = try await Bench.run(
      """
      for path in ('/x', '/usr/x', '/usr/bin/x', '/etc/x', '/dev/x', '/bin/x',
                   '/proc/sys/kernel/hostname'):
          try: open(path, 'w').write('x'); print('wrote', path)
          except OSError: pass
      open('here', 'w').write('x'); open('/dev/null', 'w').write('x')
      import multiprocessing
      multiprocessing.Lock()
      print('done')
      """)
    #expect(outcome.out == "done\n", "\(outcome.err)")
  }

  @Test("It is user 1000 without any capability, in an empty folder, and cannot become another")
  func user() async throws {
    let outcome = try await Bench.run(
      """
      import os
      print(os.getuid(), os.getgid(), os.getgroups(), os.getcwd(), os.listdir('.'), os.umask(0))
      print(os.uname().nodename)
      for call in (lambda: os.setuid(0), lambda: os.chroot('/tmp')):
          try: call(); print('allowed')
          except OSError: pass
      for line in open('/proc/self/status'):
          if line.startswith(('CapEff', 'CapBnd', 'NoNewPrivs')): print(line.split())
      """)
    let lines = outcome.out.split(separator: "\n")
    #expect(lines.first?.hasPrefix("1000 1000 [") == true)
    #expect(lines.first?.hasSuffix("] /tmp [] 18") == true)
    #expect(lines.contains("sandbox"))
    #expect(lines.contains("['CapEff:', '0000000000000000']"))
    #expect(lines.contains("['NoNewPrivs:', '1']"))
  }

  @Test("Nothing is left in the host's temporary folder")
  func noLeftovers() async throws {
    let outcome = try await Bench.run(
      "import tempfile; print(tempfile.mkdtemp(prefix='steerbench-leftover-'))")
    let path = outcome.out.dropLast()
    #expect(path.hasPrefix("/tmp/steerbench-leftover-"))
    #expect(!HostFiles.isDirectory(String(path)))
  }
}
