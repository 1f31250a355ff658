import Cassettes
import Files
import FoundationEssentials

/// Keeps symbolic links out of a sweep's folder and of what the sweep points at.
///
/// A folder may come from a stranger. A link in it would let a prompt be any file of its reader's, or a
/// recording write where the link leads. The folders of a project (`Tasks`, `cassettes`) may be links
/// themselves: a sweep reads only files of known names in them.
enum SweepLinks {
  /// What the program reads or writes by a known name in a sweep's own folder.
  private static let names: Set<String> = [
    SweepFolder.sweepFileName, SweepFolder.baselineFileName, PinnedMeaning.fileName,
    CassetteFolder.indexName, SweepFolder.shardShelf, "pending", ".steerbench",
  ]
  private static let endings = [".cas", ".sig", ".partial"]

  /// Throws where a link stands in a sweep's own folder under a name that the program uses.
  static func check(_ url: URL) throws(SweepError) {
    let folder = Folder(url.path)
    // A folder that cannot be listed is told by whoever reads its sweep.
    for name in (try? folder.namesIfThere()) ?? [] where isUsed(name) {
      guard !Path.isLink(folder.path(of: name)) else {
        throw error(url.appending(path: name).relativePath)
      }
    }
  }

  private static func isUsed(_ name: String) -> Bool {
    names.contains(name) || name.hasPrefix(CassetteFolder.journalName)
      || endings.contains { name.hasSuffix($0) }
  }

  /// Throws where a link stands on the way to a file that a sweep names, below the folder that the sweep
  /// names first: the folder of the tasks or of the prompts may be one, and nothing in it.
  static func check(_ relative: String, of url: URL) throws(SweepError) {
    let folder = url.absoluteURL.path(percentEncoded: false)
    let file = Path.lexical(relative.hasPrefix("/") ? relative : "\(folder)/\(relative)")
    let project = Path.lexical("\(folder)/../..")
    guard file.hasPrefix(project + "/") else {
      // Outside the project somebody has arranged the folders on purpose.
      guard !Path.isLink(file) else { throw error(relative) }
      return
    }
    let parts = file.dropFirst(project.count + 1).split(separator: "/")
    let below = "\(project)/\(parts.first ?? "")"
    guard parts.count > 1 else {
      guard !Path.isLink(below) else { throw error(relative) }
      return
    }
    let link = Path.firstLink(on: parts.dropFirst().joined(separator: "/"), below: below)
    if let link { throw error(link) }
  }

  private static func error(_ path: String) -> SweepError {
    SweepError(
      "\(path): it is a symbolic link, and links of a sweep are not followed: they could lead to any "
        + "file of yours. Put the file or folder itself there.")
  }
}
