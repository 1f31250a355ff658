/// Where a journal keeps its database, and how it writes it.
///
/// Recording uses ``durable`` and nothing else. Tests put a simulated disk in its place, and modes
/// that lose what they acknowledged, to show that such a loss would be seen.
package struct JournalStorage: Sendable {
  /// The name of SQLite's virtual file system; `nil` for the real one.
  package var fileSystem: String?
  /// SQLite's locking mode.
  package var lockingMode = "EXCLUSIVE"
  /// SQLite's journal mode.
  package var journalMode = "WAL"
  /// SQLite's synchronous mode.
  package var synchronous = "FULL"
  /// Makes the creation of a file in a folder durable.
  package var synchronizeFolder: @Sendable (_ path: String) throws(CassetteError) -> Void

  /// Storage in files of this machine, safe from power cuts.
  package static let durable = JournalStorage { (path) throws(CassetteError) in
    try Directory(path: path).synchronize()
  }

  /// Creates storage that is written as ``durable`` is.
  package init(
    fileSystem: String? = nil,
    synchronizeFolder: @escaping @Sendable (_ path: String) throws(CassetteError) -> Void
  ) {
    self.fileSystem = fileSystem
    self.synchronizeFolder = synchronizeFolder
  }
}
