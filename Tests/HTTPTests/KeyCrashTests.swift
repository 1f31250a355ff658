import Foundation
import HTTP
import Testing

@Suite("Keys in a crash")
struct KeyCrashTests {
  @Test("a program that ends in the middle with a key in its hands does not print it")
  func crash() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent, \.standardOutputContent]
    ) {
      let key = APIKey("sk-proj-secret0123456789")
      let credential = key.map { Credential(header: "authorization", prefix: "Bearer ", key: $0) }
      print(
        "\(String(describing: key)) \(String(reflecting: key)) \(String(describing: credential))")
      dump(key)
      dump(credential)
      preconditionFailure("\(String(describing: key)) \(String(reflecting: credential))")
    }
    let output = (result?.standardErrorContent ?? []) + (result?.standardOutputContent ?? [])
    #expect(!String(decoding: output, as: UTF8.self).contains("secret"))
    #expect(String(decoding: output, as: UTF8.self).contains("[key]"))
  }
}
