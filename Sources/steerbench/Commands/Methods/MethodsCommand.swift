import ArgumentParser

/// Lists the methods and shows what they send.
struct MethodsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods", abstract: "List the ten methods, or show what one of them sends.",
    subcommands: [
      List.self,
      Show.self,
    ], defaultSubcommand: List.self)
}
