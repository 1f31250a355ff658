/// Why the benchmark cannot go on.
struct BenchError: Error, CustomStringConvertible {
  /// What happened, and what to do.
  let message: String

  var description: String { message }

  /// Creates an error.
  init(_ message: String) {
    self.message = message
  }
}
