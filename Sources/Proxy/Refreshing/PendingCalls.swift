import Cassettes
import Files
import FoundationEssentials

/// The folder beside the cassettes in which calls that are recorded anew wait to be accepted; no replay
/// plays it.
struct PendingCalls {
  /// Its name in the folder of the cassettes.
  static let name = "pending"
  /// The file in it that holds the selection, a word a line.
  private static let selectionName = "SELECTION"
  private static let selectionLimit = 1 << 20

  /// The folder of the cassettes.
  let folder: String

  var path: String { "\(folder)/\(Self.name)" }
  private var selectionFile: String { "\(path)/\(Self.selectionName)" }
  /// Where it goes on its way out; git leaves it out, as all that ends so.
  private var leftover: String { path + ".partial" }

  /// Whether calls are pending.
  var exists: Bool { FileManager.default.fileExists(atPath: selectionFile) }

  /// The words of the selection.
  ///
  /// - Throws: ``ProxyError`` where nothing is pending.
  func words() throws -> [String] {
    let data: [UInt8]?
    do throws(FileError) {
      data = try ReadableFile.bytes(of: selectionFile, limit: Self.selectionLimit)
    } catch {
      throw ProxyError(
        .usage,
        error.isMissing
          ? "\(folder): no call is recorded anew. Begin: steerbench proxy refresh \(folder) --only all -- "
            + "COMMAND"
          : "\(selectionFile): it cannot be read (\(error.cause)). Check its permissions.")
    }
    guard let data else {
      throw ProxyError(
        .usage,
        "\(selectionFile): it is larger than \(Self.selectionLimit) bytes, and no selection. Discard it: "
          + "steerbench proxy refresh discard \(folder)")
    }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Begins to record a selection anew, or goes on with the pending one if it is the same.
  func begin(_ selection: CallSelection) throws {
    try removeLeftover()
    guard !exists else {
      let pending = try words()
      guard pending == selection.words else {
        throw ProxyError(
          .usage,
          "\(folder): \(pending.joined(separator: " ")) is being recorded anew. Accept or discard it first "
            + "(steerbench proxy refresh accept, steerbench proxy refresh discard), or name the same to go "
            + "on with it.")
      }
      return
    }
    // Git takes nothing from here; what is accepted goes where the cassettes are.
    try write(Array("*\n".utf8), to: path + "/.gitignore", .renamed)
    try write(
      Array(selection.words.map { $0 + "\n" }.joined().utf8), to: selectionFile, .durable)
  }

  private func write(
    _ bytes: [UInt8], to file: String, _ durability: Durability
  ) throws(ProxyError) {
    do throws(FileError) {
      try Folder(path).create()
      try WholeFile.write(bytes, to: file, durability)
    } catch {
      throw ProxyError(
        .usage,
        "\(file): cannot be written (\(error.cause)). Check the folder's permissions and the free space."
      )
    }
  }

  /// The cassettes that were recorded so far.
  func cassettes() throws -> CassetteFolder { try CassetteFolder.mending(path: path) }

  /// Throws where the folder's own recording is not sealed yet: nothing is recorded anew beside one.
  func checkNothingUnsealed() throws(ProxyError) {
    guard
      !FileManager.default.fileExists(atPath: "\(folder)/\(CassetteFolder.journalName)")
    else {
      throw ProxyError(
        .usage,
        "\(folder): a recording is not sealed yet. Seal it first: steerbench cassette seal \(folder)"
      )
    }
  }

  /// Takes everything away: in one step out of sight, then off the disk.
  func remove() throws {
    try removeLeftover()
    guard FileManager.default.fileExists(atPath: path) else { return }
    do throws(FileError) {
      try Folder.rename(path, to: leftover)
    } catch {
      throw ProxyError(.usage, "\(path): cannot be removed (\(error.cause)).")
    }
    try removeLeftover()
  }

  private func removeLeftover() throws {
    guard FileManager.default.fileExists(atPath: leftover) else { return }
    try FileManager.default.removeItem(atPath: leftover)
  }
}
