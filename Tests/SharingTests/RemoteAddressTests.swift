import Sharing
import Testing

@Suite("The address of a remote")
struct RemoteAddressTests {
  private func title(
    _ text: String, _ environment: [String: String] = [:]
  ) throws -> String {
    try SampleSweep.remote(text, environment: environment).title
  }

  @Test("Folders, servers and stores are told apart by their spelling")
  func kinds() throws {
    #expect(try title("/mnt/share/") == "/mnt/share")
    #expect(try title("share") == "share")
    #expect(try title("file:///mnt/share") == "/mnt/share")
    #expect(try title("HTTPS://example.org:443/a/") == "https://example.org/a")
    #expect(try title("http://127.0.0.1:8080") == "http://127.0.0.1:8080")
    #expect(try title("s3://bucket/a/b") == "https://s3.us-east-1.amazonaws.com/bucket/a/b")
    #expect(
      try title("s3://bucket", ["AWS_ENDPOINT_URL": "http://127.0.0.1:9000/", "AWS_REGION": "x"])
        == "http://127.0.0.1:9000/bucket")
  }

  @Test(
    "What cannot be meant is refused with the forms that can",
    arguments: [
      "", "ftp://example.org", "http://", "https:///x", "s3://", "file://relative",
      "http://example.org/a?b=c", "http://example.org/a b", "s3://bucket/ä",
      "http://example.org/\r\nx",
    ])
  func refused(_ text: String) {
    let error = #expect(throws: SharingError.self) { try title(text) }
    #expect(error?.code == .badAddress)
  }

  @Test("Credentials in an address are refused, and are not shown")
  func credentials() {
    let error = #expect(throws: SharingError.self) {
      try title("https://user:hunter2@example.org/x")
    }
    #expect(error?.code == .badAddress)
    #expect(error?.description.contains("hunter2") == false)
  }

  @Test("Half a pair of keys, or one that would break a header, is refused and not shown")
  func keys() {
    for environment in [
      ["AWS_ACCESS_KEY_ID": "id"], ["AWS_SECRET_ACCESS_KEY": "hunter2"],
      ["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "hunter2\r\nx: y"],
    ] {
      let error = #expect(throws: SharingError.self) { try title("s3://bucket", environment) }
      #expect(error?.code == .badAddress)
      #expect(error?.description.contains("hunter2") == false)
    }
    let error = #expect(throws: SharingError.self) {
      try title("https://example.org", ["STEERBENCH_REMOTE_AUTHORIZATION": "Bearer hunter2\n"])
    }
    #expect(error?.description.contains("hunter2") == false)
  }
}
