import Foundation
import Testing

@testable import Tasks

@Suite struct ImportFolderTests {
  private func withFolder(_ body: (URL, ImportFolder) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-import-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "data/deep"), withIntermediateDirectories: true)
    try body(folder, ImportFolder(folder.appending(path: "data").path))
  }

  @Test("Files and names are read, in the order of bytes; what is missing is nil")
  func reading() throws {
    try withFolder { folder, source in
      for name in ["b", "a", "B", "deep/x"] {
        try Data(name.utf8).write(to: folder.appending(path: "data/\(name)"))
      }
      #expect(try source.names(in: "") == ["B", "a", "b", "deep"])
      #expect(try source.names(in: "deep") == ["x"])
      #expect(try source.bytes(of: "deep/x", limit: 6) == Array("deep/x".utf8))
      #expect(try source.names(in: "none") == nil)
      #expect(try source.bytes(of: "deep/none", limit: 10) == nil)
      #expect(throws: TaskError.self) { try source.bytes(of: "deep/x", limit: 5) }
      #expect(throws: TaskError.self) { try source.bytes(of: "deep", limit: 5) }
      #expect(throws: TaskError.self) { try ImportFolder("/nonexistent/x").names(in: "") }
    }
  }

  @Test("No symbolic link is followed, no path leads out, and a pipe is not waited for")
  func escapes() throws {
    try withFolder { folder, source in
      try Data("secret".utf8).write(to: folder.appending(path: "secret"))
      let manager = FileManager.default
      let data = folder.appending(path: "data")
      try manager.createSymbolicLink(
        atPath: data.appending(path: "link").path, withDestinationPath: "../secret")
      try manager.createSymbolicLink(
        atPath: data.appending(path: "out").path, withDestinationPath: "..")
      #expect(mkfifo(data.appending(path: "pipe").path, 0o600) == 0)
      for path in ["link", "out/secret", "../secret", "deep/../../secret", "./deep", "pipe"] {
        #expect(throws: TaskError.self, "\(path)") { try source.bytes(of: path, limit: 100) }
      }
      #expect(throws: TaskError.self) { try source.names(in: "out") }
    }
  }

  @Test("A link in the data is reported and makes no question")
  func linkedSample() throws {
    try withFolder { folder, source in
      let sample = folder.appending(
        path: "data/Letters/Letters_dataset_min_length_5_max_length_10/a_1_0")
      try FileManager.default.createDirectory(at: sample, withIntermediateDirectories: true)
      try Data("\"abc\"".utf8).write(to: folder.appending(path: "word"))
      try FileManager.default.createSymbolicLink(
        at: sample.appending(path: "test_words.json"),
        withDestinationURL: folder.appending(path: "word"))
      let set = try DatasetImport().set(of: "letters", from: source, subset: .all)
      #expect(set.questions.isEmpty)
      #expect(set.skipped.first?.reason.contains("a symbolic link is not followed") == true)
    }
  }
}
