/// What goes wrong with exports.
extension CassetteError {
  static func unsupportedExport(_ file: String, found: Int) -> CassetteError {
    CassetteError(
      .unsupportedVersion, file: file,
      "the export has version \(found), and this program reads version \(ExportHeader.version)",
      next: "Import it with the version of steerbench that wrote it")
  }

  /// An export that cannot be read.
  public static func invalidExport(
    _ file: String, line: Int? = nil, _ what: String, next: String? = nil
  ) -> CassetteError {
    CassetteError(
      .invalidExport, file: file, line.map { "line \($0) \(what)" } ?? what,
      next: next ?? "Export the cassette again, or fetch the file again from whoever shared it")
  }

  /// A file that is no export at all.
  public static func notAnExport(_ file: String) -> CassetteError {
    .invalidExport(
      file, "it is no export of exchanges: its first line does not say so",
      next: "Give a file that `cassette export` wrote, with --format jsonl or har")
  }

  static func exportConflict(
    _ file: String, at slot: Slot, lines: (Int, Int), _ what: String
  ) -> CassetteError {
    CassetteError(
      .conflict, file: file,
      "lines \(lines.0) and \(lines.1) hold different \(what) for \(slot)",
      next: "Keep one of the two lines, and take entries and root out of the first line")
  }

  static func otherContent(_ file: String, _ what: String) -> CassetteError {
    .invalidExport(
      file, what,
      next: "Fetch it again; if it was edited on purpose, take entries and root out of its first "
        + "line and import it as what it is now")
  }
}
