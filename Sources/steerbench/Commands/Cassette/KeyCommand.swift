import ArgumentParser
import Sharing

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
