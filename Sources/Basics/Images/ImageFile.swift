/// A picture that a question shows: the bytes of its file, unchanged, and what their header says.
///
/// Nothing here decodes a pixel. What a file is follows from its first bytes, never from its name alone; what
/// a decoder would have to hold follows from the size that the header gives, and is bounded before anybody
/// decodes it. Two pictures are the same where their bytes are and a model is asked to look as closely.
public struct ImageFile: Sendable {
  /// The formats that every family takes.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    case png
    case jpeg
    case webp
    case gif

    /// The media type, as requests name it.
    public var mediaType: String { "image/\(rawValue)" }

    /// How the names of its files end, without the dot.
    public var endings: [String] { self == .jpeg ? ["jpg", "jpeg"] : [rawValue] }
  }

  /// How closely a model is asked to look; a family without a word for it is not told.
  public enum Detail: String, Hashable, Sendable, CaseIterable {
    case low
    case high
    case auto
  }

  /// The largest file, in bytes: in base64 it stays below the 5 MB that the strictest provider takes.
  public static let byteLimit = 3_700_000
  /// The most pixels on a side.
  public static let sideLimit = 8_000
  /// The most pixels: a small file may stand for more than a reader's memory.
  public static let pixelLimit = 40_000_000

  /// The format, by the bytes.
  public let format: Format
  /// Pixels from left to right.
  public let width: Int
  /// Pixels from top to bottom.
  public let height: Int
  /// The file.
  public let bytes: [UInt8]
  /// The SHA-256 of the file.
  public let digest: Digest
  /// How closely a model is asked to look; its provider's usual way where it is `nil`.
  public var detail: Detail?

  /// Reads the header of a file.
  ///
  /// - Parameter name: The file's name, whose ending must not say another format than the bytes do.
  /// - Throws: ``ImageFault``, for everything that is no still PNG, JPEG, WebP or GIF of a bounded size.
  public init(_ bytes: [UInt8], named name: String) throws(ImageFault) {
    guard bytes.count <= Self.byteLimit else {
      throw ImageFault("is larger than \(Self.byteLimit) bytes. Make it smaller")
    }
    let ending = Self.ending(of: name)
    guard ending != "svg" else { throw .svg }
    let header = try ImageHeader(bytes)
    guard header.width > 0, header.height > 0 else { throw ImageFault("has no pixels") }
    guard header.width <= Self.sideLimit, header.height <= Self.sideLimit,
      header.width * header.height <= Self.pixelLimit
    else {
      throw ImageFault(
        "has \(header.width)×\(header.height) pixels by its header: \(Self.sideLimit) on a side and "
          + "\(Self.pixelLimit) in all are the most. Make it smaller")
    }
    guard header.format.endings.contains(ending) else {
      throw ImageFault(
        "is \(header.format.mediaType) by its bytes, and its name ends in \".\(ending)\". Name it as "
          + "what it is, with .\(header.format.endings[0])")
    }
    self.bytes = bytes
    (format, width, height) = (header.format, header.width, header.height)
    digest = .sha256(bytes)
  }

  /// Whether a file may be a picture, by its name.
  public static func isName(_ name: String) -> Bool {
    let ending = ending(of: name)
    return Format.allCases.contains { $0.endings.contains(ending) }
  }

  /// What stands behind the last dot, in lower case.
  private static func ending(of name: String) -> String {
    let last = name.split(separator: "/").last ?? ""
    guard let dot = last.lastIndex(of: ".") else { return "" }
    return last[last.index(after: dot)...].lowercased()
  }

  /// What a person reads in place of the picture, such as `[image sha256:… image/png 320×200 12,345 bytes]`.
  public var title: String {
    "[image \(name) \(format.mediaType) \(width)×\(height) \(Self.grouped(bytes.count)) bytes]"
  }

  /// What requests name it by: `sha256:` and the digits of its digest.
  public var name: String { "sha256:\(digest.hex)" }

  /// A number with commas between thousands, whatever the locale.
  private static func grouped(_ number: Int) -> String {
    let digits = Array("\(number)")
    return String(
      digits.enumerated().flatMap { place, digit in
        place > 0 && (digits.count - place).isMultiple(of: 3) ? [",", digit] : [digit]
      })
  }
}

extension ImageFile: Hashable {
  public static func == (left: ImageFile, right: ImageFile) -> Bool {
    left.digest == right.digest && left.detail == right.detail
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(digest)
    hasher.combine(detail)
  }
}

/// Why a file is no picture that a question may show.
public struct ImageFault: Error, Hashable, Sendable {
  /// The rest of a sentence that begins with the file's name, without its last dot.
  public let message: String

  init(_ message: String) { self.message = message }

  static let svg = ImageFault(
    "is SVG, which is a program for a browser and which no model is shown. Make a PNG of it")
}
