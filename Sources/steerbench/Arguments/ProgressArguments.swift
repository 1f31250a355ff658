import ArgumentParser

/// How much a recording says while it goes on.
struct ProgressArguments: ParsableArguments {
  @Flag(help: "Say how it goes in a line now and then, and never write over one.") var plain = false
  @Flag(help: "Say nothing while it goes on; errors are said.") var quiet = false

  func validate() throws {
    guard !plain || !quiet else { throw ValidationError("--plain and --quiet exclude each other.") }
  }

  /// What was asked for.
  var style: Progress.Style { quiet ? .quiet : plain ? .plain : .fitting }
}
