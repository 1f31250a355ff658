extension ReplayResult {
  /// Throws unless every trial was replayed; what is missing is printed first.
  func checkPassed() throws {
    let status = status(allowingUnused: true)
    guard status == .pass else {
      Console.error.write(ReplayText(result: self, allowsUnused: true).text(colour: false))
      throw CommandFailure(status)
    }
  }
}
