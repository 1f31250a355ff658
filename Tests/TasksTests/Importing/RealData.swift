import Foundation
import TestSupport

@testable import Tasks

/// The public data itself, where a machine has it; the tests that need it are skipped elsewhere.
///
/// It is looked for beside the repository, as `../shared/datasets/codesteer-v1.0-dataset_gather.tar.gz`,
/// and where the variable `STEERBENCH_DATASET` says: an archive or an unpacked folder.
enum RealData {
  /// The data, read into memory once.
  static let source: MemorySource? = {
    guard let file = archive else { return nil }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else {
      return nil
    }
    return isFolder.boolValue ? files(in: file) : unpacked(file)
  }()

  static var isHere: Bool { source != nil }

  /// What a task's import of everything gave; each is made once.
  static let all: [String: ImportedSet] = sets(.all)
  /// The same for the published subset.
  static let paper: [String: ImportedSet] = sets(.paper)

  private static func sets(_ subset: ImportSubset) -> [String: ImportedSet] {
    guard let source else { return [:] }
    var sets: [String: ImportedSet] = [:]
    for task in DatasetImport().tasks {
      sets[task] = try? DatasetImport().set(of: task, from: source, subset: subset)
    }
    return sets
  }

  private static var archive: URL? {
    if let path = ProcessInfo.processInfo.environment["STEERBENCH_DATASET"], !path.isEmpty {
      return URL(fileURLWithPath: path)
    }
    let name = "../shared/datasets/codesteer-v1.0-dataset_gather.tar.gz"
    return (try? RepositoryRoot.url())?.appendingPathComponent(name).standardizedFileURL
  }

  /// Unpacks the archive into a folder that is gone when this returns.
  private static func unpacked(_ archive: URL) -> MemorySource? {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("steerbench-dataset-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let tar = Process()
      tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      tar.arguments = ["tar", "-xzf", archive.path, "-C", folder.path]
      try tar.run()
      tar.waitUntilExit()
      return tar.terminationStatus == 0 ? files(in: folder) : nil
    } catch {
      return nil
    }
  }

  /// All files of a folder, through the importer's own way to the disk.
  private static func files(in folder: URL) -> MemorySource? {
    let source = ImportFolder(folder.path)
    var files: [String: [UInt8]] = [:]
    var rest = [""]
    while let path = rest.popLast() {
      if let names = try? source.names(in: path) {
        rest += names.map { path.isEmpty ? $0 : "\(path)/\($0)" }
      } else if let bytes = try? source.bytes(of: path, limit: 64 << 20) {
        files[path] = bytes
      }
    }
    return files.isEmpty ? nil : MemorySource(files)
  }
}
