public import Basics

/// What an export says about itself before its first exchange.
public struct ExportHeader: Hashable, Sendable {
  /// The name of the format of lines.
  static let format = "steerbench-exchanges"
  /// The version of the format of lines.
  static let version = 1

  /// The number of exchanges; `nil` where somebody took it out to edit the rest.
  public var entries: Int?
  /// The Merkle root over the exchanges; `nil` where somebody took it out to edit the rest.
  public var root: Digest?

  /// Creates a header.
  public init(entries: Int? = nil, root: Digest? = nil) {
    self.entries = entries
    self.root = root
  }

  /// The header as canonical JSON.
  public var bytes: [UInt8] {
    var members: [String] = []
    if let entries { members.append(#""entries":\#(entries)"#) }
    members.append(#""format":"\#(Self.format)""#)
    if let root { members.append(#""root":"\#(root.hex)""#) }
    members.append(#""version":\#(Self.version)"#)
    return Array("{\(members.joined(separator: ","))}".utf8)
  }

  /// Reads the header at which a cursor stands; `nil` if the object is another one.
  ///
  /// - Parameter file: What to name in an error.
  public static func read(
    _ cursor: inout JSONCursor, file: String
  ) throws(CassetteError) -> ExportHeader? {
    let value: JSONValue
    do throws(JSONError) {
      value = try cursor.readValue()
    } catch {
      return nil
    }
    guard value["format"]?.string == format, let found = value["version"]?.integer else {
      return nil
    }
    guard found == version else { throw .unsupportedExport(file, found: found) }
    let names: Set = ["entries", "format", "root", "version"]
    guard value.object?.names.allSatisfy(names.contains) == true else { return nil }
    var header = ExportHeader()
    if let entries = value["entries"] {
      guard let number = entries.integer, number >= 0 else { return nil }
      header.entries = number
    }
    if let root = value["root"] {
      guard let digest = root.string.flatMap({ Digest(hex: $0) }) else { return nil }
      header.root = digest
    }
    return header
  }
}
