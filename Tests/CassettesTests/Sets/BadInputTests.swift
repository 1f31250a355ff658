import Foundation
import Testing

@testable import Cassettes

@Suite("Bad input, each with a sentence and a next step of its own")
struct BadInputTests {
  /// One case: what is made at a path, what the error says, and what it advises.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let code: CassetteError.Code
    let message: String
    let next: String
    let make: @Sendable (_ path: String) throws -> Void

    init(
      _ name: String, _ code: CassetteError.Code, _ message: String, next: String,
      make: @escaping @Sendable (_ path: String) throws -> Void
    ) {
      testDescription = name
      self.code = code
      self.message = message
      self.next = next
      self.make = make
    }
  }

  static let files = [
    Case("no file", .missingFile, "no such file", next: "Check the path") { _ in },
    Case("text", .notACassette, "does not begin like one", next: ".cas file") {
      try write(Array("{\"cassette\": false}".utf8), to: $0)
    },
    Case("another database", .notACassette, "another program", next: ".cas file") { path in
      var image = try CassetteSealer.seal([], as: .one).bytes
      image[68] = 0
      try write(image, to: path)
    },
    Case("another version", .unsupportedVersion, "version 7", next: "version of steerbench") {
      var image = try CassetteSealer.seal([], as: .one).bytes
      image[63] = 7
      try write(image, to: $0)
    },
    Case("an empty file", .notACassette, "the file is empty", next: "Fetch it again") {
      try write([], to: $0)
    },
    Case("a pipe", .notACassette, "no regular file", next: ".cas file") {
      #expect(mkfifo($0, 0o600) == 0)
    },
    Case("a loop of links", .unreadable, "lead back to themselves", next: "the file itself") {
      try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: $0)
    },
    Case("a journal beside it", .damaged, "x.cas-journal lies beside it", next: "Restore") {
      try write(try CassetteSealer.seal([], as: .one).bytes, to: $0)
      try write([0], to: $0 + "-journal")
    },
    Case("half a cassette", .damaged, "and should have", next: "Restore") {
      try write(Array(try CassetteSealer.seal([], as: .one).bytes.prefix(20_000)), to: $0)
    },
  ]

  @Test("A file that is no sound cassette", arguments: files)
  func file(_ sample: Case) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/x.cas"
      try sample.make(path)
      let opened = cassetteError { () throws(CassetteError) in try SealedCassette(path: path) }
      let named = cassetteError { () throws(CassetteError) in
        try ExchangeCatalog(CassetteSet(path: path))
      }
      for error in [opened, named] {
        let error = try #require(error)
        #expect(error.code == sample.code)
        #expect(error.file == path)
        #expect(error.message.contains(sample.message), "\(error)")
        #expect(error.nextStep.contains(sample.next), "\(error)")
      }
    }
  }

  @Test("No two of them say the same")
  func sentencesDiffer() async throws {
    var sentences: Set<String> = []
    for sample in Self.files {
      try await withTemporaryFolder { folder in
        try sample.make(folder + "/x.cas")
        let error = cassetteError { () throws(CassetteError) in
          try SealedCassette(path: folder + "/x.cas")
        }
        sentences.insert(try #require(error).message)
      }
    }
    #expect(sentences.count == Self.files.count)
  }

  @Test("A folder where a file is meant, and one without any cassette")
  func folder() async throws {
    try await withTemporaryFolder { folder in
      let file = cassetteError { () throws(CassetteError) in try SealedCassette(path: folder) }
      #expect(file?.code == .notACassette)
      #expect(file?.message.contains("this is a folder") == true)
      let empty = cassetteError { () throws(CassetteError) in try CassetteSet(path: folder) }
      #expect(empty?.code == .missingFile)
      #expect(empty?.message.contains("no cassette in this folder") == true)
    }
  }

  @Test("An INDEX that names a missing file")
  func missingFile() async throws {
    try await withTemporaryFolder { path in
      let sealed = try CassetteFolder.mending(path: path).sealing(Samples.exchanges(3))
      let line = try #require(sealed.added)
      try FileManager.default.removeItem(atPath: sealed.folder.path(of: line))
      let error = cassetteError { () throws(CassetteError) in try CassetteSet(path: path) }
      #expect(error?.code == .missingFile)
      #expect(error?.message.contains("INDEX names \(line.fileName)") == true)
      #expect(error?.nextStep.contains("Fetch the file by that name") == true)
    }
  }

  @Test("A file or folder without permission")
  func permission() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/x.cas"
      try write(try CassetteSealer.seal([], as: .one).bytes, to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      let error = try asNobody(in: folder) { () throws(CassetteError) in
        try SealedCassette(path: path)
      }
      #expect(error?.code == .unreadable)
      #expect(error?.message.contains("no permission to read") == true)
      #expect(error?.nextStep.contains("chmod") == true)
      let writing = try asNobody(in: folder) { () throws(CassetteError) in
        var output = try CassetteOutput(path: folder + "/out.cas")
        try output.add(try CassetteSealer.seal([], as: .one))
      }
      #expect(writing?.code == .unwritable)
      #expect(writing?.message.contains("cannot be written") == true)
    }
  }

  /// The error of a body that runs without the rights of the administrator; `nil` if it throws none.
  private func asNobody<Value>(
    in folder: String, _ body: () throws(CassetteError) -> Value
  ) throws -> CassetteError? {
    guard getuid() == 0 else {
      chmod(folder, 0o555)
      defer { chmod(folder, 0o755) }
      return cassetteError(body)
    }
    // The identity for files belongs to the thread alone, and nothing suspends in here.
    chmod(folder, 0o755)
    let handle = dlopen(nil, RTLD_NOW)
    let symbol = try #require(dlsym(handle, "setfsuid"))
    let setfsuid = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
    _ = setfsuid(65_534)
    defer { _ = setfsuid(0) }
    return cassetteError(body)
  }
}
