import Basics
import HTTP
import Testing

@testable import Sharing

/// The examples of "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)"
/// in the reference of Amazon S3.
@Suite("Signatures of requests to object stores")
struct RequestSignatureTests {
  private static let credentials = AWSCredentials(
    keyID: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    sessionToken: nil, region: "us-east-1")

  private func authorization(_ call: HTTPRequest, _ body: String) -> String? {
    RequestSignature(
      credentials: Self.credentials, time: SigningTime(timestamp: "20130524T000000Z")
    )
    .headers(for: call, digest: Digest.sha256(body)).first { $0.name == "authorization" }?.value
  }

  @Test("Reading a part of an object, as in the reference")
  func get() {
    let call = HTTPRequest(
      .get, url: "https://examplebucket.s3.amazonaws.com/test.txt",
      headers: [HTTPHeader(name: "range", value: "bytes=0-9")], stall: .seconds(1))
    #expect(
      authorization(call, "")
        == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
  }

  @Test("Writing an object, as in the reference")
  func put() {
    let call = HTTPRequest(
      .put, url: "https://examplebucket.s3.amazonaws.com/test%24file.text",
      headers: [
        HTTPHeader(name: "date", value: "Fri, 24 May 2013 00:00:00 GMT"),
        HTTPHeader(name: "x-amz-storage-class", value: "REDUCED_REDUNDANCY"),
      ], stall: .seconds(1))
    #expect(
      authorization(call, "Welcome to Amazon S3.")?.hasSuffix(
        "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd") == true)
  }

  @Test("A token of credentials that end is sent and signed")
  func token() {
    var credentials = Self.credentials
    credentials.sessionToken = "token"
    let headers = RequestSignature(
      credentials: credentials, time: SigningTime(timestamp: "20130524T000000Z")
    ).headers(
      for: HTTPRequest(.get, url: "https://example.org/bucket/x", stall: .seconds(1)),
      digest: Digest.sha256(""))
    #expect(headers.contains { $0.name == "x-amz-security-token" && $0.value == "token" })
    #expect(headers.last?.value.contains("x-amz-date;x-amz-security-token") == true)
  }
}
