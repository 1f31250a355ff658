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
  private let before: [Substring]
  /// It reads from a pipe that nobody writes to, so that it ends with this process at the latest.
  private let lifeline: CInt

  init(token: String) throws {
    var command = ["/bin/sh", "-c", "read word", token]
    if geteuid() == 0 {
      let user = ["--reuid=\(Self.throwAway)", "--regid=\(Self.throwAway)", "--clear-groups"]
      command = ["/usr/bin/setpriv"] + user + command
    }
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw HostBait.Failure("a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    lifeline = ends[1]
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    let arguments = command.map { strdup($0) } + [nil]
    let environment = [strdup("STEERBENCH_BAIT=\(token)"), nil]
    defer {
      posix_spawn_file_actions_destroy(&actions)
      for pointer in arguments + environment { free(pointer) }
    }
    var process = pid_t()
    errno = posix_spawn(&process, command[0], &actions, nil, arguments, environment)
    guard errno == 0 else {
      close(lifeline)
      throw HostBait.Failure(command[0])
    }
    identifier = process
    before = Self.scheduling(of: process)
  }

  deinit {
    close(lifeline)
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
  }

  func complaint() -> String? {
    let fields = Self.fields(of: identifier)
    guard !fields.isEmpty else { return "a process of the host is gone" }
    if fields[0] == "Z" { return "a process of the host was ended" }
    if fields[0] == "T" || fields[0] == "t" { return "a process of the host was stopped" }
    // Compared with what it was: whoever runs the tests may have made all of them nice.
    return Self.scheduling(of: identifier) == before
      ? nil : "a process of the host was slowed down"
  }

  /// The fields of a process's line in `/proc` after its name, which may hold anything; none if the
  /// process is gone.
  private static func fields(of process: pid_t) -> [Substring] {
    let line = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    let fields = line.split(separator: ")").last?.split(separator: " ") ?? []
    return fields.count > 38 ? fields : []
  }

  /// What another process could change to slow one down: niceness, priority, policy, processors.
  private static func scheduling(of process: pid_t) -> [Substring] {
    let fields = fields(of: process)
    guard !fields.isEmpty else { return [] }
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let processors = status.split(separator: "\n").filter { $0.hasPrefix("Cpus_allowed:") }
    return [fields[16], fields[37], fields[38]] + processors
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
