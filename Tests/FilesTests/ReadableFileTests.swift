import Basics
import Foundation
import Testing

@testable import Files

@Suite("Reading files, and files that grow")
struct ReadableFileTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder(in: NSTemporaryDirectory())
    path = folder.path(of: "file")
  }

  private func pieces(
    _ file: ReadableFile, from offset: Int = 0, count: Int? = nil, wanted: Int = .max
  ) throws -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    try file.forEachPiece(from: offset, count: count) {
      pieces.append(Array($0))
      return pieces.count < wanted
    }
    return pieces
  }

  @Test("give a part, pieces, and the digest of the whole")
  func read() throws {
    let content = (0..<(5 << 19)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    try WholeFile.write(content, to: path, .renamed)
    let file = try ReadableFile(path)
    #expect(file.size == content.count)
    #expect(try file.digest() == Digest.sha256(content))
    #expect(try file.prefix(7) == Array(content.prefix(7)))
    #expect(try file.prefix(.max) == content)
    #expect(try file.read(5, at: content.count - 2) == Array(content.suffix(2)))
    #expect(try file.read(5, at: content.count) == [])
    #expect(try pieces(file).map(\.count) == [1 << 20, 1 << 20, 1 << 19])
    #expect(try pieces(file).joined().elementsEqual(content))
    #expect(try pieces(file, from: 10, count: 3) == [Array(content[10..<13])])
    #expect(try pieces(file, wanted: 1).count == 1)
    #expect(try pieces(file, from: content.count) == [])
  }

  @Test("give no more bytes than a bound")
  func bound() throws {
    try WholeFile.write([1, 2, 3], to: path, .renamed)
    #expect(try ReadableFile.bytes(of: path, limit: 3) == [1, 2, 3])
    #expect(try ReadableFile.bytes(of: path, limit: 2) == nil)
  }

  @Test("say so where they became shorter")
  func changed() throws {
    try WholeFile.write([1, 2, 3], to: path, .renamed)
    let file = try ReadableFile(path)
    #expect(truncate(path, 1) == 0)
    for error in [
      #expect(throws: FileError.self) { try file.bytes(limit: 3) },
      #expect(throws: FileError.self) { try pieces(file) },
    ] { #expect(error?.fault == .changed) }
    #expect(try file.prefix(3) == [1])
  }

  @Test("refuse a folder, a pipe, a path with a NUL and nothing at all, without waiting")
  func refused() throws {
    #expect(mkfifo(path, 0o600) == 0)
    let cases: [(String, FileError.Fault)] = [
      (folder.path, .isFolder), (path, .isNoRegularFile), ("a\0b", .system(ENOENT)),
      (path + ".none", .system(ENOENT)), ("/dev/null", .isNoRegularFile),
    ]
    for (path, fault) in cases {
      let error = #expect(throws: FileError.self) { try ReadableFile(path) }
      #expect(error == FileError(.reading, path, fault))
    }
  }

  @Test("go on growing where an earlier process stopped, and are cut at a bound")
  func resume() throws {
    do {
      let file = try GrowingFile(new: path)
      try file.append([1, 2, 3, 4])
      try file.synchronize()
    }
    let exists = #expect(throws: FileError.self) { try GrowingFile(new: path) }
    #expect(exists?.number == EEXIST)
    let file = try GrowingFile(resuming: path, upTo: 3)
    #expect(file.size == 3)
    try file.append([5])
    #expect(file.digest == Digest.sha256([1, 2, 3, 5]))
    #expect(try ReadableFile.bytes(of: path, limit: 9) == [1, 2, 3, 5])
    try file.clear()
    try file.append([6])
    #expect(file.digest == Digest.sha256([6]))
    #expect(try ReadableFile.bytes(of: path, limit: 9) == [6])
    #expect(symlink("file", path + ".link") == 0)
    let link = #expect(throws: FileError.self) {
      try GrowingFile(resuming: path + ".link", upTo: 9)
    }
    #expect(link?.number == ELOOP)
  }

  @Test("errors give the path, what the system said and a next step")
  func errors() {
    let cases: [(FileError, String)] = [
      (
        FileError(.reading, "x", .system(ENOENT)),
        "x: it cannot be read (No such file or directory). Check the path."
      ),
      (
        FileError(.writing, "x", .system(EACCES)),
        "x: it cannot be written (Permission denied). Check the path and its permissions."
      ),
      (
        FileError(.writing, "x", .locked(by: 7)),
        "x: it cannot be written (it is in use by process 7). Wait for the other process, or end it."
      ),
    ]
    for (error, text) in cases { #expect(error.description == text) }
  }
}
