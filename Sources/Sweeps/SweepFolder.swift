public import Basics
import Cassettes
import Files
public import FoundationEssentials
public import Methods
import RecordReplay
import Tasks

/// A sweep as it lies on disk: `sweep.yaml`, its cassettes, its baseline, and the prompts and
/// questions that it points at.
public struct SweepFolder: Sendable {
  /// The file that makes a folder a sweep.
  public static let sweepFileName = "sweep.yaml"
  /// The score sheet that a replay must equal.
  public static let baselineFileName = "baseline.tsv"
  /// The largest prompt that is read, in bytes.
  static let promptByteLimit = 1 << 20
  /// The file of prices, in the folder of the tasks.
  public static let priceFileName = "prices.yaml"

  /// The folder.
  public let url: URL
  /// The sweep.
  public var sweep: Sweep
  /// The folder of the tasks, with prices and published numbers beside the questions.
  public let tasks: URL
  /// The prompts.
  public let prompts: PromptLibrary
  /// The file of ready models that the sweep names some of, from its folder; `nil` where it names none.
  public let presetFile: String?
  /// The SHA-256 of what says where the sweep's requests go: its file, and the ready models of it.
  ///
  /// Whoever agreed to one has not agreed to another.
  public let source: Digest
  /// The questions that the sweep selects.
  public let questions: QuestionLibrary
  let catalogue: SweepCatalogue

  /// Opens a sweep and reads everything that it points at, the cassettes excepted.
  public init(_ url: URL, catalogue: SweepCatalogue = .shipped) throws(SweepError) {
    try SweepLinks.check(url)
    let file = url.appending(path: Self.sweepFileName)
    try self.init(
      url, yaml: try Self.text(of: file, limit: SweepReader.byteLimit),
      pinned: try Self.meaning(of: url, catalogue), catalogue)
  }

  /// Opens a sweep as if its file said this, and this were written down beside it.
  init(
    _ url: URL, yaml: String, pinned: PinnedMeaning, _ catalogue: SweepCatalogue
  ) throws(SweepError) {
    self.url = url
    self.catalogue = catalogue
    try SweepLinks.check(url)
    let file = url.appending(path: Self.sweepFileName)
    var source = Array(Digest.sha256(yaml).hex.utf8)
    var presetFile: String?
    sweep = try SweepReader.sweep(
      from: yaml, file: file.relativePath, folder: url.lastPathComponent, catalogue: catalogue,
      pinned: pinned,
      presets: { (path) throws(SweepError) in
        presetFile = path
        try SweepLinks.check(path, of: url)
        let file = url.appending(path: path)
        let yaml = try Self.text(of: file, limit: SweepReader.byteLimit)
        source += Array(Digest.sha256(yaml).hex.utf8)
        return try ModelPresets(yaml: yaml, file: file.relativePath)
      },
      declared: { (path) throws(SweepError) in
        try SweepLinks.check(path, of: url)
        let file = url.appending(path: path)
        return (try Self.text(of: file, limit: SweepReader.byteLimit), file.relativePath)
      })
    self.presetFile = presetFile
    self.source = Digest.sha256(source)
    for path in Self.opened(by: sweep, presets: presetFile) {
      try SweepLinks.check(path, of: url)
    }
    prompts = try Self.prompts(of: &sweep, at: url)
    let tasks = url.appending(path: sweep.taskFolder)
    self.tasks = tasks
    questions = try QuestionLibrary.of(
      sweep,
      data: { (path, limit) throws(SweepError) in
        try SweepLinks.check(path, of: url)
        return try Self.bytes(of: url.appending(path: path), limit: limit)
      },
      reading: { (name, edition) throws(SweepError) in
        let file = tasks.appending(path: name).appending(path: QuestionFile.name(of: edition))
        guard edition == .first || Path.exists(file.path) else { return nil }
        return try Self.bytes(of: file, limit: QuestionFile.byteLimit)
      })
    sweep.imageFiles = questions.imageFiles
    sweep.taskDigests = try questions.digests(of: sweep)
  }

  /// The path of the folder.
  public var path: String { url.path }

  /// The score sheet that a replay must equal; it need not exist.
  public var baseline: URL { url.appending(path: Self.baselineFileName) }

  /// Reads the prompts of a folder.
  ///
  /// - Parameters:
  ///   - needed: The prompts that must be there.
  ///   - optional: The prompts that are read if they are there.
  ///   - elsewhere: The files of prompts that do not lie in the folder.
  public static func prompts(
    in folder: URL, needing needed: [PromptName], orElse optional: [PromptName] = [],
    elsewhere: [PromptName: URL] = [:]
  ) throws(SweepError) -> PromptLibrary {
    var texts: [PromptName: String] = [:]
    for name in needed + optional {
      let file = elsewhere[name] ?? folder.appending(path: name.fileName)
      guard needed.contains(name) || FileManager.default.fileExists(atPath: file.path) else {
        continue
      }
      texts[name] = try text(of: file, limit: promptByteLimit)
    }
    do {
      return try PromptLibrary(texts, needing: needed)
    } catch {
      throw SweepError("\(folder.relativePath): \(error.message)")
    }
  }

  /// Reads the prompts of a sweep's own methods and of its extraction, and no others.
  private static func prompts(
    in folder: URL, of sweep: Sweep, at url: URL
  ) throws(SweepError) -> PromptLibrary {
    let elsewhere = try promptsBesideMethods(of: sweep.methods, at: url, without: folder)
    for method in sweep.methods {
      for name in method.prompts {
        let file = folder.appending(path: name.fileName)
        guard Path.exists(file.path) || elsewhere[name] != nil else {
          throw SweepError(
            "\(file.relativePath): there is no such file. Check the folder that is named for it. The "
              + "method \(method.name) uses this prompt; the shipped one lies in Tasks/prompts.")
        }
      }
    }
    return try prompts(
      in: folder, needing: sweep.prompts,
      orElse: sweep.extraction.byModel == nil ? [] : [.extraction], elsewhere: elsewhere)
  }

  /// Reads the prompts of a sweep and of its variants, and leaves out of the sweep the methods that a
  /// variant asks just as the base does.
  private static func prompts(
    of sweep: inout Sweep, at url: URL
  ) throws(SweepError) -> PromptLibrary {
    var library = try prompts(in: url.appending(path: sweep.promptFolder), of: sweep, at: url)
    for variant in sweep.promptVariants {
      let texts = try variant.texts(of: sweep, at: url)
      sweep.methods.removeAll { method in
        method.prompting == variant.name && !method.prompts.contains { texts[$0] != nil }
      }
      do {
        library = try library.overlaid(by: texts, named: variant.name)
      } catch {
        throw SweepError("\(url.appending(path: variant.folder).relativePath): \(error.message)")
      }
    }
    return library
  }

  /// The prompts that go with the sweep when it is shared: those that it uses, and of the ten that
  /// every bundle has carried those that lie beside them.
  public var sharedPrompts: [PromptName] {
    let folder = url.appending(path: sweep.promptFolder)
    return Self.shareablePrompts(of: sweep).filter {
      sweep.prompts.contains($0) || Path.exists(folder.appending(path: $0.fileName).path)
    }
  }

  private static func shareablePrompts(of sweep: Sweep) -> [PromptName] {
    let carried: [PromptName] = [
      .allText, .allCode, .allCodeCoT, .autoGen, .selfEstimate, .summary, .turnWithCode,
      .turnWithoutCode, .pythonTool, .extraction,
    ]
    return carried + sweep.prompts.filter { !carried.contains($0) }
  }

  /// The files that reading a sweep may open, from its folder.
  ///
  /// Not all need be there. Cassettes and signatures are not among them.
  ///
  /// - Parameter presets: The file of ready models that the sweep names some of.
  public static func opened(by sweep: Sweep, presets: String?) -> [String] {
    [sweepFileName, baselineFileName, PinnedMeaning.fileName]
      + shareablePrompts(of: sweep).map { "\(sweep.promptFolder)/\($0.fileName)" }
      + sweep.methodFiles + sweep.judgeFiles + sweep.promptsBesideMethods.map(\.path)
      + sweep.promptVariants.flatMap { variant in
        sweep.prompts.map { "\(variant.folder)/\($0.fileName)" }
      }
      + (presets.map { [$0] } ?? [])
      + sweep.tasks.flatMap { task in
        if let declared = task as? DeclaredTask { return declared.declaration.opened }
        return sweep.rules.editions.map {
          "\(sweep.taskFolder)/\(task.description.name)/\(QuestionFile.name(of: $0))"
        }
      }
      + sweep.imageFiles + ["\(sweep.taskFolder)/\(priceFileName)"]
  }

  /// Reads the file of a sweep whose folder does not lie on this machine.
  ///
  /// - Parameters:
  ///   - name: The name of the folder.
  ///   - place: Where it comes from, for errors.
  ///   - read: Gives a text by its path from the folder; `nil` where there is none.
  /// - Returns: The sweep, and the file of ready models that it names some of.
  public static func sweep(
    inFolderNamed name: String, at place: String, catalogue: SweepCatalogue = .shipped,
    reading read: (_ path: String) throws(SweepError) -> String?
  ) throws(SweepError) -> (sweep: Sweep, presets: String?) {
    func text(_ path: String) throws(SweepError) -> String {
      guard let text = try read(path) else {
        throw SweepError("\(place): there is no \(path) in it, so that it is no sweep.")
      }
      return text
    }
    // What is shared was recorded.
    let written = try read(PinnedMeaning.fileName).map { (yaml) throws(SweepError) in
      try PinnedMeaning(
        yaml: yaml, file: "\(place): \(PinnedMeaning.fileName)", catalogue: catalogue)
    }
    let pinned = meaning(written: written, isRecorded: true)
    var presets: String?
    let sweep = try SweepReader.sweep(
      from: try text(sweepFileName), file: "\(place): \(sweepFileName)", folder: name,
      catalogue: catalogue, pinned: pinned,
      presets: { (path) throws(SweepError) in
        presets = path
        return try ModelPresets(yaml: try text(path), file: "\(place): \(path)")
      },
      declared: { (path) throws(SweepError) in (try text(path), "\(place): \(path)") })
    return (sweep, presets)
  }

  static func text(of file: URL, limit: Int) throws(SweepError) -> String {
    guard let text = String(validating: try bytes(of: file, limit: limit), as: UTF8.self) else {
      throw SweepError("\(file.relativePath): the file is not UTF-8 text. Save it as UTF-8.")
    }
    return text
  }

  static func bytes(of file: URL, limit: Int) throws(SweepError) -> [UInt8] {
    let bytes: [UInt8]?
    do throws(FileError) {
      bytes = try ReadableFile.bytes(of: file.standardizedFileURL.path, limit: limit)
    } catch  where error.isMissing {
      throw SweepError(
        "\(file.relativePath): there is no such file. Check the folder that is named for it.")
    } catch {
      throw SweepError(
        "\(file.relativePath): the file cannot be read (\(error.cause)). Check its path, its permissions, "
          + "and that it is a file."
      )
    }
    guard let bytes else {
      throw SweepError(
        "\(file.relativePath): the file is larger than \(limit) bytes. Check that it is the right one."
      )
    }
    return bytes
  }
}

// MARK: - What `all` means

extension SweepFolder {
  /// The folder below a sweep's own in which its shards are recorded.
  public static let shardShelf = "shards"

  /// Writes down what the sweep's file leaves open, when the sweep is about to be recorded: call it
  /// before the first exchange is kept.
  ///
  /// A sweep of version 1 is pinned once: nothing is written where its file says everything, where
  /// `pinned.yaml` is there, or where something is recorded already, since what was asked then is known
  /// without it. From version 2 on the file follows what is recorded: a choice of more questions is
  /// written down as well.
  ///
  /// - Parameter interpreter: The label of the Python that runs the code, where any will do.
  /// - Throws: ``SweepError`` where the file cannot be written, or names another Python by now.
  public func pinMeaning(interpreter: String? = nil) throws(SweepError) {
    var meaning = sweep.unsaid
    switch sweep.rules.choice {
    case .spread:
      let isThere = Path.exists(url.appending(path: PinnedMeaning.fileName).path)
      guard !meaning.isEmpty, !isThere, !Self.isRecorded(url) else { return }
    case .nested:
      // Read again: another shard may have pinned since the sweep was opened.
      let written = try PinnedMeaning(of: url, catalogue) ?? PinnedMeaning()
      meaning = try pinned(over: written, interpreter)
      guard meaning != written else { return }
    }
    try meaning.write(to: url)
  }

  /// What is to be written down, over what is there: what the sweep's file has come to say for itself
  /// stays, since its user may take it out again.
  private func pinned(
    over written: PinnedMeaning, _ interpreter: String?
  ) throws(SweepError) -> PinnedMeaning {
    var meaning = written
    meaning.tasks = sweep.unsaid.tasks ?? written.tasks
    meaning.methods = sweep.unsaid.methods ?? written.methods
    if sweep.isInterpreterOpen, let interpreter {
      guard written.interpreter ?? interpreter == interpreter else {
        throw SweepError(
          "\(PinnedMeaning.fileName) of \(sweep.name) names \(written.interpreter ?? "") by now, and "
            + "this machine would run the code with \(interpreter). Run the command again.")
      }
      meaning.interpreter = interpreter
    }
    if let choice = questions.choice(of: sweep) {
      let isSame = choice.selection == written.choice?.selection
      let others = isSame ? written.choice?.questions ?? [:] : [:]
      meaning.choice = choice
      meaning.choice?.questions.merge(others) { chosen, _ in chosen }
    }
    return meaning
  }

  /// What a sweep's file leaves open, as its folder tells it: by `pinned.yaml`; in a sweep that was
  /// recorded before there was such a file, by what `all` was then; else by nothing.
  private static func meaning(
    of url: URL, _ catalogue: SweepCatalogue
  ) throws(SweepError) -> PinnedMeaning {
    // Asked first: another shard pins before it records, and may do both meanwhile.
    let isRecorded = isRecorded(url)
    return meaning(written: try PinnedMeaning(of: url, catalogue), isRecorded: isRecorded)
  }

  private static func meaning(written: PinnedMeaning?, isRecorded: Bool) -> PinnedMeaning {
    guard var pinned = written else { return isRecorded ? .beforePinning : PinnedMeaning() }
    // What its user has changed to `all` after it was recorded.
    pinned.tasks = pinned.tasks ?? PinnedMeaning.beforePinning.tasks
    pinned.methods = pinned.methods ?? PinnedMeaning.beforePinning.methods
    return pinned
  }

  /// Whether anything of a sweep was recorded: sealed, in a journal, or in a shard.
  static func isRecorded(_ url: URL) -> Bool {
    [CassetteFolder.indexName, CassetteFolder.journalName, shardShelf].contains {
      Path.exists(url.appending(path: $0).path)
    }
  }
}

/// Why a sweep cannot be used as it is written.
public struct SweepError: Error, Hashable, Sendable {
  /// The longest message in bytes: a sweep may come from a stranger, and messages quote it.
  private static let byteLimit = 1_000

  /// What happened, where (file, line), and what to do; fit to be shown in a terminal.
  public let message: String

  /// Creates an error.
  public init(_ message: String) {
    self.message = Redaction.visible(Self.bounded(message))
  }

  /// The message with its middle left out if it is too long.
  private static func bounded(_ message: String) -> String {
    guard message.utf8.count > byteLimit else { return message }
    let half = byteLimit / 2
    return String(decoding: message.utf8.prefix(half), as: UTF8.self) + " … "
      + String(decoding: message.utf8.suffix(half), as: UTF8.self)
  }
}

extension SweepError: CustomStringConvertible {
  public var description: String { message }
}
