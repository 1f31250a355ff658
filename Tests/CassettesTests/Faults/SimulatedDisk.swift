import CSQLite
import Cassettes
import Foundation
import PowerCutVFS

/// A disk in memory whose power can be cut, registered as a file system of SQLite.
///
/// Destroyed with its last reference: journals on it must be closed before.
final class SimulatedDisk: Sendable {
  /// The name of the journal on it: not the one in a folder, which would lock the real folder.
  static let journal = "/disk/simulated.journal"

  /// The name of the file system.
  let name: String
  // Every function of the C module takes the disk's own lock, and the pointer never changes.
  nonisolated(unsafe) private let disk: OpaquePointer

  struct OutOfMemory: Error {}

  /// An empty disk.
  convenience init() throws {
    let name = "power-cut-\(UUID().uuidString)"
    try self.init(name: name, disk: powercut_create(name))
  }

  private init(name: String, disk: OpaquePointer?) throws {
    guard let disk else { throw OutOfMemory() }
    self.name = name
    self.disk = disk
  }

  deinit {
    powercut_destroy(disk)
  }

  /// The number of operations so far; a cut at this position comes after all of them.
  var position: Int { powercut_position(disk) }

  /// The number of syncs of files so far.
  var syncCount: Int { powercut_sync_count(disk) }

  /// The size of the journal's database in bytes, its log not counted.
  var databaseSize: Int { powercut_size(disk, Self.journal) }

  /// Makes every sync take some time, as on a real disk; to be set before the disk is used.
  func setSyncDelay(microseconds: UInt32) { powercut_set_sync_delay(disk, microseconds) }

  /// Gives the disk room for so many bytes.
  func setCapacity(_ bytes: Int) { powercut_set_capacity(disk, bytes) }

  /// What a machine may find when its power failed before the operation at `position`: of what was
  /// not synchronized, each sector and name with the probability `keep`.
  func cut(at position: Int, keep: Double, seed: UInt64) throws -> SimulatedDisk {
    let name = "power-cut-\(UUID().uuidString)"
    return try SimulatedDisk(name: name, disk: powercut_cut(disk, name, position, keep, seed))
  }

  /// The storage of a journal on this disk.
  var storage: JournalStorage {
    JournalStorage(fileSystem: name) { [self] _ in powercut_sync_folder(disk) }
  }

  /// What SQLite's own check says of the journal: `ok`, or the first fault.
  func integrity() -> String {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    guard sqlite3_open_v2(Self.journal, &handle, SQLITE_OPEN_READWRITE, name) == SQLITE_OK else {
      return "cannot be opened"
    }
    var verdict = ""
    for pragma in ["locking_mode=EXCLUSIVE", "integrity_check"] {
      var statement: OpaquePointer?
      sqlite3_prepare_v2(handle, "PRAGMA \(pragma)", -1, &statement, nil)
      if sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0) {
        verdict = String(cString: text)
      } else {
        verdict = String(cString: sqlite3_errmsg(handle))
      }
      sqlite3_finalize(statement)
    }
    return verdict
  }
}
