import ArgumentParser
import Foundation

/// Runs a command and turns what it throws into a message and an exit code.
enum CommandRunner {
  /// Parses the process's arguments, runs, and exits.
  static func run(_ root: any AsyncParsableCommand.Type) async -> Never {
    do {
      var command = try root.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      exit(ExitStatus.pass.rawValue)
    } catch {
      exit(status(of: error, root))
    }
  }

  private static func status(of error: any Error, _ root: any AsyncParsableCommand.Type) -> Int32 {
    // The parser's own ends (help, version, a wrong flag) carry their own text.
    let code = root.exitCode(for: error)
    if code == .success {
      print(root.fullMessage(for: error))
      return ExitStatus.pass.rawValue
    }
    if code == .validationFailure {
      Console.error.write(root.fullMessage(for: error))
      return ExitStatus.usage.rawValue
    }
    let failure = CommandFailure(error)
    failure.report()
    return failure.status.rawValue
  }
}
