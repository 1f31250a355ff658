import ArgumentParser
import Foundation
import Methods

extension MethodsCommand {
  /// Lists the ten methods.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the ten methods.")

    func run() {
      for method in MethodRegistry.shipped.all {
        let about = method.description
        let turns = about.allowsTurns ? "  (also @2, @4)" : ""
        let number = about.number < 10 ? " \(about.number)" : "\(about.number)"
        let name = about.name.padding(toLength: 22, withPad: " ", startingAt: 0)
        Console.output.write("\(number)  \(name) \(about.summary)\(turns)")
      }
    }
  }
}
