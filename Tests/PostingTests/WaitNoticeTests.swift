import Testing

@testable import Posting

private struct Wait: Sendable {
  var milliseconds: Int64
  var at: Int

  init(_ milliseconds: Int64, _ at: Int) {
    self.milliseconds = milliseconds
    self.at = at
  }
}

@Suite struct WaitNoticeTests {
  /// Waits and the times at which they are met; which of them are told of.
  @Test(arguments: [
    ([Wait(1999, 0)], [false]),
    ([Wait(2000, 0), Wait(5000, 1), Wait(59_999, 2)], [true, false, false]),
    (
      [Wait(5000, 0), Wait(60_000, 10), Wait(300_000, 20), Wait(5000, 30)],
      [true, true, false, false]
    ),
    ([Wait(300_000, 0), Wait(5000, 10)], [true, false]),
    (
      [Wait(300_000, 0), Wait(300_000, 3_599_999), Wait(300_000, 3_600_000)],
      [true, false, true]
    ),
  ])
  fileprivate func seldom(waits: [Wait], told: [Bool]) {
    var notice = WaitNotice()
    let found = waits.map { notice.isDue(waiting: $0.milliseconds, at: $0.at) }
    #expect(found == told)
  }

  @Test(arguments: [
    (1, nil, nil, "1 notification waits: next attempt at T1"),
    (2, "HTTP 500", nil, "2 notifications wait (HTTP 500): next attempt at T1"),
    (
      2, "HTTP 500", "T2",
      "2 notifications wait (HTTP 500): next attempt at T1, until T2 at the latest (--drain)"
    ),
  ])
  func words(pending: Int, reason: String?, end: String?, sentence: String) {
    var notice = WaitNotice()
    notice.reason = reason
    #expect(notice.sentence(pending: pending, next: "T1", until: end) == sentence)
  }
}
