import Foundation

/// The browser of whoever sits before this machine.
enum Browser {
  /// Whether there is a screen to open one on.
  static var isThere: Bool {
    let environment = ProcessInfo.processInfo.environment
    return ["DISPLAY", "WAYLAND_DISPLAY"].contains { !(environment[$0] ?? "").isEmpty }
  }

  /// Opens an address, and leaves the browser to itself.
  ///
  /// - Returns: Whether a browser could be asked.
  static func open(_ url: String) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["xdg-open", url]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return (try? process.run()) != nil
  }
}
