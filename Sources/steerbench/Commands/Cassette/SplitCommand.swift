import ArgumentParser
import Cassettes
import Workbench

/// Cuts cassettes into parts.
struct SplitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Cut cassettes into several that together hold the same.",
    discussion: """
      --parts deals exchanges out by their actions' digests: the same exchange always goes to the \
      same part, whatever else there is. --max-bytes fills parts trial by trial, which compresses \
      best; the limit is on requests and results before compression, of which a sealed file is about \
      a tenth. The parts play as one folder, and merging them gives the input again, byte for byte.

        steerbench cassette split big.cas --parts 4 --output parts
        steerbench cassette split smollm2-135m --max-bytes 300M --output parts
      """)

  @OptionGroup var input: CassetteArgument
  @Option(help: "The number of parts, from 1 to 1000.") var parts: Int?
  @Option(
    help: ArgumentHelp(
      "The largest part, in bytes, or with K, M or G at the end.", valueName: "size"))
  var maxBytes: ByteCount?
  @OptionGroup var destination: OutputArgument
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (parts == nil) != (maxBytes == nil) else {
      throw ValidationError("Give either --parts or --max-bytes.")
    }
    guard (1...1_000).contains(parts ?? 1) else {
      throw ValidationError("--parts must be from 1 to 1000.")
    }
    if destination.output.hasSuffix(".cas") {
      throw ValidationError("--output must be a folder for the parts, not a .cas file.")
    }
  }

  func run() throws {
    let split = maxBytes.map { CassetteSplit.rawBytes($0.count) } ?? .count(parts ?? 1)
    let written = try WrittenCassettes(to: destination.output) { add in
      let catalog = try ExchangeCatalog(
        try CassetteLocator.set(input.cassettes), actionDigest: CassetteLocator.actionDigest)
      for part in split.parts(of: catalog.entries) { try add(try catalog.seal(part)) }
    }
    try written.report(asJSON: json)
  }
}

/// A number of bytes as people write it: `300000`, `300K`, `32M`, `2G`, in powers of 1024.
struct ByteCount: ExpressibleByArgument {
  let count: Int

  init?(argument: String) {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let unit = argument.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? argument : String(argument.dropLast())), number > 0 else {
      return nil
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
    guard !overflow else { return nil }
    count = bytes
  }
}
