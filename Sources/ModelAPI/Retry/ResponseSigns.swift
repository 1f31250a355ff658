import Basics
import HTTP

extension ResponseSigns {
  /// Reads the signs of a response.
  init(_ response: HTTPResponse, as format: any WireFormat.Type = OpenAIChatFormat.self) {
    self.init(
      status: response.status, form: Form(response, as: format),
      retryAfter: RetryAfter.read(response),
      forbidsRetry: response.header("x-should-retry") == "false",
      demandsRetry: response.header("x-should-retry") == "true")
    // Not every server that counts says how long to wait: its limits then do.
    if status == 429, retryAfter == nil { retryAfter = ServerLimits(response).resetOfUsedUp }
    if (200..<300).contains(status) {
      isQuotaExhausted = AnswerFailure(response.body, as: format)?.isQuotaExhausted == true
    }
    // Only an error's body is worth a second reading.
    guard status == 429 || status == 500 else { return }
    let error = response.body.withUnsafeBufferPointer { ProviderErrorBody($0) }
    isQuotaExhausted = status == 429 && error.isQuotaExhausted
    isUnreadableAnswer = status == 500 && error.isUnreadableAnswer
  }
}

extension ResponseSigns.Form {
  /// What a response's body is.
  ///
  /// A stream stands for the answer that it makes up, and is broken where that has no end; so is a
  /// good status with an error that another try may not meet.
  init(_ response: HTTPResponse, as format: any WireFormat.Type) {
    guard (200..<300).contains(response.status) else {
      self.init(response.body)
      return
    }
    if AnswerFailure(response.body, as: format)?.isPassing == true {
      self = .brokenJSON
    } else if let end = StreamRecord.End(response.body, as: format) {
      self = end == .cut ? .brokenJSON : .json
    } else {
      self.init(response.body)
    }
  }

  /// What a body is.
  init(_ body: [UInt8]) {
    self = body.withUnsafeBufferPointer { buffer in
      var cursor = JSONCursor(buffer, options: .tolerant)
      do {
        guard try cursor.peek() == .object else { return .other }
      } catch {
        return .other
      }
      do {
        try cursor.skipValue()
        try cursor.finish()
        return .json
      } catch {
        return .brokenJSON
      }
    }
  }
}
