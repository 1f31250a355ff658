package import Basics
package import Foundation
import Sharing

/// Which digest of a sweep was pushed to a remote last.
///
/// The next push need not send again what that one did. It is a hint: without it more is sent.
package struct PushMemory {
  private static let limit = 20

  private let file: URL

  /// The memory of a sweep's folder; version control leaves it out.
  package init(of sweep: URL) {
    file = sweep.appending(path: ".steerbench/pushed")
  }

  /// What was pushed to a remote last.
  package func digest(for remote: String) -> Digest? {
    lines.last { $0.remote == remote }?.digest
  }

  /// Keeps in mind what was pushed to a remote.
  package func remember(_ digest: Digest, for remote: String) {
    let lines = lines.filter { $0.remote != remote }.suffix(Self.limit - 1)
    let text = (lines + [(digest, remote)]).map { "\($0.digest.hex) \($0.remote)\n" }.joined()
    try? FileWriter.replace(file, with: Array(text.utf8))
  }

  private var lines: [(digest: Digest, remote: String)] {
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { line in
      guard let digest = Digest(hex: line.prefix(64)) else { return nil }
      return (digest, String(line.dropFirst(65)))
    }
  }
}
