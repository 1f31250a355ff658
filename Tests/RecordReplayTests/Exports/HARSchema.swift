import Basics

/// What HAR 1.2 requires of an archive: members, types, and that times add up.
enum HARSchema {
  /// Everything that is not as the format wants it.
  static func objections(to archive: JSONValue) -> [String] {
    var check = Check()
    check.members(of: archive, "", ["log": .object])
    guard let log = archive["log"] else { return check.objections }
    check.members(
      of: log, "log", ["version": .string, "creator": .object, "entries": .array])
    check.members(of: log["creator"], "creator", ["name": .string, "version": .string])
    if log["version"] != "1.2" { check.objections.append("the version") }
    for (number, entry) in (log["entries"]?.array ?? []).enumerated() {
      check.entry(entry, "entries[\(number)]")
    }
    return check.objections
  }

  private enum Kind {
    case string, number, array, object

    func fits(_ value: JSONValue) -> Bool {
      switch self {
      case .string: value.string != nil
      case .number: value.double != nil
      case .array: value.array != nil
      case .object: value.object != nil
      }
    }
  }

  private struct Check {
    var objections: [String] = []

    mutating func members(of value: JSONValue?, _ place: String, _ kinds: [String: Kind]) {
      for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) {
        guard let member = value?[name], kind.fits(member) else {
          objections.append("\(place).\(name)")
          continue
        }
      }
    }

    mutating func entry(_ entry: JSONValue, _ place: String) {
      members(
        of: entry, place,
        [
          "startedDateTime": .string, "time": .number, "request": .object, "response": .object,
          "cache": .object, "timings": .object,
        ])
      if entry["startedDateTime"]?.string?.wholeMatch(
        of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/) == nil
      {
        objections.append("\(place).startedDateTime")
      }
      let message: [String: Kind] = [
        "httpVersion": .string, "cookies": .array, "headers": .array, "headersSize": .number,
        "bodySize": .number,
      ]
      members(of: entry["request"], "\(place).request", message)
      members(
        of: entry["request"], "\(place).request",
        ["method": .string, "url": .string, "queryString": .array])
      members(
        of: entry["request"]?["postData"], "\(place).postData",
        ["mimeType": .string, "text": .string])
      members(of: entry["response"], "\(place).response", message)
      members(
        of: entry["response"], "\(place).response",
        ["status": .number, "statusText": .string, "content": .object, "redirectURL": .string])
      members(
        of: entry["response"]?["content"], "\(place).content",
        ["size": .number, "mimeType": .string])
      for header in (entry["request"]?["headers"]?.array ?? [])
        + (entry["response"]?["headers"]?.array ?? [])
      {
        members(of: header, "\(place).header", ["name": .string, "value": .string])
      }
      timings(entry, place)
    }

    private mutating func timings(_ entry: JSONValue, _ place: String) {
      members(
        of: entry["timings"], "\(place).timings",
        ["send": .number, "wait": .number, "receive": .number])
      let parts = ["blocked", "dns", "connect", "send", "wait", "receive"]
        .compactMap { entry["timings"]?[$0]?.double }
      // -1 stands for what does not apply.
      if parts.filter({ $0 > 0 }).reduce(0, +) != entry["time"]?.double {
        objections.append("\(place).time")
      }
    }
  }
}
