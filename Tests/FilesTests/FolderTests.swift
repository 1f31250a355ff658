import Foundation
import Testing

@testable import Files

@Suite("Folders")
struct FolderTests {
  private let scratch: ScratchFolder
  private let folder: Folder

  init() throws {
    scratch = try ScratchFolder(in: NSTemporaryDirectory())
    folder = Folder(scratch.path)
  }

  private func touch(_ name: String) throws {
    try WholeFile.write([], to: folder.path(of: name), .renamed)
  }

  @Test("list their names by the bytes, and tell no folder from an empty one")
  func names() throws {
    for name in ["b", "a", "Z", "é", ".hidden"] { try touch(name) }
    #expect(try folder.names() == [".hidden", "Z", "a", "b", "é"])
    #expect(try Folder(folder.path(of: "none")).namesIfThere() == nil)
    #expect(try Folder("a\0b").namesIfThere() == nil)
    let missing = #expect(throws: FileError.self) { try Folder(folder.path(of: "none")).names() }
    #expect(missing?.isMissing == true)
    let file = #expect(throws: FileError.self) { try Folder(folder.path(of: "a")).namesIfThere() }
    #expect(file?.number == ENOTDIR)
  }

  @Test("are created with those above them, and are fine where they are already")
  func create() throws {
    let deep = Folder(folder.path(of: "a/b//c/"))
    for isDurable in [true, false] {
      try deep.create(isDurable: isDurable)
      #expect(Path.isFolder(deep.path))
    }
    try touch("file")
    let file = #expect(throws: FileError.self) { try Folder(folder.path(of: "file")).create() }
    #expect(file?.fault == .isNoFolder)
    let below = #expect(throws: FileError.self) { try Folder(folder.path(of: "file/x")).create() }
    #expect(below?.number == ENOTDIR)
    #expect(throws: FileError.self) { try Folder(folder.path(of: "a\0b")).create() }
    #expect(try folder.names() == ["a", "file"])
  }

  @Test("are removed with all that is in them, links not followed")
  func removeAll() throws {
    try Folder(folder.path(of: "keep")).create()
    try touch("keep/me")
    try Folder(folder.path(of: "go/deep")).create()
    try touch("go/deep/file")
    #expect(symlink("../keep", folder.path(of: "go/link")) == 0)
    Folder.removeAll(folder.path(of: "go"))
    #expect(try folder.names() == ["keep"])
    #expect(try Folder(folder.path(of: "keep")).names() == ["me"])
    try folder.remove("nothing")
  }

  @Test("move to where an empty folder is, and nowhere else")
  func move() throws {
    try Folder(folder.path(of: "new")).create()
    try touch("new/file")
    try Folder(folder.path(of: "empty")).create()
    try Folder(folder.path(of: "full")).create()
    try touch("full/file")
    let error = #expect(throws: FileError.self) {
      try Folder(folder.path(of: "new")).move(to: folder.path(of: "full"))
    }
    #expect(error.map { [ENOTEMPTY, EEXIST].contains($0.number) } == true)
    try Folder(folder.path(of: "new")).move(to: folder.path(of: "empty"))
    #expect(try Folder(folder.path(of: "empty")).names() == ["file"])
    #expect(try folder.names() == ["empty", "full"])
  }

  @Test("tell what a path says and what stands there")
  func path() throws {
    #expect(["a/b/c", "/a", "a", "/"].map(Path.parent) == ["a/b", "/", ".", "/"])
    #expect(["a/b/c", "/a", "a/", "/"].map(Path.name) == ["c", "a", "a", "/"])
    try WholeFile.write([1, 2], to: folder.path(of: "file"), .renamed)
    #expect(symlink("nowhere", folder.path(of: "link")) == 0)
    #expect(Path.fileSize(of: folder.path(of: "file")) == 2)
    #expect(Path.fileSize(of: folder.path) == nil)
    #expect(Path.exists(folder.path(of: "link")))
    #expect(Path.fileSize(of: folder.path(of: "link")) == nil)
    #expect(!Path.exists("/\0"))
    #expect(!Path.isFolder("/\0"))
    #expect(try #require(folder.freeBytes) > 0)
  }

  @Test("are held by one lock at a time, which tells who holds it and ends with its value")
  func lock() throws {
    let held = try FileLock(folder: folder.path)
    let error = #expect(throws: FileError.self) { try FileLock(folder: folder.path) }
    #expect(error?.fault == .locked(by: getpid()))
    withExtendedLifetime(held) {}
    do {
      let file = try FileLock(file: folder.path(of: "lock"))
      let other = #expect(throws: FileError.self) { try FileLock(file: folder.path(of: "lock")) }
      #expect(other?.fault == .locked(by: getpid()))
      withExtendedLifetime(file) {}
    }
    _ = try FileLock(file: folder.path(of: "lock"))
  }

  @Test("for scratch are its owner's alone and gone with the value")
  func scratchFolder() throws {
    var status = stat()
    let path: String
    do {
      let scratch = try ScratchFolder(in: folder.path)
      path = scratch.path
      #expect(stat(path, &status) == 0)
      try WholeFile.write([1], to: scratch.path(of: "file"), .renamed)
    }
    #expect(status.st_mode & 0o777 == 0o700)
    #expect(!Path.exists(path))
    let error = #expect(throws: FileError.self) { try ScratchFolder(in: folder.path(of: "none")) }
    #expect(error?.isMissing == true)
  }

  @Test("calls of the system are taken up again after a signal, and after nothing else")
  func retry() {
    var calls = 0
    let interrupted = retrying {
      calls += 1
      errno = EINTR
      return calls < 3 ? -1 : 7
    }
    #expect(interrupted == 7)
    #expect(calls == 3)
    let refused = retrying {
      calls += 1
      errno = EIO
      return -1
    }
    #expect(refused == -1)
    #expect(calls == 4)
  }

  @Test(
    "a lock that is given back is free, though a program that is being started has a copy of it")
  func givenBack() throws {
    func descriptors() throws -> [Int32] {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        .filter {
          (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))
            == folder.path
        }
    }
    var lock: FileLock? = try FileLock(folder: folder.path)
    // As between fork and exec: a second descriptor of the same open file.
    let copies = try descriptors().map { dup($0) }
    defer { for copy in copies { close(copy) } }
    #expect(copies.count == 1)
    #expect(throws: FileError.self) { try FileLock(folder: folder.path) }
    withExtendedLifetime(lock) {}
    lock = nil
    #expect(throws: Never.self) { try FileLock(folder: folder.path) }
  }

  @Test("A path is cleaned as it is written, and the first link on a way is found")
  func waysAndLinks() throws {
    for (path, clean) in [
      ("/a/./b/../c", "/a/c"), ("/..", "/"), ("a/../../b", "../b"), ("../../x", "../../x"),
      ("/a//b/", "/a/b"),
    ] { #expect(Path.lexical(path) == clean) }
    let folder = try ScratchFolder(in: NSTemporaryDirectory())
    try Folder(folder.path(of: "a/b")).create()
    #expect(Path.firstLink(on: "a/b/c", below: folder.path) == nil)
    #expect(symlink("b", folder.path(of: "a/link")) == 0)
    #expect(Path.firstLink(on: "a/link/c", below: folder.path) == folder.path(of: "a/link"))
    #expect(Path.isLink(folder.path(of: "a/link")) && !Path.isLink(folder.path(of: "a/b")))
  }
}
