import ArgumentParser

/// Lists the tasks, shows questions, and writes question files.
struct TasksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract: "List the fourteen tasks; show, generate, check or import their questions.",
    subcommands: [
      List.self,
      Show.self,
      Generate.self,
      Check.self,
      Import.self,
    ], defaultSubcommand: List.self)
}
