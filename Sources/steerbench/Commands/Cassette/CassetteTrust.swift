import ArgumentParser
import Basics
import Foundation
import Sharing
import Workbench

/// Makes a pair of keys.
struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key",
    abstract: "Make a pair of Ed25519 keys for signing.",
    discussion: """
      The private key is a new file that only you can read; the public one lies beside it, with .pub at \
      the end of its name. Nothing is overwritten.

        steerbench cassette key ~/.config/steerbench/lab
      """)

  @Argument(help: "The private key's new file.") var file: String

  func run() throws {
    let key = try SigningKey.create(at: file)
    Console.output.write("Made the key \(key.verifying.id): \(file), \(file).pub")
  }
}

/// Signs cassettes.
struct SignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Sign a folder of cassettes with your key.",
    discussion: """
      What is signed is the Merkle root over all exchanges of the folder, which covers the provenance \
      of each, with their number, the first and the last time of recording and the versions of the \
      tool that recorded. The signature is a small file beside the cassettes, named by the key; it \
      goes with them into bundles and remotes. Cassettes that are added later need another one.

        steerbench cassette key ~/.config/steerbench/lab       # once; give lab.pub to others
        steerbench cassette sign smollm2-135m --key ~/.config/steerbench/lab
        steerbench cassette verify smollm2-135m --key lab.pub
      """)

  @OptionGroup var input: CassetteArgument
  @Option(help: ArgumentHelp("The file of the private key.", valueName: "file")) var key: String
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let signed = try SignedCassettes(input.cassettes, by: try SigningKey(path: key))
    Console.output.write(json ? try CanonicalJSON.text(of: signed.json) : signed.text)
  }
}

/// Looks for credentials in cassettes.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Look for credentials in cassettes; exit 1 if there are any.",
    discussion: """
      Looks through trials' names, requests, headers, bodies, outputs and provenance for the values \
      of key variables that are set here (OPENAI_API_KEY, ANTHROPIC_API_KEY, MISTRAL_API_KEY, others \
      like them, and those that --key-variable names; also in hexadecimal and base64), and for \
      well-known shapes: keys of model providers, tokens of GitHub, GitLab, Slack, AWS, Google and \
      Hugging Face, JSON Web Tokens, private keys, bearer tokens. Escapes are undone, and the texts \
      of streamed answers are put together first.

      A finding says what and where, never the credential. Recording looks for the same and keeps \
      nothing that holds one. A text that only looks like one can be allowed by the 16 digits that \
      its finding shows.

      Values shorter than 8 bytes are not looked for. A shape inside base64, compressed data or a \
      program's arithmetic is not found.

        steerbench cassette scan cassettes/smollm2-135m
        steerbench cassette scan cassettes/*/*.cas --json
        steerbench cassette scan old.cas --allow-secret 0f3c9a51c2d4e7b8
      """)

  @Argument(
    help: ArgumentHelp(
      "Cassette folders, their names under cassettes/, or .cas files.", valueName: "path"))
  var paths: [String]
  @OptionGroup var secrets: SecretArguments
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let scan = try CredentialScan(
      paths, for: secrets.rules.known(), allowing: secrets.allowSecret)
    if !json { for line in scan.ignored { Console.error.write(line) } }
    Console.output.write(json ? try CanonicalJSON.text(of: scan.json) : scan.text)
    guard scan.count == 0 else {
      throw CommandFailure(
        .regression, json ? "" : "\(scan.count) findings. Revoke what is a credential.")
    }
  }
}
