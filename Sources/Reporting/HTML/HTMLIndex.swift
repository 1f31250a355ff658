/// The page that leads to several reports: sweeps that do not compare stand in reports of their own.
public enum HTMLIndex {
  /// A report that the page leads to.
  public struct Entry: Sendable {
    /// What the report is of.
    public var title: String
    /// The number of its trials.
    public var trials: Int
    /// Its path on the server.
    public var path: String

    /// Creates an entry.
    public init(title: String, trials: Int, path: String) {
      self.title = title
      self.trials = trials
      self.path = path
    }
  }

  /// The document and the policy that it carries.
  public static func document(_ entries: [Entry]) -> (html: [UInt8], policy: String) {
    let style = HTMLResources.style
    let policy = ContentPolicy(script: [], style: style).text
    let items = entries.map { entry in
      "<li><a href=\"\(HTMLText.escape(entry.path))\">\(HTMLText.escape(entry.title))</a>"
        + "<p class=\"facts\">\(entry.trials) trials</p></li>\n"
    }
    let html = HTMLTemplate(PackageResources.index_html).filled { slot in
      switch slot {
      case "policy": Array(policy.utf8)
      case "style": style
      case "entries": Array(items.joined().utf8)
      default: []
      }
    }
    return (html, policy)
  }
}
