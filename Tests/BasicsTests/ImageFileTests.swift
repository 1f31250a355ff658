import Basics
import TestSupport
import Testing

@Suite("The file of an image")
struct ImageFileTests {
  private static let jpeg: [UInt8] =
    [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 200, 1, 64, 1, 1, 0x11, 0]
    + [0xff, 0xda, 0, 2, 0xff, 0xd9]
  private static let gif: [UInt8] =
    Array("GIF89a".utf8) + [64, 1, 200, 0, 0x80, 0, 0, 0, 0, 0, 9, 9, 9]
    + [0x21, 0xf9, 4, 0, 0, 0, 0, 0] + frame + [0x3b]
  private static let frame: [UInt8] = [0x2c, 0, 0, 0, 0, 64, 1, 200, 0, 0, 2, 2, 0x4c, 1, 0]

  private static func webp(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let size = UInt8(body.count)
    return Array("RIFF".utf8) + [size + 12, 0, 0, 0] + Array("WEBP\(name)".utf8)
      + [size, 0, 0, 0] + body
  }

  private static let lossy = webp("VP8 ", [0, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 200, 0])
  private static let lossless = webp("VP8L", [0x2f, 0x3f, 0xc1, 0x31, 0])
  private static let extended = webp("VP8X", [0, 0, 0, 0, 0x3f, 0x01, 0, 199, 0, 0])

  private static let all: [(String, [UInt8])] = [
    ("a.png", DrawnPicture.png(width: 20, height: 10)), ("a.jpg", jpeg), ("b.jpeg", jpeg),
    ("a.gif", gif), ("a.webp", lossy), ("b.webp", lossless), ("c.webp", extended),
  ]

  private func fault(_ bytes: [UInt8], _ name: String = "a.png") -> String {
    do {
      _ = try ImageFile(bytes, named: name)
      return ""
    } catch {
      return error.message
    }
  }

  @Test("is known by its bytes, with its size by the header")
  func formats() throws {
    for (name, bytes) in Self.all {
      let image = try ImageFile(bytes, named: "folder/\(name)")
      #expect(image.bytes == bytes && image.digest == Digest.sha256(bytes))
      #expect(image.width == (name == "a.png" ? 20 : 320), "\(name)")
      #expect(image.height == (name == "a.png" ? 10 : 200), "\(name)")
    }
    let image = try ImageFile(Self.jpeg, named: "A.JPG")
    #expect(image.title == "[image sha256:\(image.digest.hex) image/jpeg 320×200 27 bytes]")
    let png = try ImageFile(DrawnPicture.png(width: 100, height: 100), named: "a.png")
    #expect(png.title.hasSuffix(" image/png 100×100 10,168 bytes]"), "\(png.title)")
  }

  @Test("is refused in words where it is something else than its name says, or no image at all")
  func otherThings() {
    #expect(fault(Self.jpeg).contains("is image/jpeg by its bytes, and its name ends in \".png\""))
    #expect(fault(Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)).contains("is SVG"))
    #expect(fault(Array("<?xml version='1.0'?>\n<SVG/>".utf8)).contains("is SVG"))
    #expect(fault(DrawnPicture.png(), "a.svg").contains("is SVG"))
    #expect(fault(Array("%PDF-1.7".utf8)).contains("no PNG, JPEG, WebP or GIF"))
    #expect(fault([]).contains("is empty"))
    #expect(fault(DrawnPicture.png(), "picture").contains("its name ends in"))
  }

  @Test("is refused where a small file stands for more pixels than a reader has room for")
  func bombs() {
    let signature = Array(DrawnPicture.png().prefix(8))
    let rest = DrawnPicture.chunk("IDAT", [1]) + DrawnPicture.chunk("IEND", [])
    for (width, height) in [(60_000, 60_000), (8_001, 1), (8_000, 5_001), (1 << 31, 1 << 31)] {
      let bomb = signature + DrawnPicture.header(width, height) + rest
      #expect(fault(bomb).contains("pixels by its header"), "\(width)×\(height)")
    }
    #expect(fault(signature + DrawnPicture.header(0, 5) + rest).contains("has no pixels"))
    #expect(fault(signature + DrawnPicture.header(8_000, 5_000) + rest) == "")
    let large = [UInt8](repeating: 0, count: ImageFile.byteLimit + 1)
    #expect(fault(large).contains("is larger than"))
    // A frame that is larger than the picture, or hidden behind it.
    var wide = Self.gif
    wide[wide.count - 11] = 255
    #expect(fault(wide, "a.gif").contains("larger than the picture"))
  }

  @Test("is refused where it moves")
  func moving() {
    let twice = Self.gif.dropLast() + Self.frame + [0x3b]
    #expect(fault(Array(twice), "a.gif").contains("moves"))
    var extended = Self.extended
    extended[20] = 2
    #expect(fault(extended, "a.webp").contains("moves"))
    var png = DrawnPicture.png()
    png.insert(contentsOf: DrawnPicture.chunk("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), at: 33)
    #expect(fault(png).contains("moves"))
  }

  @Test("is refused wherever it is cut off in its header, and never read beyond its end")
  func cutOff() {
    for (name, bytes) in Self.all {
      let needed = ["a.jpg", "b.jpeg"].contains(name) ? bytes.count - 6 : bytes.count
      for count in 0..<needed {
        #expect(fault(Array(bytes.prefix(count)), name) != "", "\(name), \(count) bytes")
      }
    }
  }

  @Test("ends in a size or a fault, whatever its bytes")
  func anyBytes() {
    var numbers = SeededNumbers(7)
    let time = ThreadTime.measure {
      for (name, bytes) in Self.all {
        for _ in 0..<2_000 {
          var bytes = bytes
          for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = .random(
              in: 0...255, using: &numbers)
          }
          if let image = try? ImageFile(bytes, named: name) {
            #expect(image.width * image.height <= ImageFile.pixelLimit)
          }
        }
      }
    }
    #expect(time < .seconds(60))
  }
}
