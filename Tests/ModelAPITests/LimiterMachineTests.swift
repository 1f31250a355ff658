import Basics
import HTTP
import TestSupport
import Testing

@testable import ModelAPI

@Suite("The pace of calls")
struct LimiterMachineTests {
  private func admit(
    _ machine: inout LimiterMachine, tokens: Int = 0, at now: Duration = .zero
  ) -> LimiterMachine.Permit? {
    if case .go(let permit) = machine.admit(tokens: tokens, now: now).0 { permit } else { nil }
  }

  private let throttled = PaceSigns(end: .throttled(status: 429, wait: nil))

  @Test("no more calls go than the sweep allows, and one goes for each that comes home")
  func width() throws {
    var machine = LimiterMachine(concurrency: 2)
    let first = try #require(admit(&machine))
    _ = try #require(admit(&machine))
    #expect(machine.admit(tokens: 0, now: .zero).0 == .full)
    #expect(machine.finish(first, PaceSigns(end: .answered), now: .zero).isEmpty)
    #expect(admit(&machine) != nil)
    #expect(machine.inFlight == 2)
  }

  @Test("a throttled call halves the width once for all calls of its time, down to one")
  func shrinks() throws {
    var machine = LimiterMachine(concurrency: 8)
    let permits = try (0..<8).map { _ in try #require(admit(&machine)) }
    var changes: [LimitChange] = []
    for permit in permits { changes += machine.finish(permit, throttled, now: .seconds(1)) }
    #expect(
      changes == [LimitChange(.concurrency(from: 8, to: 4), .throttled(status: 429))])
    for (moment, width) in [(2, 2), (3, 1), (4, 1)] {
      let now = Duration.seconds(moment)
      let permit = try #require(admit(&machine, at: now))
      _ = machine.finish(permit, throttled, now: now)
      #expect(machine.concurrency.width == width)
    }
  }

  @Test("a failing server takes nothing away, and keeps the width from growing for a while")
  func serverErrors() throws {
    var machine = LimiterMachine(concurrency: 4)
    let one = try #require(admit(&machine))
    #expect(machine.finish(one, PaceSigns(end: .serverError(status: 503)), now: .zero).isEmpty)
    #expect(machine.concurrency.width == 4)
    let two = try #require(admit(&machine))
    _ = machine.finish(two, throttled, now: .zero)
    #expect(machine.concurrency.width == 2)
    let three = try #require(admit(&machine, at: .seconds(1)))
    let changes = machine.finish(three, PaceSigns(end: .serverError(status: 503)), now: .seconds(1))
    #expect(changes == [LimitChange(.growthPaused(.seconds(10)), .serverError(status: 503))])
    func succeed(at now: Duration) throws {
      for _ in 0..<2 {
        let permit = try #require(admit(&machine, at: now))
        _ = machine.finish(permit, PaceSigns(end: .answered), now: now)
      }
    }
    try succeed(at: .seconds(5))
    #expect(machine.concurrency.width == 2)
    try succeed(at: .seconds(11))
    #expect(machine.concurrency.width == 3)
  }

  @Test("answers let it grow to what the sweep allows and no further, whatever it is")
  func grows() throws {
    for maximum in [1, 3, 40, 1000] {
      var machine = LimiterMachine(concurrency: maximum)
      for _ in 0..<12 {
        let permit = try #require(admit(&machine))
        _ = machine.finish(permit, throttled, now: .zero)
      }
      #expect(machine.concurrency.width == 1)
      for number in 0..<(maximum * 40) {
        let now = Duration.seconds(number)
        let permit = try #require(admit(&machine, at: now))
        for change in machine.finish(permit, PaceSigns(end: .answered), now: now) {
          #expect(change.reason == .answered)
        }
      }
      #expect(machine.concurrency.width == maximum)
    }
  }

  @Test("a wait that the server asks for holds every call, and is told once")
  func holds() throws {
    var machine = LimiterMachine(concurrency: 2)
    let permits = try (0..<2).map { _ in try #require(admit(&machine)) }
    let signs = PaceSigns(end: .throttled(status: 429, wait: .seconds(7)))
    let changes = permits.flatMap { machine.finish($0, signs, now: .seconds(1)) }
    #expect(
      changes.filter { $0.kind == .hold(.seconds(7)) }
        == [LimitChange(.hold(.seconds(7)), .serverAsked(status: 429))])
    #expect(machine.admit(tokens: 0, now: .seconds(3)).0 == .wait(until: .seconds(8)))
    #expect(admit(&machine, at: .seconds(8)) != nil)
  }

  @Test("no sixty seconds hold more requests or tokens than are known to be allowed")
  func minuteLimits() {
    var generator = SeededNumbers(7)
    let limits = RateLimits(requestsPerMinute: 10, tokensPerMinute: 1_000)
    var machine = LimiterMachine(concurrency: 50, limits: limits)
    var sent: [(moment: Duration, tokens: Int)] = []
    var now = Duration.zero
    while sent.count < 300 {
      let tokens = Int.random(in: 1...300, using: &generator)
      switch machine.admit(tokens: tokens, now: now).0 {
      case .go(let permit):
        sent.append((now, tokens))
        _ = machine.finish(permit, PaceSigns(end: .answered, tokens: tokens), now: now)
        now += .milliseconds(Int.random(in: 0...3000, using: &generator))
      case .wait(let moment):
        #expect(moment > now)
        now = moment
      case .full: Issue.record("nothing is in flight")
      }
    }
    for (index, first) in sent.enumerated() {
      let window = sent[index...].prefix { $0.moment < first.moment + .seconds(60) }
      #expect(window.count <= 10)
      #expect(window.reduce(0) { $0 + $1.tokens } <= 1_000)
    }
    // It is a limit and no brake: the minutes are used up to it, save what a large call left over.
    let tokens = sent.reduce(0) { $0 + $1.tokens }
    #expect(now < .seconds(60 * tokens / 700 + 60))
  }

  @Test("a call that alone takes more than the minute allows goes when nothing else went")
  func oversized() {
    var machine = LimiterMachine(
      concurrency: 4, limits: RateLimits(tokensPerMinute: 100))
    #expect(admit(&machine, tokens: 5_000) != nil)
    #expect(machine.admit(tokens: 5_000, now: .seconds(1)).0 == .wait(until: .seconds(60)))
    #expect(admit(&machine, tokens: 5_000, at: .seconds(60)) != nil)
  }

  @Test("the true number of tokens makes room that the estimate had taken")
  func settles() throws {
    var machine = LimiterMachine(
      concurrency: 4, limits: RateLimits(tokensPerMinute: 1_000))
    let call = try #require(admit(&machine, tokens: 900))
    #expect(admit(&machine, tokens: 900, at: .seconds(1)) == nil)
    _ = machine.finish(call, PaceSigns(end: .answered, tokens: 50), now: .seconds(1))
    #expect(admit(&machine, tokens: 900, at: .seconds(1)) != nil)
  }

  @Test("headers that leave nothing hold calls until there is enough again")
  func learns() throws {
    var machine = LimiterMachine(concurrency: 4)
    let call = try #require(admit(&machine))
    var signs = PaceSigns(end: .answered)
    signs.limits.requests = ServerAllowance(limit: 60, remaining: 1, reset: .seconds(59))
    _ = machine.finish(call, signs, now: .seconds(100))
    #expect(admit(&machine, at: .seconds(100)) != nil)
    // One of sixty is there again after a sixtieth of the time that all of them take.
    let (admission, change) = machine.admit(tokens: 0, now: .seconds(100))
    guard case .wait(let moment) = admission else {
      Issue.record("it must wait")
      return
    }
    #expect(moment > .milliseconds(100_900) && moment <= .seconds(101))
    #expect(change?.reason == .requestsUsedUp)
    #expect(admit(&machine, at: .seconds(101)) != nil)
  }
}

@Suite("A limiter with its line")
struct CallLimiterTests {
  private func limiter(_ concurrency: Int) -> CallLimiter {
    CallLimiter(concurrency: concurrency, clock: .system)
  }

  @Test("calls go in the order in which they came, one for each that comes home")
  func order() async throws {
    let limiter = limiter(1)
    let first = try #require(await limiter.admit(tokens: 0))
    let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
    var tasks: [Task<Void, Never>] = []
    for number in 0..<20 {
      tasks.append(
        Task {
          guard let permit = await limiter.admit(tokens: 0) else { return }
          continuation.yield(number)
          await limiter.finish(permit, PaceSigns(end: .answered))
        })
      // Each must stand in line before the next comes.
      while await limiter.waitingCount <= number { await Task.yield() }
    }
    await limiter.finish(first, PaceSigns(end: .answered))
    for task in tasks { await task.value }
    continuation.finish()
    var order: [Int] = []
    for await number in stream { order.append(number) }
    #expect(order == Array(0..<20))
  }

  @Test("who is cancelled leaves the line, and the rest moves on")
  func cancellation() async throws {
    let limiter = limiter(1)
    let first = try #require(await limiter.admit(tokens: 0))
    let leaver = Task { await limiter.admit(tokens: 0) }
    while await limiter.waitingCount < 1 { await Task.yield() }
    let stayer = Task { await limiter.admit(tokens: 0) }
    while await limiter.waitingCount < 2 { await Task.yield() }
    leaver.cancel()
    #expect(await leaver.value == nil)
    await limiter.finish(first, PaceSigns(end: .answered))
    #expect(await stayer.value != nil)
  }

  @Test("closing sends away who waits for a place and who waits to try again")
  func closing() async throws {
    let limiter = limiter(1)
    _ = try #require(await limiter.admit(tokens: 0))
    let waiter = Task { await limiter.admit(tokens: 0) }
    let sleeper = Task { () -> Bool in
      do {
        try await limiter.pause(.seconds(3600))
        return true
      } catch {
        return false
      }
    }
    while await limiter.waitingCount < 1 { await Task.yield() }
    await limiter.close()
    #expect(await waiter.value == nil)
    #expect(await sleeper.value == false)
    #expect(await limiter.admit(tokens: 0) == nil)
  }

  @Test("a storm of throttling shrinks the width, and every call comes home all the same")
  func storm() async throws {
    let answers = (0..<40).map { number -> Result<HTTPResponse, TransportError> in
      number.isMultiple(of: 3)
        ? .success(HTTPResponse(status: 429, body: Array("{}".utf8)))
        : .success(HTTPResponse(status: 200, body: Array(goodAnswer.utf8)))
    }
    let transport = ListTransport(
      answers + [.success(HTTPResponse(status: 200, body: Array(goodAnswer.utf8)))])
    let (stream, continuation) = AsyncStream.makeStream(of: LimitChange.self)
    let clock = ManualClock().clock
    let limiter = CallLimiter(concurrency: 16, clock: clock) { continuation.yield($0) }
    let client = try ModelClient(
      endpoint: ModelEndpoint(model: "m"),
      access: EndpointAccess(baseURL: "http://localhost/v1", checksModel: false), environment: [:],
      transport: transport, clock: clock, limiter: limiter)
    let request = try encodedGreeting()
    try await withThrowingTaskGroup(of: ModelReply.self) { group in
      for _ in 0..<60 { group.addTask { try await client.reply(to: request) } }
      for try await reply in group { #expect(reply.status == 200) }
    }
    continuation.finish()
    var changes: [LimitChange] = []
    for await change in stream { changes.append(change) }
    #expect(changes.contains { $0.reason == .throttled(status: 429) })
    #expect(await limiter.width <= 16)
  }

  @Test("a wait that nobody waits for turns everybody away, in line and to come, until it is over")
  func shut() async throws {
    let time = ManualClock()
    let calls = CallLimiter(concurrency: 1, clock: time.clock)
    let first = try #require(await calls.admit(tokens: 0))
    let waiter = Task { await calls.admit(tokens: 0) }
    while await calls.waitingCount < 1 { await Task.yield() }
    let error = ModelAPIError(.throttled, "slow down", next: "")
    await calls.shut(for: .seconds(3600), error)
    #expect(await waiter.value == nil)
    #expect(await calls.admit(tokens: 0) == nil)
    #expect(await calls.refusal == error)
    await calls.finish(first, PaceSigns(end: .answered))
    try await time.clock.sleep(.seconds(3599))
    #expect(await calls.admit(tokens: 0) == nil)
    try await time.clock.sleep(.seconds(2))
    #expect(await calls.refusal == nil)
    #expect(await calls.admit(tokens: 0) != nil)
  }

  @Test("one call that is told to wait for an hour ends all, with the server's words, in no time")
  func longWaitEndsAll() async throws {
    let answer = HTTPResponse(
      status: 429, headers: [HTTPHeader(name: "retry-after", value: "3600")],
      body: Array(#"{"error":{"message":"the day is used up"}}"#.utf8))
    let transport = ListTransport([.success(answer)])
    let time = ManualClock()
    let (stream, continuation) = AsyncStream.makeStream(of: LimitChange.self)
    let limiter = CallLimiter(concurrency: 1, clock: time.clock) { continuation.yield($0) }
    let client = try ModelClient(
      endpoint: ModelEndpoint(model: "m"),
      access: EndpointAccess(baseURL: "http://localhost/v1", checksModel: false), environment: [:],
      transport: transport, clock: time.clock, limiter: limiter)
    let request = try encodedGreeting()
    var errors: [ModelAPIError] = []
    await withTaskGroup(of: ModelAPIError?.self) { group in
      for _ in 0..<20 {
        group.addTask {
          do throws(ModelAPIError) {
            _ = try await client.reply(to: request)
            return nil
          } catch {
            return error
          }
        }
      }
      for await case let error? in group { errors.append(error) }
    }
    continuation.finish()
    #expect(errors.count == 20)
    #expect(errors.allSatisfy { $0.code == .throttled })
    #expect(errors.allSatisfy { $0.message.contains("the day is used up") })
    #expect(errors.allSatisfy { $0.message.contains("3600 s, which is more than allowed") })
    #expect(errors.filter { $0.message.hasPrefix("not sent, since ") }.count == 19)
    #expect(errors.filter(\.attempts.isEmpty).count == 19)
    #expect(time.clock.now() == .zero, "nobody waited")
    var holds: [LimitChange] = []
    for await change in stream where change.reason == .serverAsked(status: 429) {
      holds.append(change)
    }
    #expect(holds == [LimitChange(.hold(.seconds(3600)), .serverAsked(status: 429))])
  }
}
