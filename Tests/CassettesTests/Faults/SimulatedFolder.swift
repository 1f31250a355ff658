import Foundation
import TestSupport

/// The files below a folder, and what a power cut leaves of them.
///
/// The rules are those of the simulated disk: a file's bytes are durable by a sync of the file, names
/// by a sync of their folder; of the rest, each 512-byte sector and each change of a name is kept or
/// lost at random. A rename is one change.
struct SimulatedFolder {
  /// The files that were there before, durable, by number.
  let before: [String: (file: Int, bytes: [UInt8])]
  /// The folders that were there before.
  let folders: Set<String>
  let operations: [SystemCallLog.Operation]

  /// The positions after each change of the files, and the first.
  var changes: [Int] {
    [0]
      + operations.indices.filter { index in
        if case .say = operations[index] { false } else { true }
      }.map { $0 + 1 }
  }

  /// Writes what a cut before the operation at `position` may leave into another folder, in which
  /// the paths begin with `target` where they began with `source`.
  func cut(
    at position: Int, keep: Double, seed: UInt64, from source: String, to target: String
  ) throws {
    var random = SeededNumbers(seed)
    var names = before.mapValues(\.file)
    var contents = Dictionary(uniqueKeysWithValues: before.values.map { ($0.file, $0.bytes) })
    var folders = folders
    for (number, operation) in operations.prefix(position).enumerated() {
      let isWhole = isDurable(number, before: position)
      let isKept = isWhole || Double.random(in: 0..<1, using: &random) < keep
      switch operation {
      case .create(let path, let file):
        contents[file] = contents[file] ?? []
        if isKept { names[path] = file }
      case .rename(let old, let new):
        if isKept, let file = names.removeValue(forKey: old) { names[new] = file }
      case .remove(let path): if isKept { names[path] = nil }
      case .makeFolder(let path): if isKept { folders.insert(path) }
      case .truncate(let file, let size): if isKept { contents[file]?.resize(to: size) }
      case .write(let file, let offset, let bytes):
        for range in Self.sectors(offset..<offset + bytes.count)
        where isWhole || Double.random(in: 0..<1, using: &random) < keep {
          contents[file, default: []].put(
            bytes[range.lowerBound - offset..<range.upperBound - offset], at: range.lowerBound)
        }
      case .synchronize, .synchronizeFolder, .say: break
      }
    }
    let manager = FileManager.default
    for folder in folders {
      try manager.createDirectory(
        atPath: target + folder.dropFirst(source.count), withIntermediateDirectories: true)
    }
    for (path, file) in names where folders.contains((path as NSString).deletingLastPathComponent) {
      try write(contents[file] ?? [], to: target + path.dropFirst(source.count))
    }
  }

  /// Whether a later sync, still before the cut, has made an operation durable.
  private func isDurable(_ number: Int, before position: Int) -> Bool {
    let sync: SystemCallLog.Operation
    switch operations[number] {
    case .create(let path, _), .remove(let path), .makeFolder(let path), .rename(let path, _):
      sync = .synchronizeFolder((path as NSString).deletingLastPathComponent)
    case .write(let file, _, _), .truncate(let file, _): sync = .synchronize(file: file)
    case .synchronize, .synchronizeFolder, .say: return true
    }
    return operations[number..<position].contains(sync)
  }

  private static func sectors(_ range: Range<Int>) -> [Range<Int>] {
    var sectors: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min((start / 512 + 1) * 512, range.upperBound)
      sectors.append(start..<end)
      start = end
    }
    return sectors
  }
}

extension [UInt8] {
  fileprivate mutating func resize(to size: Int) {
    if size < count { removeLast(count - size) }
    append(contentsOf: repeatElement(0, count: Swift.max(0, size - count)))
  }

  fileprivate mutating func put(_ bytes: ArraySlice<UInt8>, at offset: Int) {
    if count < offset + bytes.count { resize(to: offset + bytes.count) }
    replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }
}
