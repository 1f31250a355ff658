/// The files of tasks and methods that a sweep names by their paths.
package enum NamedFiles {
  /// Gives the text of a file by its path from the sweep's folder, and what it is called in errors.
  package typealias Reading = (_ path: String) throws(SweepError) -> (text: String, title: String)

  /// For where no folder is: a sweep that names a file is refused.
  package static func unread(_ path: String) throws(SweepError) -> (text: String, title: String) {
    throw SweepError("\(path): files are read with the folder of their sweep.")
  }
}
