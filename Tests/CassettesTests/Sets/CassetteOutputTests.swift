import Files
import Foundation
import Testing

@testable import Cassettes

@Suite("Writing new cassettes")
struct CassetteOutputTests {
  private let image: SealedImage

  init() throws {
    image = try CassetteSealer.seal(Samples.exchanges(6))
  }

  @Test("gives one file by the name that was asked for, and never writes over another")
  func file() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/out.cas"
      var output = try CassetteOutput(path: path)
      var rival = try CassetteOutput(path: path)
      try output.add(image)
      #expect(try output.publish().map(\.root) == [image.root])
      #expect(try read(path) == image.bytes)
      let again = cassetteError { () throws(CassetteError) in try CassetteOutput(path: path) }
      #expect(again?.code == .exists)
      // Another process may have written it in the meantime.
      let late = cassetteError { () throws(CassetteError) in
        try rival.add(try CassetteSealer.seal([]))
      }
      #expect(late?.code == .exists)
      #expect(try read(path) == image.bytes)
      #expect(try Folder(folder).names() == ["out.cas"])
    }
  }

  @Test("gives a folder that appears as a whole")
  func folder() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/out"
      let parts = [Samples.exchanges(5, seed: 1), Samples.exchanges(5, seed: 2)]
      var output = try CassetteOutput(path: path + "/")
      for part in parts {
        try output.add(try CassetteSealer.seal(part))
        #expect(!Path.exists(path))
      }
      let lines = try output.publish()
      #expect(try CassetteFolder(path: path).lines == lines)
      #expect(try CassetteFolder(path: path).reader().entries().count == 10)
      #expect(try Folder(folder).names() == ["out"])
    }
  }

  @Test("does not touch what is there: a folder with anything in it, a file, a link to nowhere")
  func occupied() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/full", withIntermediateDirectories: true)
      try write([1], to: folder + "/full/notes")
      try write([1], to: folder + "/file")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link.cas", withDestinationPath: folder + "/nowhere")
      for name in ["full", "file", "link.cas"] {
        let error = cassetteError { () throws(CassetteError) in
          try CassetteOutput(path: folder + "/" + name)
        }
        #expect(error?.code == .exists, "\(name)")
      }
      #expect(try read(folder + "/full/notes") == [1])
    }
  }

  @Test("starts anew after it was killed, and leaves nothing when it is discarded")
  func killed() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/out"
      let staging = path + ".partial"
      try FileManager.default.createDirectory(
        atPath: staging, withIntermediateDirectories: true)
      try write([1, 2], to: staging + "/0123456789abcdef.cas")
      var output = try CassetteOutput(path: path)
      let rival = cassetteError { () throws(CassetteError) in try CassetteOutput(path: path) }
      #expect(rival?.code == .locked)
      try output.add(image)
      #expect(try output.publish().count == 1)
      #expect(try CassetteFolder(path: path).lines.count == 1)

      var unwanted = try CassetteOutput(path: folder + "/other")
      try unwanted.add(image)
      unwanted.discard()
      #expect(try Folder(folder).names() == ["out"])
    }
  }
}
