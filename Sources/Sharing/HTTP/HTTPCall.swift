import Wire

/// One HTTP request.
struct HTTPCall {
  enum Method: String {
    case head = "HEAD"
    case get = "GET"
    case put = "PUT"
  }

  var method: Method
  var url: String
  /// Names in lower case.
  var headers: [(name: String, value: String)] = []
  /// What is sent, for `put`.
  var body: UploadBody?
}

/// What a server said before the body.
struct HTTPHead {
  var status = 0
  /// Names in lower case; of two headers of one name the last.
  var headers: [String: String] = [:]

  /// The size that the server states; `nil` if it states none.
  var contentLength: Int? { headers["content-length"].flatMap { Int($0) } }

  var isSuccess: Bool { (200..<300).contains(status) }
}

/// A body that is sent from a file or from memory, checked on its way.
final class UploadBody {
  private let source: Source
  let size: Int
  let digest: Digest
  private var offset = 0
  private var hash = DigestBuilder()
  /// Whether what was read is not what was promised.
  private(set) var isChanged = false

  private enum Source {
    case bytes([UInt8])
    case file(ReadableFile)
  }

  init(_ bytes: [UInt8]) {
    source = .bytes(bytes)
    size = bytes.count
    digest = Digest.sha256(bytes)
  }

  init(_ file: ReadableFile, digest: Digest) {
    source = .file(file)
    size = file.size
    self.digest = digest
  }

  /// Fills a buffer; 0 at the end, `nil` if the bytes are not what was promised.
  ///
  /// The last bytes are given only once all of them are known to be right: a server that got too few
  /// keeps nothing.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    let wanted = min(buffer.count, size - offset)
    guard wanted > 0 else { return 0 }
    let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
    guard fill(part) else {
      isChanged = true
      return nil
    }
    hash.update(UnsafeRawBufferPointer(part))
    offset += wanted
    if offset == size, hash.finalize() != digest {
      isChanged = true
      return nil
    }
    return wanted
  }

  private func fill(_ part: UnsafeMutableRawBufferPointer) -> Bool {
    switch source {
    case .bytes(let bytes):
      bytes.withUnsafeBytes {
        part.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + part.count]))
      }
      return true
    case .file(let file): return file.read(into: part, from: offset)
    }
  }

  /// Starts from the beginning.
  func rewind() {
    offset = 0
    hash = DigestBuilder()
    isChanged = false
  }
}
