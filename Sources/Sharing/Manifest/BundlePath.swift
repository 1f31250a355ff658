/// The place of a file in a bundle: relative, below it, and spelled in one way.
///
/// A path that comes from a stranger is made here or nowhere: it cannot lead out of the folder that
/// it is put under, and means the same on every file system.
public struct BundlePath: Hashable, Sendable {
  /// The most parts of a path.
  public static let maximumDepth = 8
  /// The most bytes of a part, which every archive and file system takes.
  public static let maximumPart = 100

  /// The path, its parts divided by slashes.
  public let text: String

  /// Reads a path; `nil` unless each part has letters, digits, dots, dashes and underscores only, and
  /// does not begin with a dot.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...Self.maximumDepth).contains(parts.count), parts.allSatisfy(Self.isPart) else {
      return nil
    }
    self.text = text
  }

  private static func isPart(_ part: Substring) -> Bool {
    let bytes = part.utf8
    return (1...maximumPart).contains(bytes.count) && bytes.first != UInt8(ascii: ".")
      && bytes.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// The path of something below this one; `nil` if that is no path.
  public func appending(_ name: String) -> BundlePath? { BundlePath("\(text)/\(name)") }

  /// The last part.
  public var name: String { text.split(separator: "/").last.map(String.init) ?? text }

  /// Whether it lies below another path.
  public func isBelow(_ folder: BundlePath) -> Bool { text.hasPrefix(folder.text + "/") }
}

extension BundlePath: Comparable {
  public static func < (left: BundlePath, right: BundlePath) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

extension BundlePath: CustomStringConvertible {
  public var description: String { text }
}
