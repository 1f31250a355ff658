import HTTP
import ModelAPI
import Testing

@Suite("Retries")
struct RetryMachineTests {
  private func action(
    _ signs: ResponseSigns, policy: RetryPolicy = .standard, elapsed: Duration = .zero,
    jitter: Double = 0
  ) -> RetryAction {
    var machine = RetryMachine(policy)
    return machine.next(after: .response(signs), elapsed: elapsed, jitter: jitter)
  }

  @Test(
    "answers and errors of the request itself are results", arguments: [200, 201, 400, 413, 422])
  func results(status: Int) {
    #expect(action(ResponseSigns(status: status)) == .succeed)
  }

  @Test("passing failures are tried again", arguments: [408, 409, 429, 500, 502, 503, 529])
  func passing(status: Int) {
    #expect(action(ResponseSigns(status: status)) == .retry(after: .milliseconds(500)))
    #expect(action(ResponseSigns(status: status, forbidsRetry: true)) == .giveUp(.final))
  }

  @Test("lasting failures are not", arguments: [301, 307, 401, 403, 404, 405, 418, 451, 501, 505])
  func lasting(status: Int) {
    #expect(action(ResponseSigns(status: status)) == .giveUp(.final))
  }

  @Test("an account without credit is not asked again")
  func quota() {
    let signs = ResponseSigns(status: 429, retryAfter: .seconds(1), isQuotaExhausted: true)
    #expect(action(signs) == .giveUp(.quotaExhausted))
    #expect(action(ResponseSigns(status: 402)) == .giveUp(.quotaExhausted))
  }

  @Test("a body that is not JSON is no result, save that a size limit may be told in any form")
  func forms() {
    #expect(action(ResponseSigns(status: 200, form: .other)) == .giveUp(.notJSON))
    #expect(action(ResponseSigns(status: 400, form: .other)) == .giveUp(.notJSON))
    #expect(action(ResponseSigns(status: 413, form: .other)) == .succeed)
    #expect(
      action(ResponseSigns(status: 200, form: .brokenJSON)) == .retry(after: .milliseconds(500)))
  }

  @Test("transport failures that may pass are tried again, others not")
  func transport() {
    let final: Set<TransportError.Code> = [.badURL, .cancelled, .noLibrary, .tls, .tooLarge]
    for code in TransportError.Code.allCases {
      var machine = RetryMachine(.standard)
      let action = machine.next(after: .failure(code), elapsed: .zero, jitter: 0)
      #expect(
        action == (final.contains(code) ? .giveUp(.final) : .retry(after: .milliseconds(500))))
    }
  }

  @Test("waits double up to a cap, then the attempts are over")
  func backoff() {
    var machine = RetryMachine(RetryPolicy(maximumAttempts: 7))
    var waits: [RetryAction] = []
    for _ in 0..<7 {
      waits.append(
        machine.next(
          after: .response(ResponseSigns(status: 500)), elapsed: .zero, jitter: 0))
    }
    let expected: [RetryAction] = [500, 1000, 2000, 4000, 8000, 8000].map {
      .retry(after: .milliseconds($0))
    }
    #expect(waits == expected + [.giveUp(.attemptsExhausted)])
    #expect(machine.attempts == 7)
  }

  @Test("chance takes off a quarter at most, whatever number it gives")
  func jitter() {
    let signs = ResponseSigns(status: 500)
    #expect(action(signs, jitter: 1) == .retry(after: .milliseconds(375)))
    #expect(action(signs, jitter: 99) == .retry(after: .milliseconds(375)))
    #expect(action(signs, jitter: -1) == .retry(after: .milliseconds(500)))
  }

  @Test("a server's wait is obeyed to the letter up to the cap, and beyond it the call is given up")
  func serverWait() {
    let policy = RetryPolicy(serverWaitCap: .seconds(120))
    let asked = ResponseSigns(status: 429, retryAfter: .seconds(120))
    #expect(action(asked, policy: policy, jitter: 1) == .retry(after: .seconds(120)))
    let tooLong = ResponseSigns(status: 429, retryAfter: .seconds(121))
    #expect(action(tooLong, policy: policy) == .giveUp(.serverWait(.seconds(121))))
  }

  @Test("no try starts after the deadline")
  func deadline() {
    let policy = RetryPolicy(deadline: .seconds(10))
    let signs = ResponseSigns(status: 500)
    #expect(
      action(signs, policy: policy, elapsed: .milliseconds(9500))
        == .retry(after: .milliseconds(500)))
    #expect(action(signs, policy: policy, elapsed: .milliseconds(9501)) == .giveUp(.deadline))
  }

  @Test("a policy without retries tries once")
  func never() {
    #expect(
      action(ResponseSigns(status: 500), policy: .never) == .giveUp(.attemptsExhausted))
  }
}
