/// Whom a request asked for.
public enum HostCheck {
  /// Whether a request asked for this machine by address or by its own name.
  ///
  /// A page from elsewhere can make its own name point here, and its requests then carry that name.
  public static func isLocal(_ host: String?) -> Bool {
    guard let host else { return false }
    let name = host.split(separator: ":", omittingEmptySubsequences: false)
    guard name.count <= 2, name.count == 1 || UInt16(name[1]) != nil else { return false }
    return ["127.0.0.1", "localhost"].contains(name[0].lowercased())
  }
}
