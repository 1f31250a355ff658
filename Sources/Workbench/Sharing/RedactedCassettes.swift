package import Basics
import Cassettes
import Files
package import FoundationEssentials
import RecordReplay
import Sharing

/// A bundle of a copy of cassettes alone, such as those of a proxy, in which given texts are replaced.
///
/// No score is made of them, so that there is nothing that a text could decide but what a call is found by:
/// a program that asks with the marks in the place of the texts is answered as before. One that still asks
/// with the texts misses.
package struct RedactedCassettes {
  private let bundle: WrittenBundle
  private let exchanges: (changed: Int, all: Int)

  /// Writes the copy.
  ///
  /// - Parameters:
  ///   - folder: The folder of the cassettes, which stays as it is.
  ///   - words: Texts, or files with a text on each line.
  ///   - path: The bundle's file; `FOLDER.tar` in this folder where it is `nil`.
  package init(of folder: URL, redacting words: [String], to path: String?) throws {
    let redaction = try TextRedaction(words: words)
    let scratch = try ScratchFolder(for: "the redacted copy")
    let source = try SweepBundle.cassettesOnly(of: folder)
    let target = scratch.path(of: source.manifest.folder.text)
    try Folder(target).create()
    let rules = folder.appending(path: CassetteShelf.rules)
    if Path.exists(rules.path) {
      guard let bytes = try ReadableFile.bytes(of: rules.path, limit: CassetteShelf.rulesLimit)
      else { throw WorkbenchError(.usage, "\(rules.relativePath): it is larger than 1 MiB.") }
      let new = try redaction.copy(of: bytes, from: rules.relativePath)
      try WholeFile.write(new, to: "\(target)/\(CassetteShelf.rules)", .renamed)
    }
    let (copies, changed) = try redaction.copies(ofExchangesIn: folder.path)
    _ = try CassetteFolder.mending(path: target).sealing(copies)
    bundle = try WrittenBundle(
      of: URL(filePath: target, directoryHint: .isDirectory), to: path)
    exchanges = (changed, copies.count)
  }

  /// What was written, for people.
  package var text: String {
    """
    \(bundle.text)
    Redacted: \(exchanges.changed) of \(exchanges.all) exchanges are changed and marked so; signatures of the \
    original are left out.
    A call is found where the program sends \(TextRedaction.mark(1)) and the like in the place of the texts.
    """
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "bundle": bundle.json, "changed": .integer(Int64(exchanges.changed)),
      "exchanges": .integer(Int64(exchanges.all)),
    ]
  }

  /// The bundle's file.
  package var path: String { bundle.path }
}
