import ArgumentParser
import Foundation
import Tasks

extension TasksCommand {
  /// Lists the fourteen tasks.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the fourteen tasks.")

    func run() {
      for task in TaskRegistry.shipped.all {
        let about = task.description
        let name = about.name.padding(toLength: 20, withPad: " ", startingAt: 0)
        let group = about.group.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
        Console.output.write("\(name) \(group) \(about.summary)")
      }
    }
  }
}
