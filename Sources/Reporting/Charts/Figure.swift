/// A figure for a paper, as one file.
public struct Figure: Hashable, Sendable {
  /// The name of the file, such as `scores-gpt-4o.svg`.
  public let name: String
  /// What it shows.
  public let title: String
  /// The drawing.
  public let svg: String

  /// A name that is a file's on every system.
  static func fileName(_ words: String...) -> String {
    let text = words.joined(separator: "-")
    let plain = text.unicodeScalars.map { scalar -> Character in
      let isPlain =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789._".unicodeScalars.contains(scalar))
      return isPlain ? Character(scalar) : "-"
    }
    return String(plain) + ".svg"
  }

  /// The figures under names of which no two are the same: sweeps that do not compare have tables of the
  /// same name.
  public static func distinct(_ figures: [Figure]) -> [Figure] {
    var names: Set<String> = []
    return figures.map { figure in
      var (name, number) = (figure.name, 2)
      while !names.insert(name).inserted {
        name = "\(figure.name.dropLast(4))-\(number).svg"
        number += 1
      }
      return Figure(name: name, title: figure.title, svg: figure.svg)
    }
  }
}
