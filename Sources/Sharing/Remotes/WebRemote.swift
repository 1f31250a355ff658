import HTTP

/// Servers that are asked without a key or with one header: any that serves files, WebDAV, and those
/// that speak the HTTP cache protocol of Bazel.
enum WebRemote: RemoteKind {
  /// The variable with the whole value of the header `Authorization`.
  static let authorization = "STEERBENCH_REMOTE_AUTHORIZATION"

  static let schemes = ["http", "https"]
  static let form = "https://HOST/PATH"
  static let about =
    "any server that serves files (to pull); one that takes PUT: WebDAV, or a cache of Bazel's HTTP "
    + "protocol such as bazel-remote (/cas/SHA256)"
  static let credentials: String? =
    "\(authorization) (the whole header, such as `Bearer ...`) for servers"

  static func remote(
    _ address: RemoteAddress, in setting: RemoteSetting
  ) throws(SharingError) -> any Remote {
    let base = try address.serverBase(credentialsIn: authorization)
    guard let value = setting.value(of: authorization) else {
      return HTTPRemote(base: base, setting)
    }
    guard RemoteAddress.isHeaderValue(value) else {
      throw .badVariable(
        authorization, "it holds characters that cannot stand in a header",
        next: "Set it to the header's value alone, such as `Bearer ...`")
    }
    return HTTPRemote(base: base, setting) { _, _ in
      [HTTPHeader(name: "authorization", value: value)]
    }
  }
}
