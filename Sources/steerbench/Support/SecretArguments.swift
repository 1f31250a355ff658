import ArgumentParser
import Foundation
import RecordReplay

/// What counts as a credential.
struct SecretArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Allow a text that only looks like a credential, by the digits that its finding shows.",
      valueName: "digits"))
  var allowSecret: [String] = []
  @Option(
    help: ArgumentHelp(
      "Look for the value of this environment variable too.", valueName: "name"))
  var keyVariable: [String] = []

  func validate() throws {
    let isAllowance: (String) -> Bool = { text in
      text.utf8.count == 16 && text.allSatisfy { "0123456789abcdef".contains($0) }
    }
    guard allowSecret.allSatisfy(isAllowance) else {
      throw ValidationError("--allow-secret takes the 16 hexadecimal digits that a finding shows.")
    }
  }

  /// The values of key variables in this process's environment.
  func known(names: [String]) -> KnownSecrets {
    KnownSecrets(
      environment: ProcessInfo.processInfo.environment, names: keyVariable + names)
  }
}
