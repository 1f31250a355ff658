import Foundation
import Glibc

/// A process of the host, as its kernel tells of it.
struct HostProcess {
  let identifier: pid_t
  /// One letter, such as `Z` of one that has ended and was not buried.
  let state: Substring
  let parent: pid_t

  /// A process that has given itself this name, buried ones aside.
  static func named(_ name: String) throws -> HostProcess? {
    for entry in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      guard let process = pid_t(entry), process != getpid(),
        // Who ends meanwhile cannot be read.
        let line = try? String(contentsOfFile: "/proc/\(entry)/stat", encoding: .utf8),
        let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"),
        line[line.index(after: open)..<close] == name
      else { continue }
      // After the name, which may hold anything: state and parent.
      let fields = line[line.index(after: close)...].split(separator: " ")
      guard fields.count > 1, let parent = pid_t(fields[1]) else { continue }
      return HostProcess(identifier: process, state: fields[0], parent: parent)
    }
    return nil
  }
}
