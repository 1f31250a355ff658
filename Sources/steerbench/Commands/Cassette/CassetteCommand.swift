import ArgumentParser

/// Looks into cassettes; one verb a file.
struct CassetteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cassette", abstract: "Inspect, verify and seal cassettes.",
    subcommands: [
      Inspect.self,
      Verify.self,
      Seal.self,
      Index.self,
    ])
}
