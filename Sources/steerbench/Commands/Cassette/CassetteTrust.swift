import ArgumentParser
import Basics
import FoundationEssentials
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

/// Signs a sweep with its cassettes.
struct SignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Sign a sweep and its cassettes with your key.",
    discussion: """
      What is signed is everything that decides a score: the Merkle root over all exchanges of the \
      folder, which covers the provenance of each, with their number, the first and the last time of \
      recording and the versions of the tool that recorded; and the SHA-256 of sweep.yaml, pinned.yaml, \
      the baseline, the prompts, the questions with their truths, the prices and the ready models. In a \
      folder without a sweep, such as a proxy's, it is the cassettes and rename.json. The signature is a \
      small file beside the cassettes, named by the key; it goes with them into bundles and remotes. When \
      anything of it changes, sign again.

        steerbench cassette key ~/.config/steerbench/lab  # once; give out lab.pub
        steerbench cassette sign smollm2-135m --key ~/.config/steerbench/lab
        steerbench cassette verify smollm2-135m --key lab.pub
      """)

  @OptionGroup var input: CassetteArgument
  @Option(
    help: ArgumentHelp("The file of the private key.", valueName: "file"), completion: .file())
  var key: String
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let signed = try SignedSweep(input.cassettes, by: try SigningKey(path: key))
    Console.output.write(json ? try CanonicalJSON.text(of: signed.json) : signed.text)
  }
}

/// Keeps a list of the keys that count.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Keep a signed list of keys: add one, revoke one.",
    discussion: """
      One key, which others know, signs the list; the keys in it sign sweeps. To rotate a key, add the \
      new one, sign the sweeps again, and revoke the old one. What a revoked key signed counts no more, \
      whenever it was signed. Every change gives the list the next number, and who has seen a number \
      takes no lower one afterwards. The list's own key is for a drawer: who loses it gives everybody \
      another one.

        steerbench cassette keys lab.keys --sign root --add 2026.pub
        steerbench cassette keys lab.keys --sign root --add 2027.pub \\
          --revoke 2026.pub --reason "laptop lost"
        steerbench cassette keys lab.keys --key root.pub  # print it
        steerbench cassette verify smollm2-135m --key root.pub --keys lab.keys
      """)

  @Argument(help: "The file of the list.", completion: .file()) var list: String
  @Option(
    help: ArgumentHelp("Sign a changed list with this private key.", valueName: "file"),
    completion: .file())
  var sign: String?
  @Option(
    help: ArgumentHelp("Print a list that this public key has signed.", valueName: "file"),
    completion: .file())
  var key: String?
  @Option(
    help: ArgumentHelp("Let this public key count; may be repeated.", valueName: "file"),
    completion: .file())
  var add: [String] = []
  @Option(
    help: ArgumentHelp("Revoke this public key, for good; may be repeated.", valueName: "file"),
    completion: .file())
  var revoke: [String] = []
  @Option(help: "Why it is revoked.") var reason = ""

  func validate() throws {
    guard (sign == nil) != (key == nil) else {
      throw ValidationError(
        "Give --sign with a private key to change the list, or --key to print it.")
    }
    guard (sign == nil) == (add.isEmpty && revoke.isEmpty) else {
      throw ValidationError("--sign goes with --add or --revoke.")
    }
    guard reason.utf8.count <= 200 else { throw ValidationError("--reason has at most 200 bytes.") }
  }

  func run() throws {
    let signing = try sign.map { try SigningKey(path: $0) }
    guard let root = try signing?.verifying ?? key.map({ try VerifyingKey(path: $0) }) else {
      preconditionFailure("one of both keys was asked for")
    }
    let isThere = FileManager.default.fileExists(atPath: list)
    var keys =
      isThere || signing == nil ? try KeyList(path: list, signedBy: root) : KeyList()
    if let signing {
      for path in add { try keys.add(try VerifyingKey(path: path)) }
      for path in revoke { keys.revoke(try VerifyingKey(path: path), because: reason) }
      try keys.write(to: list, by: signing)
    }
    Console.output.write(try CanonicalJSON.text(of: keys.value))
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
      "Cassette folders, their names under cassettes/, or .cas files.", valueName: "path"),
    completion: CompletionWords.sweeps)
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
