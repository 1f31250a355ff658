/// The version of this tool.
package enum ToolVersion {
  /// As `--version` prints it and recordings keep it.
  package static let current = "0.1.0"
}
