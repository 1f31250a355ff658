/// Names as parts of paths that every file system takes.
enum ExportPath {
  /// The name with everything replaced by `_` that paths give a meaning, or some system forbids.
  ///
  /// A name can neither leave its folder nor hide in it.
  static func component(_ name: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      let isForbidden = "\"<>:/\\|?*[]".unicodeScalars.contains(scalar)
      let isHidden = scalar == "." && text.isEmpty
      text.append(
        isForbidden || isHidden || scalar.value <= 0x20 || scalar.value == 0x7f ? "_" : scalar)
    }
    return text.isEmpty ? "_" : String(text)
  }
}
