import Cassettes
import Files
import FoundationEssentials
package import Sweeps

/// What a sweep's cassettes and the journal of its recording hold at one moment, to be looked at while
/// the recording goes on, or after it was killed.
///
/// Nothing of the sweep's folder is written, locked or waited for: the journal is copied, and the copy
/// is sealed in a private folder that goes with the last copy of this value. A journal that changes
/// while it is copied is copied again; what a copy holds is verified row by row.
package struct JournalCopy {
  /// How often a journal that changes is copied again.
  private static let attempts = 20

  private let scratch: ScratchFolder
  /// The exchanges that lie in the journal and in no cassette.
  package let unsealed: Int

  /// The folder of the cassettes and what is sealed of the journal.
  var path: String { scratch.path(of: "tape") }

  /// Copies the journal of a sweep; `nil` where it has none.
  ///
  /// - Throws: ``WorkbenchError`` where the journal changes too fast to be copied, `CassetteError` where
  ///   it is damaged.
  package init?(of folder: SweepFolder) async throws {
    let source = folder.url.appending(path: CassetteFolder.journalName)
    guard Path.exists(source.path) else { return nil }
    scratch = try ScratchFolder(for: "a copy of the journal")
    let tape = URL(filePath: scratch.path(of: "tape"), directoryHint: .isDirectory)
    let work = URL(filePath: scratch.path(of: "journal"), directoryHint: .isDirectory)
    for place in [tape, work] {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
    let copy = work.appending(path: CassetteFolder.journalName)
    guard try Self.copy(source, to: copy) else {
      // It was sealed meanwhile: the cassettes have all of it.
      return nil
    }
    try Self.link(folder.url, into: tape)
    let journal = try RecordingJournal(path: copy.path)
    let sealed = try await journal.seal(into: try CassetteFolder.mending(path: tape.path))
    unsealed = sealed?.entryCount ?? 0
  }

  /// Copies a database with its log as they were at one moment; `false` where it went away.
  ///
  /// The log is only ever appended to, until all of it is in the database and it begins anew under
  /// another salt. A log that has the same head after the database was copied as before holds every
  /// page that the copy of the database may have only in part.
  private static func copy(_ source: URL, to target: URL) throws -> Bool {
    let log = URL(filePath: source.path + "-wal")
    let copiedLog = URL(filePath: target.path + "-wal")
    for _ in 0..<attempts {
      let before = head(of: log)
      guard let database = try contents(of: source) else { return false }
      let pages = try contents(of: log) ?? Data()
      guard pages.prefix(headCount).elementsEqual(before), Path.exists(source.path) else {
        continue
      }
      try database.write(to: target)
      try pages.write(to: copiedLog)
      return true
    }
    throw WorkbenchError(
      .infrastructure,
      "\(source.relativePath): the recording writes so fast that its journal cannot be copied. Try again."
    )
  }

  /// What a file holds; `nil` where it went away.
  private static func contents(of file: URL) throws -> Data? {
    do {
      return try Data(contentsOf: file)
    } catch {
      if Path.exists(file.path) { throw error }
      return nil
    }
  }

  /// The bytes of a log that change when it begins anew.
  private static let headCount = 32

  /// Nothing of a log that went away.
  private static func head(of log: URL) -> [UInt8] {
    (try? ReadableFile(log.path).prefix(headCount)) ?? []
  }

  /// Gives the sealed cassettes of a folder another name in a second one; copies where names cannot.
  private static func link(_ source: URL, into target: URL) throws {
    let files = FileManager.default
    let names = try files.contentsOfDirectory(atPath: source.path)
    for name in names where name.hasSuffix(".cas") || name == CassetteFolder.indexName {
      let (from, to) = (source.appending(path: name), target.appending(path: name))
      // The index is written anew by what seals the copy, and must be a file of its own.
      let isLinked =
        name != CassetteFolder.indexName && (try? files.linkItem(at: from, to: to)) != nil
      if !isLinked { try files.copyItem(at: from, to: to) }
    }
  }
}
