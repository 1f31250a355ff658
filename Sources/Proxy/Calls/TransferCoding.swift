import CZlib
import Serving

/// Bodies that were compressed for the way.
///
/// The key is made of what was meant, so that a client which begins to compress still finds its
/// recordings; what is passed on is what was sent.
enum TransferCoding {
  /// The most bytes that a body has when it is whole.
  static let limit = 15 * 1024 * 1024
  private static let stepSize = 64 * 1024

  /// The body without its coding.
  ///
  /// - Throws: ``RequestFault`` for a coding that is not read, and for a body that is not in its coding or
  ///   becomes too large.
  static func decoded(_ body: [UInt8], _ coding: String?) throws(RequestFault) -> [UInt8] {
    switch coding?.lowercased() ?? "" {
    case "", "identity": return body
    case "gzip", "x-gzip": return try inflated(body, windowBits: 15 + 16)
    case "deflate":
      // Some clients leave out the frame that the name means.
      let isFramed =
        body.count >= 2 && body[0] & 0x0f == 8 && (Int(body[0]) << 8 | Int(body[1])) % 31 == 0
      return try inflated(body, windowBits: isFramed ? 15 : -15)
    case let other:
      throw RequestFault(
        415,
        "A body in the coding \(ClientCall.shown(other)) is not read: send it as gzip, or uncompressed."
      )
    }
  }

  private static func inflated(
    _ body: [UInt8], windowBits: Int32
  ) throws(RequestFault) -> [UInt8] {
    var stream = z_stream()
    guard steerbench_inflate_init(&stream, windowBits) == Z_OK else {
      throw RequestFault(500, "There is no memory to read a compressed body.")
    }
    defer { inflateEnd(&stream) }
    var input = body
    var output: [UInt8] = []
    var step = [UInt8](repeating: 0, count: stepSize)
    var code = Z_OK
    input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      while code == Z_OK, output.count <= limit {
        step.withUnsafeMutableBufferPointer { step in
          stream.next_out = step.baseAddress
          stream.avail_out = UInt32(step.count)
          code = inflate(&stream, Z_NO_FLUSH)
          output.append(contentsOf: step.prefix(step.count - Int(stream.avail_out)))
        }
      }
    }
    guard output.count <= limit else {
      throw RequestFault(413, "The body is larger than \(limit) bytes when it is whole.")
    }
    // A second stream behind the first would be left out of the key.
    guard code == Z_STREAM_END, stream.avail_in == 0 else {
      throw RequestFault(400, "The body is not compressed as its headers say.")
    }
    return output
  }
}
