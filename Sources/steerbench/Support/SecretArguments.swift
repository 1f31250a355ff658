import ArgumentParser
import Foundation
import Workbench

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

  /// What must not be kept.
  var rules: SecretRules {
    SecretRules(
      allowed: allowSecret, variables: keyVariable,
      environment: ProcessInfo.processInfo.environment)
  }
}
