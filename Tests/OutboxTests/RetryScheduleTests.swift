import Command
import Outbox
import Testing

@Suite struct RetryScheduleTests {
  @Test func standard() {
    let schedule = RetrySchedule.standard
    #expect(
      schedule.delays.map { $0 / 1000 }
        == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400])
    #expect(schedule.delays.reduce(0, +) / 1000 == 272_105, "75.6 hours")
    #expect(try! RetrySchedule(parsing: "5s,5m,30m,2h,5h,10h,14h,20h,24h") == schedule)
    #expect(schedule.due(afterAttempt: 10, at: 0, jitter: 0) == nil)
  }

  @Test(
    arguments: [
      ("none", []), ("1ms", [1]), ("5s,1d", [5000, 86_400_000]),
    ] as [(String, [Int])]) func parsed(_ text: String, _ delays: [Int]) throws
  {
    #expect(try RetrySchedule(parsing: text).delays == delays)
  }

  @Test(arguments: [
    ("", "expected a list such as a,b,c, found ''"),
    ("5s,,1m", "expected a list such as a,b,c, found '5s,,1m'"),
    ("5", "expected a duration with its unit (ms, s, m, h or d), found '5'"),
    ("0", "expected durations from 1ms to 366d, found '0'"),
    ("367d", "expected durations from 1ms to 366d, found '367d'"),
    ("none,5s", "expected a duration such as 90s or 7d, found 'none'"),
    (
      Array(repeating: "1s", count: 101).joined(separator: ","),
      "expected at most 100 durations, found 101"
    ),
  ]) func refused(_ text: String, _ message: String) {
    #expect(throws: UsageError(message)) { try RetrySchedule(parsing: text) }
  }

  /// What the endpoint asks for counts if it is later, and up to a day.
  @Test(
    arguments: [
      (1, nil, 0, 4000), (1, nil, 0.5, 5000), (1, nil, 1, 6000), (1, 3000, 0.5, 5000),
      (1, 9000, 0.5, 9000), (1, 999_999_999, 0.5, 86_400_000), (2, nil, 0.5, 300_000),
      (9, nil, 0.5, 86_400_000), (9, 1, 1, 103_680_000), (10, 1, 0, nil), (0, nil, 0, nil),
    ] as [(Int, Int?, Double, Int64?)])
  func next(_ attempt: Int, _ retryAfter: Int?, _ jitter: Double, _ wait: Int64?) {
    let due = RetrySchedule.standard.due(
      afterAttempt: attempt, at: 1_000_000, retryAfter: retryAfter, jitter: jitter)
    #expect(due == wait.map { $0 + 1_000_000 })
  }
}
