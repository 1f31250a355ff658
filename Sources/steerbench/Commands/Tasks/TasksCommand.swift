import ArgumentParser

/// Lists the tasks, shows questions, and writes question files.
struct TasksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks", abstract: "List the fourteen tasks, show or generate their questions.",
    subcommands: [
      List.self,
      Show.self,
      Generate.self,
      Check.self,
    ], defaultSubcommand: List.self)
}
