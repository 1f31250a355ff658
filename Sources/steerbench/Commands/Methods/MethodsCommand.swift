import ArgumentParser

/// Lists the methods and shows what they send.
struct MethodsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods",
    abstract: "List the ten methods, show what one of them sends, or import prompts.",
    subcommands: [
      List.self,
      Show.self,
      ImportPrompts.self,
    ], defaultSubcommand: List.self)
}
