import Outbox
import Testing

@testable import Posting

@Suite struct EndpointWatchTests {
  private func failed(_ reason: Reason, retryAfter: [String] = []) -> Outcome.Failed {
    var failed = Outcome.Failed(milliseconds: 1, reason: reason, message: "\(reason)")
    failed.isUnreached = reason == .refused
    failed.retryAfter = retryAfter
    return failed
  }

  private func isCharged(
    _ failed: Outcome.Failed, by watch: inout EndpointWatch, at now: Int64
  ) -> Bool {
    watch.note(failed, isProbe: false, at: now)
  }

  private func states(_ watch: inout EndpointWatch) -> [EndpointState] {
    watch.takeChanges().notes.map(\.state)
  }

  @Test func ordinaryFailuresSayNothing() {
    var watch = EndpointWatch(EndpointRecord(), at: 0)
    for reason in Reason.allCases where reason != .gone {
      let isCharged = watch.note(failed(reason), isProbe: false, at: 0)
      #expect(isCharged, "\(reason)")
    }
    let changes = watch.takeChanges()
    #expect(changes.notes.isEmpty)
    #expect(watch.isOpen(at: 0))
  }

  @Test func theBreaker() {
    var watch = EndpointWatch(EndpointRecord(), at: 0)
    for _ in 0..<10 { #expect(isCharged(failed(.refused), by: &watch, at: 1000)) }
    #expect(states(&watch) == [.paused])
    #expect(!watch.isOpen(at: 1000) && watch.opens(after: 1000) == 31_000)
    #expect(!watch.wantsProbe(at: 30_999) && watch.wantsProbe(at: 31_000))
    let first = watch.note(failed(.refused), isProbe: false, at: 1500)
    #expect(!first && states(&watch) == [], "what was on its way")
    let probe = watch.note(failed(.refused), isProbe: true, at: 31_000)
    #expect(!probe && watch.opens(after: 31_000) == 91_000)
    #expect(states(&watch) == [.paused], "each pause is told of")
    let answer = watch.note(failed(.status), isProbe: true, at: 91_000)
    #expect(answer, "any answer closes it, and is charged")
    #expect(states(&watch) == [.active])
    #expect(watch.isOpen(at: 91_000))
  }

  @Test func throttling() {
    var watch = EndpointWatch(EndpointRecord(), at: 0)
    #expect(isCharged(failed(.throttled, retryAfter: ["7"]), by: &watch, at: 0))
    #expect(isCharged(failed(.throttled, retryAfter: ["5"]), by: &watch, at: 0))
    #expect(states(&watch) == [.paused], "the longer of both")
    #expect(watch.opens(after: 0) == 7000)
    let early = watch.tick(at: 6999)
    #expect(!early)
    let ended = watch.tick(at: 7000)
    #expect(ended && states(&watch) == [.active])
    #expect(isCharged(failed(.throttled, retryAfter: ["864000"]), by: &watch, at: 0))
    #expect(watch.opens(after: 0) == 86_400_000, "a day at most")
  }

  @Test func gone() {
    var watch = EndpointWatch(EndpointRecord(), at: 0)
    let first = watch.note(failed(.gone), isProbe: false, at: 0)
    let second = watch.note(failed(.gone), isProbe: false, at: 0)
    #expect(!first && !second)
    #expect(states(&watch) == [.gone])
    #expect(watch.opens(after: 0) == nil)
    watch.noteDelivered(at: 1)
    #expect(watch.record.isGone, "an answer to what was on its way changes nothing")
    watch.take(EndpointRecord(), at: 2)
    #expect(states(&watch) == [.active])
    #expect(watch.isOpen(at: 2))
  }
}
