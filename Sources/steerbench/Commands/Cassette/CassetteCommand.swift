import ArgumentParser
import Basics
import Workbench

/// Looks into cassettes, and works on them as sets of exchanges; one verb a file.
struct CassetteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cassette",
    abstract: "Look into cassettes, compare, merge and cut them.",
    discussion: """
      A cassette is one sealed file of exchanges, named by its root; a folder plays as the union of \
      its cassettes, which its INDEX lists. No command changes a sealed file or writes over one; \
      `compact` alone removes files, once another one holds the same.

        steerbench cassette inspect smollm2-135m
        steerbench cassette verify cassettes/smollm2-135m --level canonical
        steerbench cassette diff old.cas new.cas
        steerbench cassette merge theirs.cas ours.cas --output both.cas

      Readable diffs in git, once a clone (.gitattributes says diff=cassette already):
        git config diff.cassette.textconv "steerbench cassette inspect --textconv"
      """,
    subcommands: [
      InspectCommand.self,
      VerifyCommand.self,
      DigestCommand.self,
      SignCommand.self,
      KeyCommand.self,
      DiffCommand.self,
      MergeCommand.self,
      SplitCommand.self,
      SliceCommand.self,
      GCCommand.self,
      CompactCommand.self,
      ExportCommand.self,
      ImportCommand.self,
      ScanCommand.self,
      SealCommand.self,
      IndexCommand.self,
    ])
}

extension WrittenCassettes {
  /// Prints what was written.
  func report(asJSON: Bool) throws {
    Console.output.write(asJSON ? try CanonicalJSON.text(of: json) : text)
  }
}
