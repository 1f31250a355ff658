import Foundation

/// A server on loopback that keeps what is put and gives it back: Python's own, with PUT.
final class FileServer {
  private static let program = """
    import http.server, os, shutil, sys, time
    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def log_message(self, *arguments): pass
        def copyfile(self, source, outputfile): shutil.copyfileobj(source, outputfile, 1 << 20)
        def do_PUT(self):
            path = self.translate_path(self.path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            size = left = int(self.headers["content-length"])
            start = time.monotonic()
            with open(path + ".partial", "wb") as file:
                while left > 0:
                    piece = self.rfile.read(min(left, 1 << 20))
                    if not piece: return
                    file.write(piece)
                    left -= len(piece)
                    ahead = start + (size - left) / rate - time.monotonic()
                    if ahead > 0: time.sleep(ahead)
            os.rename(path + ".partial", path)
            self.send_response(201)
            self.send_header("content-length", "0")
            self.end_headers()
    os.chdir(sys.argv[1])
    rate = float(sys.argv[2])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  /// The address.
  let url: String
  /// The folder that is served.
  let folder: URL
  private let process = Process()

  /// - Parameter rate: How fast it takes what is put, in bytes a second: the link that it lies behind.
  init(_ python: Tool, in folder: URL, rate: Double = .infinity) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder
    process.executableURL = URL(filePath: python.path)
    process.arguments = ["-c", Self.program, folder.path, "\(rate)"]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw BenchError("The file server did not start.")
    }
    url = "http://127.0.0.1:\(port)"
  }

  /// Ends it by the signal that cannot be blocked: a process that is started from a thread of the
  /// runtime inherits what that thread blocks, `SIGTERM` among it.
  func stop() { kill(process.processIdentifier, SIGKILL) }
}
