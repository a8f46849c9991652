import Outbox
import Testing

@Suite struct BreakerTests {
  private func opened(at now: Int64 = 0) -> Breaker {
    var breaker = Breaker()
    for _ in 0..<10 { _ = breaker.noteUnreachable(isProbe: false, at: now) }
    return breaker
  }

  @Test func tenInARowOpenIt() {
    var breaker = Breaker()
    for count in 1...10 {
      #expect(!breaker.isOpen)
      let isCharged = breaker.noteUnreachable(isProbe: false, at: 7000)
      #expect(isCharged, "the ten are charged")
      #expect(breaker.failures == count)
    }
    #expect(breaker.isOpen)
    #expect(breaker.until == 37_000)
    #expect(!breaker.wantsProbe(at: 36_999))
    #expect(breaker.wantsProbe(at: 37_000))
  }

  @Test func anAnswerBetweenBeginsTheCountAnew() {
    var breaker = Breaker()
    for _ in 0..<9 { _ = breaker.noteUnreachable(isProbe: false, at: 0) }
    let wasOpen = breaker.noteReached()
    #expect(!wasOpen)
    for _ in 0..<9 { _ = breaker.noteUnreachable(isProbe: false, at: 0) }
    #expect(!breaker.isOpen)
  }

  @Test func thePausesDouble() {
    var breaker = opened()
    var pauses = [breaker.pause / 1000]
    for _ in 0..<6 {
      let now = breaker.until
      let isCharged = breaker.noteUnreachable(isProbe: true, at: now)
      #expect(!isCharged, "a probe is not charged")
      #expect(breaker.until == now + Int64(breaker.pause))
      pauses.append(breaker.pause / 1000)
    }
    #expect(pauses == [30, 60, 120, 240, 480, 600, 600])
  }

  @Test func whatWasOnItsWayChangesNothing() {
    var breaker = opened()
    let isCharged = breaker.noteUnreachable(isProbe: false, at: 5000)
    #expect(!isCharged)
    #expect(breaker.until == 30_000)
  }

  @Test func anAnswerClosesIt() {
    var breaker = opened()
    let wasOpen = breaker.noteReached()
    #expect(wasOpen)
    #expect(breaker == Breaker())
  }
}
