import ArgumentParser
import Basics
import Cassettes
import Sharing
import Workbench

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
    let key = try SigningKey(path: key)
    let folder = try CassetteLocator.folder(input.cassettes)
    let catalog = try ExchangeCatalog(
      CassetteSet(path: folder.path), actionDigest: CassetteLocator.actionDigest)
    let statement = SignatureStatement(catalog)
    let path = try CassetteSignature.write(statement, by: key, into: folder.path)
    guard !json else {
      Console.output.write(
        try CanonicalJSON.text(of: [
          "signature": .string(path), "key": .string(key.verifying.id),
          "statement": statement.value,
        ]))
      return
    }
    Console.output.write(
      """
      Signed \(catalog.entries.count) exchanges with the key \(key.verifying.id): \(path)
        root \(statement.root)
      """)
  }
}
