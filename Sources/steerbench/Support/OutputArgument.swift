import ArgumentParser
import Cassettes
import Basics

/// Where a command writes new cassettes.
struct OutputArgument: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where to write: a name that ends in .cas is a file, any other a new folder with an INDEX.",
      valueName: "path"))
  var output: String

  /// Writes images as they are made; what was asked for appears as a whole or not at all.
  static func write(
    to path: String, _ images: (_ add: (SealedImage) throws -> Void) throws -> Void
  ) throws -> [CassetteIndexLine] {
    var output = try CassetteOutput(path: path)
    do {
      try images { try output.add($0) }
      return try output.publish()
    } catch {
      output.discard()
      throw error
    }
  }
}

/// What a command wrote.
struct WrittenCassettes {
  /// The path that was asked for.
  var path: String
  /// What lies there.
  var lines: [CassetteIndexLine]

  /// A line for people.
  var text: String {
    let count = lines.reduce(0) { $0 + $1.entryCount }
    let exchanges = count == 1 ? "1 exchange" : "\(count) exchanges"
    let roots = lines.map { "\n  root \($0.root.hex)" }.joined()
    return lines.count == 1
      ? "Wrote \(exchanges) to \(path).\(roots)"
      : "Wrote \(exchanges) to \(lines.count) cassettes in \(path).\(roots)"
  }

  /// The same for programs.
  var json: JSONValue {
    ["output": .string(path), "cassettes": .array(lines.map(\.json))]
  }

  /// Prints it.
  func report(asJSON: Bool) throws {
    Console.output.write(asJSON ? try CanonicalJSON.text(of: json) : text)
  }
}
