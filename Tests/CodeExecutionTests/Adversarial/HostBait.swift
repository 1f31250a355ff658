import Foundation
import Glibc
import TestSupport

/// What a hostile program would like to find on the host: a secret in the environment, files, keys,
/// servers, shared memory, and a process of the very user that runs are made as.
///
/// It is planted once for a suite. Whatever a case reads of it carries the token, and whatever it
/// changes shows.
final class HostBait {
  /// A bait that cannot be planted.
  struct Failure: Error, CustomStringConvertible {
    var description: String

    init(_ what: String) { description = "\(what): \(String(cString: strerror(errno)))" }
  }

  /// The text that no output may hold.
  let token: String
  private let folder: URL
  private let sockets: BaitSockets
  private let memory: BaitMemory
  private let victim: BaitProcess
  private let words: [String: String]
  private static let fileName = "secret.txt"

  init() throws {
    token = "bait" + UUID().uuidString.replacingOccurrences(of: "-", with: "")
    folder = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-bait-\(UUID().uuidString)")
    let keys = folder.appending(path: ".ssh")
    try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
    for file in [folder.appending(path: Self.fileName), keys.appending(path: "id_ed25519")] {
      try Data(token.utf8).write(to: file)
      chmod(file.path, 0o666)
    }
    chmod(folder.path, 0o777)
    setenv("STEERBENCH_BAIT", token, 1)
    sockets = try BaitSockets(token: token, path: folder.appending(path: "socket").path)
    memory = try BaitMemory(token: token)
    victim = try BaitProcess(token: token)
    words = [
      "BAIT_FOLDER": folder.path, "BAIT_FILE": folder.appending(path: Self.fileName).path,
      "CHECKOUT": (try? RepositoryRoot.url().path) ?? folder.path,
      "VICTIM_PID": "\(victim.identifier)", "VICTIM_WORD": token,
      "TCP4_PORT": "\(sockets.tcp4.port)", "TCP6_PORT": "\(sockets.tcp6?.port ?? 9)",
      "UDP_PORT": "\(sockets.udp.port)", "FREE_PORT": "\(try BaitSockets.freePort())",
      "ABSTRACT_NAME": token, "UNIX_SOCKET": folder.appending(path: "socket").path,
      "SHM_KEY": "\(memory.key)", "SHM_ID": "\(memory.identifier)", "SHM_NAME": memory.name,
    ]
  }

  deinit {
    unsetenv("STEERBENCH_BAIT")
    try? FileManager.default.removeItem(at: folder)
  }

  /// A text with the words in it replaced.
  func fill(_ text: String) -> String {
    guard text.contains("@") else { return text }
    return words.reduce(text) { $0.replacingOccurrences(of: "@\($1.key)@", with: $1.value) }
  }

  /// The port on which a case may listen.
  var freePort: UInt16 { UInt16(words["FREE_PORT"] ?? "") ?? 0 }

  /// What was done to the bait since the last look.
  func complaints() -> [String] {
    var complaints = sockets.complaints()
    let names = Set((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    if names != [".ssh", Self.fileName, "socket"] {
      complaints.append("the folder of the host now holds \(names.sorted())")
    }
    let file = folder.appending(path: Self.fileName)
    if (try? String(contentsOf: file, encoding: .utf8)) != token {
      complaints.append("a file of the host was changed")
    }
    if let complaint = victim.complaint() { complaints.append(complaint) }
    return complaints
  }
}

/// A process of the user that runs are made as, with the token in its environment and its arguments.
///
/// Two runs at once have the same user where the caller is root, so this is what one run sees of
/// another.
private final class BaitProcess {
  /// The user that owns nothing, and that root's runs are made as.
  private static let throwAway = 65_432

  let identifier: pid_t

  init(token: String) throws {
    var command = ["/usr/bin/python3", "-c", "import time; time.sleep(100000)", token]
    if geteuid() == 0 {
      let user = ["--reuid=\(Self.throwAway)", "--regid=\(Self.throwAway)", "--clear-groups"]
      command = ["/usr/bin/setpriv"] + user + command
    }
    let arguments = command.map { strdup($0) } + [nil]
    let environment = [strdup("STEERBENCH_BAIT=\(token)"), nil]
    defer { for pointer in arguments + environment { free(pointer) } }
    var process = pid_t()
    errno = posix_spawn(&process, command[0], nil, nil, arguments, environment)
    guard errno == 0 else { throw HostBait.Failure(command[0]) }
    identifier = process
  }

  deinit {
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
  }

  func complaint() -> String? {
    let status = (try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)) ?? ""
    let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 16 else { return "a process of the host is gone" }
    if fields[0] == "Z" { return "a process of the host was ended" }
    if fields[0] == "T" || fields[0] == "t" { return "a process of the host was stopped" }
    return fields[16] == "0" ? nil : "a process of the host was slowed down"
  }
}

/// Shared memory of both kinds.
private final class BaitMemory {
  let key: Int32
  let identifier: Int32
  let name: String

  init(token: String) throws {
    key = 0x57EF_0000 | Int32.random(in: 0...0xffff)
    identifier = shmget(key, 4096, 0o1000 | 0o666)
    guard identifier >= 0, let address = shmat(identifier, nil, 0) else {
      throw Failure("shared memory")
    }
    memcpy(address, token, token.utf8.count)
    shmdt(address)
    name = "steerbench-bait-\(token)"
    try? Data(token.utf8).write(to: URL(filePath: "/dev/shm/\(name)"))
  }

  private typealias Failure = HostBait.Failure

  deinit {
    shmctl(identifier, 0, nil)  // IPC_RMID
    unlink("/dev/shm/\(name)")
  }
}
