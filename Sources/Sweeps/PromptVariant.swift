import Basics
import Files
import FoundationEssentials
import Methods

/// A variant of a sweep's prompts: a folder that holds only what differs from the base.
///
/// It is an axis of the sweep. Each method is asked with the base's prompts and with those of each
/// variant that has other words for it, under a name that says so: `all-code+terse`. What is asked alike
/// is one recording, for no name is a part of what is sent.
public struct PromptVariant: Hashable, Sendable {
  /// The name of the base among the folders that a sweep names.
  public static let base = "base"
  /// The folder of the prompts where a sweep names none, from the sweep's own.
  static let usualFolder = "../../Tasks/prompts"
  /// The most variants of a sweep.
  private static let countLimit = 100

  /// The name, behind a `+` in the names of methods.
  public let name: String
  /// The folder, from the sweep's own.
  public let folder: String

  /// Names a variant.
  public init(name: String, folder: String) {
    self.name = name
    self.folder = folder
  }
}

extension PromptVariant {
  /// The prompt variant that a method's name in a trial's id tells of: `terse` of `all-code@2+terse`, and
  /// the base of `all-code`.
  public static func name(inMethod method: String) -> String {
    let parts = method.utf8.split(
      separator: UInt8(ascii: "+"), maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? String(parts[1]) ?? base : base
  }
}

// MARK: - Reading

extension PromptVariant {
  /// Reads `prompts: FOLDER`, or `prompts: {base: FOLDER, terse: FOLDER}`.
  static func folders(
    _ node: SweepNode?, in version: SweepVersion
  ) throws(SweepError) -> (base: String, variants: [PromptVariant]) {
    guard let node else { return (usualFolder, []) }
    guard node.scalar == nil else { return (try node.text(), []) }
    let example = "{base: \(usualFolder), terse: prompts/terse}"
    guard node.isMapping else {
      throw node.error(
        "\"prompts\" must be text, the name of a folder, or name several: \(example).")
    }
    guard version != .one else {
      throw node.error(
        "a sweep of version 1 has one folder of prompts. Write \"version: 2\" for variants of them."
      )
    }
    var base: String?
    var variants: [PromptVariant] = []
    for entry in try node.entries() {
      guard SweepReader.isName(entry.key) else {
        throw entry.place.error("the name of a prompt variant has \(SweepReader.namePattern) only.")
      }
      let folder = try entry.value.text()
      if entry.key == Self.base {
        base = folder
      } else {
        variants.append(PromptVariant(name: entry.key, folder: folder))
      }
    }
    guard let base else {
      let near = NearMatch.names(like: Self.base, among: variants.map(\.name)).first
      throw node.error(
        "\"prompts.base\" is missing: the folder with all prompts, which the others vary. "
          + (near.map { "Did you mean base by \($0)? " } ?? "") + "Such as \(example).")
    }
    guard variants.count <= countLimit else {
      throw node.error("\"prompts\" names more than \(countLimit) variants. Split the sweep.")
    }
    return (base, variants)
  }

  /// The texts of the variant: those of a sweep's prompts that its folder holds.
  ///
  /// - Throws: ``SweepError`` where the folder holds none of them, or a file that looks like a prompt and
  ///   is none: its words would be sent to nobody.
  func texts(of sweep: Sweep, at url: URL) throws(SweepError) -> [PromptName: String] {
    let folder = url.appending(path: folder)
    let names: [String]
    do throws(FileError) {
      names = try Folder(folder.standardizedFileURL.path).names()
    } catch {
      throw SweepError(
        "\(folder.relativePath): the folder of the prompt variant \(name) cannot be read. Make it, and "
          + "put the prompts there that differ from \(sweep.promptFolder).")
    }
    let known = Set(
      MethodRegistry.shipped.prompts + [.extraction, .promptedTool] + sweep.prompts
    ).map(\.fileName)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    if let other = names.first(where: { $0.hasSuffix(".txt") && !known.contains($0) }) {
      throw SweepError(
        "\(folder.relativePath)/\(other): no method has a prompt of that name. "
          + NearMatch.hint(for: other, among: known))
    }
    var texts: [PromptName: String] = [:]
    for prompt in sweep.prompts where names.contains(prompt.fileName) {
      texts[prompt] = try SweepFolder.text(
        of: folder.appending(path: prompt.fileName), limit: SweepFolder.promptByteLimit)
    }
    guard !texts.isEmpty else {
      let used = sweep.prompts.map(\.fileName).joined(separator: ", ")
      throw SweepError(
        "\(folder.relativePath): the prompt variant \(name) varies nothing. Of the prompts that this "
          + "sweep's methods use it has none: \(used.isEmpty ? "they use no prompt at all" : used)."
      )
    }
    return texts
  }
}

extension [SweepModel] {
  /// The methods of a sweep, each with a tool followed by what stands for it where a model is told of
  /// tools in words.
  func asked(with methods: [MethodVariant]) -> [MethodVariant] {
    guard contains(where: \.isPromptedForTools) else { return methods }
    return methods.flatMap { method in
      [method] + (method.method.prompted.map { [MethodVariant($0, turns: method.turns)] } ?? [])
    }
  }
}

extension [PromptVariant] {
  /// The methods of a sweep with the prompts of the base and of each variant.
  ///
  /// A method that uses no prompt is asked alike by all of them, and stands once.
  func asked(with methods: [MethodVariant]) -> [MethodVariant] {
    methods.flatMap { method in
      [method] + (method.prompts.isEmpty ? [] : map { method.prompted(by: $0.name) })
    }
  }
}
