import Foundation
import Testing

@testable import Files

@Suite("Writing whole files")
struct WholeFileTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder(in: NSTemporaryDirectory())
  }

  private func bytes(_ name: String) throws -> [UInt8]? {
    try ReadableFile.bytes(of: folder.path(of: name), limit: 1 << 20)
  }

  private func names() throws -> [String] { try Folder(folder.path).names() }

  @Test(
    "puts bytes in place of what was there, with nothing beside them, at every durability",
    arguments: [Durability.renamed, .synced, .durable])
  func replace(_ durability: Durability) throws {
    let path = folder.path(of: "file")
    for content: [UInt8] in [[1, 2, 3], [], [4]] {
      try WholeFile.write(content, to: path, durability)
      #expect(try bytes("file") == content)
    }
    #expect(try names() == ["file"])
  }

  @Test("leaves a file that is there as it is where a new one is asked for")
  func isNew() throws {
    let path = folder.path(of: "file")
    try WholeFile.write([1], to: path, .durable, isNew: true)
    let error = #expect(throws: FileError.self) {
      try WholeFile.write([2], to: path, .durable, isNew: true)
    }
    #expect(error?.number == EEXIST)
    #expect(error?.path == path)
    #expect(try bytes("file") == [1])
    #expect(try names() == ["file"])
  }

  @Test("counts a link to nowhere as something that is there")
  func danglingLink() throws {
    let path = folder.path(of: "link")
    #expect(symlink("nowhere", path) == 0)
    let error = #expect(throws: FileError.self) {
      try WholeFile.write([1], to: path, .synced, isNew: true)
    }
    #expect(error?.number == EEXIST)
    #expect(try names() == ["link"])
  }

  @Test("replaces a symbolic link, and not what it leads to")
  func link() throws {
    try WholeFile.write([1], to: folder.path(of: "real"), .renamed)
    #expect(symlink("real", folder.path(of: "link")) == 0)
    try WholeFile.write([2], to: folder.path(of: "link"), .renamed)
    #expect(try bytes("real") == [1])
    #expect(try bytes("link") == [2])
  }

  @Test("never writes through a link that lies where the draft goes, and is rid of it next time")
  func draftLink() throws {
    let path = folder.path(of: "file")
    try WholeFile.write([1], to: folder.path(of: "victim"), .renamed)
    #expect(symlink("victim", path + DraftFile.suffix) == 0)
    let error = #expect(throws: FileError.self) { try WholeFile.write([2], to: path, .synced) }
    #expect(error?.number == ELOOP)
    #expect(error?.path == path + DraftFile.suffix)
    #expect(try bytes("victim") == [1])
    try WholeFile.write([2], to: path, .synced)
    #expect(try names() == ["file", "victim"])
  }

  @Test("writes over what a killed process has left of a draft")
  func leftover() throws {
    let path = folder.path(of: "file")
    try WholeFile.write([9, 9, 9, 9], to: path + DraftFile.suffix, .renamed)
    try WholeFile.write([1], to: path, .synced)
    #expect(try bytes("file") == [1])
    #expect(try names() == ["file"])
  }

  @Test("leaves nothing of a draft that is dropped or cannot be put in place")
  func dropped() throws {
    do {
      let draft = try DraftFile(for: folder.path(of: "file"))
      try draft.write([1])
      #expect(try names() == ["file.partial"])
      #expect(draft.draft == folder.path(of: "file.partial"))
    }
    #expect(try names() == [])
    try Folder(folder.path(of: "taken")).create()
    let error = #expect(throws: FileError.self) {
      try WholeFile.write([1], to: folder.path(of: "taken"), .durable)
    }
    #expect(error?.number == EISDIR)
    #expect(error?.path == folder.path(of: "taken"))
    #expect(try names() == ["taken"])
  }

  @Test("gives drafts of the same place names of their own where several may write it")
  func ownSuffix() throws {
    let path = folder.path(of: "file")
    let first = try DraftFile(for: path, suffix: DraftFile.ownSuffix)
    let second = try DraftFile(for: path, suffix: DraftFile.ownSuffix)
    try first.write([1])
    try second.write([2, 2])
    try first.publish(.renamed)
    #expect(try bytes("file") == [1])
    try second.publish(.renamed)
    #expect(try bytes("file") == [2, 2])
    #expect(try names() == ["file"])
  }

  @Test("keeps the permissions that were asked for")
  func mode() throws {
    try WholeFile.write([1], to: folder.path(of: "secret"), .synced, mode: 0o600)
    var status = stat()
    #expect(stat(folder.path(of: "secret"), &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test("says what the system said where the folder is missing, a file, or the path has a NUL")
  func missing() throws {
    try WholeFile.write([1], to: folder.path(of: "file"), .renamed)
    for (name, number) in [("no/file", ENOENT), ("file/file", ENOTDIR), ("a\0b", ENOENT)] {
      let error = #expect(throws: FileError.self) {
        try WholeFile.write([1], to: folder.path(of: name), .durable)
      }
      #expect(error?.number == number)
      #expect(error?.act == .writing)
      #expect(error?.cause == SystemError.text(of: number))
    }
    #expect(try names() == ["file"])
  }

  @Test("says of a full disk that it is full")
  func fullDisk() throws {
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let error = #expect(throws: FileError.self) { try writeAll([1], to: full, named: "output") }
    #expect(error?.path == "output")
    #expect(error?.isDiskFull == true)
    #expect(error?.nextStep == "Make space and run the command again")
  }
}
