import ArgumentParser
import Files
import FoundationEssentials
import Glibc
import Synchronization
import Workbench

/// Where the keys of providers come from: the environment, or descriptors that the caller opened.
///
/// A key is never an argument: other users of a machine can read those.
struct KeyArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the key that a sweep names by a variable from a file descriptor instead: "
        + "OPENAI_API_KEY=3, with 3< <(pass show openai).",
      valueName: "variable=number"))
  var keyFd: [String] = []

  /// Reads the keys into this process's own environment, where everything that needs one looks.
  ///
  /// The environment that other programs can see is the one that the process was started with; it
  /// stays as it was. Each descriptor is read once in the life of the process, to its end, and closed.
  func validate() throws {
    var names: Set<String> = []
    let wishes = try keyFd.map(Self.wish)
    for wish in wishes where !names.insert(wish.name).inserted {
      throw ValidationError("--key-fd names \(wish.name) twice.")
    }
    for (name, descriptor) in wishes {
      setenv(name, try DescriptorKeys.key(of: descriptor, for: name), 1)
    }
  }

  /// What is wrong is told without the text: somebody may have put the key itself there.
  private static func wish(_ text: String) throws -> (name: String, descriptor: Int32) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, isName(parts[0]), let descriptor = Int32(parts[1]), descriptor >= 0,
      String(descriptor) == parts[1]
    else {
      throw ValidationError(
        "--key-fd takes a variable's name and the number of an open descriptor, as in "
          + "OPENAI_API_KEY=3; a key itself must not stand on a command line.")
    }
    return (String(parts[0]), descriptor)
  }

  private static func isName(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.count <= 100
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}

/// The keys that were read from descriptors: a descriptor gives its content only once.
private enum DescriptorKeys {
  /// A longer text is no key.
  private static let limit = 8192

  private static let known = Mutex<[Int32: String]>([:])

  static func key(of descriptor: Int32, for name: String) throws -> String {
    try known.withLock { known in
      if let key = known[descriptor] { return key }
      let key = try read(descriptor, for: name)
      known[descriptor] = key
      return key
    }
  }

  private static func read(_ descriptor: Int32, for name: String) throws -> String {
    // What is started later must not find the key there.
    let data: [UInt8]
    do {
      data = try SequentialInput(takingOver: descriptor, named: "descriptor \(descriptor)")
        .bytes(upTo: limit + 1)
    } catch {
      throw ValidationError(
        "The key for \(name) cannot be read from descriptor \(descriptor): it is not open for "
          + "reading. Open it in the shell, as in --key-fd \(name)=3 3< FILE.")
    }
    guard !data.isEmpty, data.count <= limit else {
      throw ValidationError(
        "Descriptor \(descriptor) holds no key for \(name): it is "
          + (data.isEmpty ? "empty." : "longer than \(limit) bytes."))
    }
    return String(decoding: data, as: UTF8.self)
  }
}

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
