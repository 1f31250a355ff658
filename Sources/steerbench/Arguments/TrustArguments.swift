import ArgumentParser
import FoundationEssentials
import Glibc
import Workbench

/// Which hosts a command may send to, and with which keys.
struct TrustArguments: ParsableArguments {
  @Option(
    name: .customLong("trust"),
    help: ArgumentHelp(
      "Agree that the sweep sends to this host, and the value of this variable with it; may be repeated.",
      valueName: "host=variable"),
    transform: Self.use)
  var trusted: [HostUse] = []
  @Flag(
    help: "Send keys over plain http to other machines too, where anybody on the way can read them."
  )
  var plainHttp = false

  private static func use(_ text: String) throws -> HostUse {
    guard let use = HostUse(text) else {
      throw ValidationError(
        "--trust takes a host and the variable whose value may go there, such as "
          + "api.example.org=EXAMPLE_KEY, or a host alone where no key goes there.")
    }
    return use
  }

  /// What the user agrees to; he is asked where this is a terminal.
  var trust: HostTrust {
    HostTrust(
      named: Set(trusted), allowsPlainHTTP: plainHttp,
      ask: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 ? Self.ask : nil)
  }

  @Sendable private static func ask(_ question: String) -> Bool {
    Console.error.write(question + " Only if you trust whoever wrote the sweep. [y/N]")
    let answer = (readLine() ?? "").lowercased()
    return answer == "y" || answer == "yes"
  }
}
