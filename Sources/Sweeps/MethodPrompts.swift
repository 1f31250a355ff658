import Files
package import FoundationEssentials
package import Methods

// Prompts that lie beside the file of the method that uses them.

extension Sweep {
  /// Where the prompts of methods that are files may lie beside the sweep's folder of prompts, each with its
  /// path from the sweep's own folder.
  var promptsBesideMethods: [(prompt: PromptName, path: String)] {
    methods.promptsBesideFiles
  }
}

extension [MethodVariant] {
  fileprivate var promptsBesideFiles: [(prompt: PromptName, path: String)] {
    var found: [(prompt: PromptName, path: String)] = []
    for method in compactMap({ $0.method as? DeclaredMethod }) {
      for (prompt, folder) in method.promptFolders {
        let path = (folder.isEmpty ? "" : folder + "/") + prompt.fileName
        if !found.contains(where: { $0.path == path }) { found.append((prompt, path)) }
      }
    }
    return found
  }
}

extension SweepFolder {
  /// What a file of a prompt cannot hold: it is sent as it stands.
  private static let places = [
    "{{question}}", "{{text}}", "{{output}}", "{{answers}}", "{{#answers}}",
  ]

  /// The files of prompts that a sweep's folder of prompts has not, and that lie beside a method's file.
  ///
  /// - Throws: ``SweepError`` where two methods have a prompt of one name, or one holds places that nobody
  ///   would fill.
  static func promptsBesideMethods(
    of methods: [MethodVariant], at url: URL, without folder: URL
  ) throws(SweepError) -> [PromptName: URL] {
    var files: [PromptName: URL] = [:]
    for (prompt, path) in methods.promptsBesideFiles {
      let file = url.appending(path: path)
      guard Path.exists(file.path), !Path.exists(folder.appending(path: prompt.fileName).path)
      else {
        continue
      }
      if let other = files[prompt] {
        throw SweepError(
          "\(file.relativePath) and \(other.relativePath): two methods of one sweep have a prompt of this "
            + "name, and a prompt variant could not tell them apart. Give one of them another name."
        )
      }
      let text = try text(of: file, limit: promptByteLimit)
      if let place = places.first(where: { text.contains($0) }) {
        throw SweepError(
          "\(file.relativePath): \(place) would be sent as it stands, for prompts are no templates. Write "
            + "it into the method's file, around {{\(prompt.fileName)}}.")
      }
      files[prompt] = file
    }
    return files
  }

  /// A method that is a file, with its prompts, for those who look at it without a sweep.
  ///
  /// - Parameters:
  ///   - name: The file's path from here, with `@2` behind it for two turns.
  ///   - folder: The folder of the shipped prompts.
  package static func method(
    inFile name: String, prompts folder: URL
  ) throws(SweepError) -> (variant: MethodVariant, prompts: PromptLibrary) {
    let here = URL(filePath: ".", directoryHint: .isDirectory)
    var files = MethodFiles(.shipped) { (path) throws(SweepError) in
      let file = here.appending(path: path)
      return (try text(of: file, limit: SweepReader.byteLimit), path)
    }
    let variant = try files.variant(named: name)
    let elsewhere = try promptsBesideMethods(of: [variant], at: here, without: folder)
    let library = try prompts(in: folder, needing: variant.prompts, elsewhere: elsewhere)
    return (variant, library)
  }
}
