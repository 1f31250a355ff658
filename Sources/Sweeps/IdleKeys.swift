import Basics
import FoundationEssentials
import Methods
import ModelAPI
import Tasks

/// Keys of a sweep's file that are right where they stand and change nothing: written for what the sweep does
/// not do.
package struct IdleKeys {
  private let members: [String: SweepNode]
  private let sweep: Sweep

  /// Looks at the file of a sweep that was opened.
  package init(of folder: SweepFolder) throws(SweepError) {
    let file = folder.url.appending(path: SweepFolder.sweepFileName)
    let text = try SweepFolder.text(of: file, limit: SweepReader.byteLimit)
    try self.init(yaml: text, file: file.relativePath, of: folder.sweep)
  }

  /// Looks at the text of a sweep's file.
  init(yaml: String, file: String, of sweep: Sweep) throws(SweepError) {
    members = try SweepDocument.root(of: yaml, file: file).members(known: SweepKeys.root.names)
    self.sweep = sweep
  }

  /// What does nothing, a sentence each with file and line, in the order of the keys' table.
  package var warnings: [String] {
    get throws(SweepError) {
      var found: [(SweepNode, String)] = []
      found += try models()
      found += try questions()
      found += try prompts()
      if let node = members["task-folder"], !sweep.tasks.contains(where: Self.isShipped) {
        found.append((node, "\"task-folder\" does nothing: the sweep asks no shipped task."))
      }
      if let node = members["tool-rounds"], !asksWithTools {
        found.append(
          (node, "\"tool-rounds\" does nothing: no method here offers a tool to a model."))
      }
      if let node = members["presets"], try !namesReadyModels {
        found.append((node, "\"presets\" does nothing: the sweep names no ready model."))
      }
      return found.map { $0.error("warning: \($1)").message }
    }
  }

  private static func isShipped(_ task: any BenchTask) -> Bool {
    TaskRegistry.shipped.names.contains(task.description.name)
  }

  /// Whether a method that offers a tool is asked of a model that can be asked so.
  private var asksWithTools: Bool {
    sweep.methods.contains { variant in
      let needs = variant.method.description
      return (needs.needsTools || needs.needsPromptedTools)
        && sweep.models.contains { $0.supports(variant) }
    }
  }

  private var namesReadyModels: Bool {
    get throws(SweepError) {
      let entries = try members["models"]?.namedEntries() ?? []
      for entry in entries {
        if entry.value.isNothing { return true }
        if try entry.value.members(known: ModelKeys.entry.names)["preset"] != nil { return true }
      }
      guard let extraction = members["extraction"], extraction.isMapping,
        let model = try extraction.members(known: SweepKeys.extraction.names)["model"],
        model.isMapping
      else { return false }
      return try model.members(known: ModelKeys.entry.names)["preset"] != nil
    }
  }

  private func models() throws(SweepError) -> [(SweepNode, String)] {
    var found: [(SweepNode, String)] = []
    for entry in try members["models"]?.namedEntries() ?? [] where entry.value.isMapping {
      let keys = try entry.value.members(known: ModelKeys.entry.names)
      guard let model = sweep.models.first(where: { $0.name == entry.key }) else { continue }
      if let node = keys["hosted-tool"], model.endpoint.capabilities.tools != .hosted {
        found.append(
          (
            node,
            "\"hosted-tool\" of \(entry.key) does nothing: its capabilities do not say tools: hosted."
          ))
      }
    }
    return found
  }

  private func questions() throws(SweepError) -> [(SweepNode, String)] {
    guard let keys = try members["questions"]?.members(known: SweepKeys.questions.names) else {
      return []
    }
    var found: [(SweepNode, String)] = []
    if let node = keys["seed"], keys["per-task"] == nil {
      found.append(
        (node, "\"questions.seed\" does nothing without \"per-task\": all questions are asked."))
    }
    return found
  }

  private func prompts() throws(SweepError) -> [(SweepNode, String)] {
    guard let node = members["prompts"], node.isMapping else { return [] }
    let used = Set(sweep.methods.map { PromptVariant.name(inMethod: $0.name) })
    var found: [(SweepNode, String)] = []
    for entry in try node.entries()
    where entry.key != PromptVariant.base && !used.contains(entry.key) {
      found.append(
        (
          entry.value,
          "\"prompts.\(entry.key)\" does nothing: no method here uses a prompt of that folder."
        ))
    }
    return found
  }
}
