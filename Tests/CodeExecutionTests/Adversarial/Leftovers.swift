import Foundation
import Glibc

/// What a run may leave behind: processes, files, descriptors, mounts, shared memory.
struct Leftovers: Hashable {
  /// Living descendants of the test's own process, by number.
  var processes: Set<pid_t> = []
  /// Files by the name that every case gives its files, in all folders that anybody may write to.
  var files: Set<String> = []
  /// Open descriptors.
  var descriptors = 0
  /// Lines of the list of mounts.
  var mounts = 0
  /// Segments of System V shared memory whose keys are those that the cases use.
  var segments = 0

  /// The prefix of every name that a case gives a file.
  static let prefix = "steerbench-case"

  /// Makes this process inherit the orphans among its descendants, so that none can hide.
  static func adoptOrphans() {
    // prctl takes a variable number of arguments, which Swift cannot call by its declaration.
    guard let symbol = dlsym(nil, "prctl") else { return }
    typealias Prctl =
      @convention(c) (CInt, CUnsignedLong, CUnsignedLong, CUnsignedLong, CUnsignedLong) -> CInt
    _ = unsafeBitCast(symbol, to: Prctl.self)(36, 1, 0, 0, 0)  // PR_SET_CHILD_SUBREAPER
  }

  /// Looks at the machine.
  static func current() -> Leftovers {
    Leftovers(
      processes: descendants(), files: strayFiles(), descriptors: entries("/proc/self/fd").count,
      mounts: lines("/proc/self/mountinfo").count,
      segments: lines("/proc/sysvipc/shm").count { isKeyOfCases($0) })
  }

  /// What is there beyond what was there before; empty if nothing is.
  func complaints(since before: Leftovers) -> [String] {
    var complaints: [String] = []
    for process in processes.subtracting(before.processes).sorted() {
      complaints.append("process \(process) lives on: \(Self.commandLine(process))")
    }
    for file in files.subtracting(before.files).sorted() { complaints.append("\(file) is left") }
    if descriptors > before.descriptors {
      complaints.append("\(descriptors - before.descriptors) descriptors stay open")
    }
    if mounts != before.mounts { complaints.append("mounts: \(before.mounts), now \(mounts)") }
    if segments > before.segments { complaints.append("shared memory is left") }
    return complaints
  }

  private static func entries(_ path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  private static func lines(_ path: String) -> [Substring] {
    ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n")
  }

  private static func isKeyOfCases(_ line: Substring) -> Bool {
    guard let key = line.split(separator: " ").first.flatMap({ Int($0) }) else { return false }
    return (0x57EE_0000..<0x57EE_1000).contains(key)
  }

  private static func commandLine(_ process: pid_t) -> String {
    let bytes = (try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))) ?? Data()
    return String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
  }

  private static func descendants() -> Set<pid_t> {
    var children: [pid_t: [pid_t]] = [:]
    for name in entries("/proc") {
      guard let process = pid_t(name), let line = lines("/proc/\(name)/stat").first,
        let close = line.lastIndex(of: ")")
      else { continue }
      // After the name, which may hold anything: state and parent.
      let fields = line[line.index(after: close)...].split(separator: " ")
      guard fields.count > 1, fields[0] != "Z", fields[0] != "X", let parent = pid_t(fields[1])
      else { continue }
      children[parent, default: []].append(process)
    }
    var found: Set<pid_t> = []
    var queue = [getpid()]
    while let process = queue.popLast() {
      for child in children[process] ?? [] where found.insert(child).inserted {
        queue.append(child)
      }
    }
    return found
  }

  private static func strayFiles() -> Set<String> {
    var found: Set<String> = []
    let folders = [
      "/", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/dev/mqueue", "/run", "/run/lock",
      "/usr", "/usr/bin", "/etc", NSHomeDirectory(), FileManager.default.currentDirectoryPath,
      FileManager.default.temporaryDirectory.path,
    ]
    for folder in folders {
      for name in entries(folder) where name.contains(prefix) { found.insert("\(folder)/\(name)") }
    }
    return found
  }
}
