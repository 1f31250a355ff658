@testable import Tasks

/// Foreign data in memory.
struct MemorySource: ImportSource {
  private let files: [String: [UInt8]]
  private let folders: [String: [String]]

  init(_ files: [String: [UInt8]]) {
    self.files = files
    var folders: [String: Set<String>] = ["": []]
    for path in files.keys {
      var folder = ""
      for step in path.split(separator: "/").map(String.init) {
        folders[folder, default: []].insert(step)
        folder += folder.isEmpty ? step : "/\(step)"
      }
    }
    self.folders = folders.mapValues { names in
      names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  init(texts: [String: String]) {
    self.init(texts.mapValues { Array($0.utf8) })
  }

  func names(in folder: String) throws(TaskError) -> [String]? { folders[folder] }

  func bytes(of file: String, limit: Int) throws(TaskError) -> [UInt8]? {
    guard let bytes = files[file] else { return nil }
    guard bytes.count <= limit else { throw TaskError(.unreadableData, "\(file) is too large") }
    return bytes
  }

  /// The same files in a folder of another name, or without one.
  func moved(from old: String, to new: String) -> MemorySource {
    MemorySource(
      Dictionary(
        uniqueKeysWithValues: files.map { path, bytes in
          (path.hasPrefix(old) ? new + path.dropFirst(old.count) : path, bytes)
        }))
  }
}
