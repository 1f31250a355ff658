import Foundation
import Testing
import WorkbenchTestSupport

@Suite("Cassettes that cannot be used")
struct BadCassetteTests {
  /// What is done to a project with two cassettes, and what is said of it.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let status: Int32
    let message: String
    let next: String
    var path = "cassettes/\(Shelf.sweep)"
    let make: @Sendable (Shelf) throws -> Void
  }

  static let cases = [
    Case(
      testDescription: "text", status: 6, message: "does not begin like one", next: ".cas file",
      path: "x.cas"
    ) { try Data("hello".utf8).write(to: $0.file("x.cas")) },
    Case(
      testDescription: "another version", status: 6, message: "has version 9",
      next: "version of steerbench that wrote", path: "x.cas"
    ) { shelf in
      var data = try Data(contentsOf: try shelf.cassettes[0])
      data[63] = 9
      try data.write(to: shelf.file("x.cas"))
    },
    Case(
      testDescription: "a folder without cassettes", status: 2,
      message: "no cassette in this folder",
      next: "folder with an INDEX", path: "empty"
    ) {
      try FileManager.default.createDirectory(
        at: $0.file("empty"), withIntermediateDirectories: true)
    },
    Case(
      testDescription: "an empty file", status: 6, message: "the file is empty",
      next: "Fetch it again",
      path: "x.cas"
    ) { try Data().write(to: $0.file("x.cas")) },
    Case(
      testDescription: "a loop of links", status: 2, message: "lead back to themselves",
      next: "the file itself", path: "x.cas"
    ) {
      try FileManager.default.createSymbolicLink(
        atPath: $0.file("x.cas").path, withDestinationPath: $0.file("x.cas").path)
    },
    Case(
      testDescription: "nothing", status: 2, message: "no such cassette or folder", next: "Check",
      path: "nothing"
    ) { _ in },
    Case(
      testDescription: "a journal beside a cassette", status: 6, message: ".cas-wal lies beside it",
      next: "Restore the cassette"
    ) { try Data([1]).write(to: URL(filePath: try $0.cassettes[0].path + "-wal")) },
    Case(
      testDescription: "a missing file", status: 2, message: "which is not in the folder",
      next: "Fetch the file by that name"
    ) { try FileManager.default.removeItem(at: try $0.cassettes[1]) },
    Case(
      testDescription: "an unlisted file", status: 6, message: "INDEX does not name it",
      next: "steerbench cassette index"
    ) {
      try FileManager.default.copyItem(
        at: try $0.cassettes[1], to: $0.folder.appending(path: "0123456789abcdef.cas"))
    },
  ]

  @Test("Each kind has its exit code, its sentence and its next step", arguments: cases)
  func said(_ sample: Case) async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    try sample.make(shelf)
    for verb in [["digest"], ["inspect"], ["verify"], ["merge", "--output", "out.cas"]] {
      let run = try await Tool.run(["cassette"] + verb + [sample.path], in: shelf.url)
      let text = run.output + run.errors
      // To verify an empty folder is to find nothing wrong in it.
      if verb == ["verify"], sample.path == "empty" { continue }
      #expect(run.status == sample.status, "\(verb): \(text)")
      #expect(text.contains(sample.message), "\(text)")
      #expect(text.contains(sample.next), "\(text)")
      #expect(!FileManager.default.fileExists(atPath: shelf.file("out.cas").path))
    }
  }

  @Test("A folder that somebody records into is left alone")
  func recording() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let before = try shelf.everything()
    let descriptor = open(shelf.folder.path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    for verb in ["compact", "index", "seal"] {
      let run = try await shelf.cassette(verb, Shelf.sweep)
      #expect(run.status == 2, "\(verb)")
      #expect(run.errors.contains("is recording into this folder"))
      #expect(run.errors.contains("Wait for it to end"))
    }
    #expect(try await shelf.cassette("verify", Shelf.sweep).status == 0)
    #expect(try shelf.everything() == before)
  }

  @Test(
    "A read-only file system is read, and not written to",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/bwrap"), "needs bwrap"))
  func readOnly() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let wall = ["--ro-bind", "/", "/", "--dev", "/dev", Tool.program.path, "cassette"]
    let bubblewrap = URL(filePath: "/usr/bin/bwrap")
    func run(_ arguments: String...) async throws -> Tool.Run {
      try await Tool.start(wall + arguments, in: shelf.url, program: bubblewrap).finish()
    }
    let verify = try await run("verify", Shelf.sweep, "--level", "full")
    #expect(verify.status == 0, "\(verify.errors)")
    for arguments in [
      ["compact", Shelf.sweep], ["merge", Shelf.sweep, "--output", "out.cas"],
      ["split", Shelf.sweep, "--parts", "2", "--output", "out"],
    ] {
      let run = try await Tool.start(
        wall + arguments, in: shelf.url, program: bubblewrap
      ).finish()
      #expect(run.status == 2, "\(run.errors)")
      #expect(run.errors.contains("read-only"), "\(run.errors)")
      #expect(run.errors.contains("Copy the folder"), "\(run.errors)")
    }
  }

  @Test("Nothing that is there is written over")
  func occupied() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    try Data("mine".utf8).write(to: shelf.file("x.cas"))
    try FileManager.default.createDirectory(
      at: shelf.file("full/inner"), withIntermediateDirectories: true)
    for path in ["x.cas", "full"] {
      let run = try await shelf.cassette("merge", Shelf.sweep, "--output", path)
      #expect(run.status == 2)
      #expect(run.errors.contains("something by this name already"), "\(run.errors)")
    }
    #expect(try Data(contentsOf: shelf.file("x.cas")) == Data("mine".utf8))
  }
}
