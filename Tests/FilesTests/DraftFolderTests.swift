import Foundation
import Testing

@testable import Files

@Suite("Writing whole folders")
struct DraftFolderTests {
  private let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder(in: NSTemporaryDirectory())
  }

  private func bytes(_ name: String) throws -> [UInt8]? {
    try ReadableFile.bytes(of: scratch.path(of: name), limit: 1 << 20)
  }

  @Test("puts what was gathered in place of nothing or of an empty folder, in one step")
  func publishes() throws {
    for place in ["new", "above/new"] {
      let draft = try DraftFolder(for: scratch.path(of: place))
      try draft.append([1], to: "a/b")
      try draft.append([2, 3], to: "a/b")
      try draft.append([], to: "c")
      #expect(!Path.exists(scratch.path(of: place)))
      try draft.publish()
      #expect(try bytes("\(place)/a/b") == [1, 2, 3])
      #expect(try bytes("\(place)/c") == [])
    }
    #expect(try Folder(scratch.path).names() == ["above", "new"])
    try Folder(scratch.path(of: "empty")).create()
    try DraftFolder(for: scratch.path(of: "empty")).publish()
  }

  @Test("leaves what is there as it is, and nothing behind")
  func refuses() throws {
    try Folder(scratch.path(of: "full/a")).create()
    try WholeFile.write([1], to: scratch.path(of: "file"), .renamed)
    for (name, isFree) in [("full", false), ("file", false), ("full/a", true), ("none", true)] {
      #expect(DraftFolder.canTake(scratch.path(of: name)) == isFree)
    }
    for name in ["full", "file"] {
      #expect(throws: FileError.self) {
        let draft = try DraftFolder(for: scratch.path(of: name))
        try draft.append([1], to: "b")
        try draft.publish()
      }
    }
    #expect(try Folder(scratch.path).names() == ["file", "full"])
    #expect(try Folder(scratch.path(of: "full")).names() == ["a"])
  }
}
