import JSONText
import Notifications
import Testing

@Suite struct TimeTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11016), ("2025-04-02", 20180),
    ("1900-03-01", -25508), ("0000-01-01", -719_528), ("9999-12-31", 2_932_896),
  ])
  func daysAndBack(date: String, days: Int) {
    let bytes = [UInt8](date.utf8)
    #expect(CivilDate(bytes.span, 0..<bytes.count)?.days == days)
    var lines = LineBuffer()
    lines.append(CivilDate(days: days))
    #expect(text(lines) == date)
  }

  @Test(arguments: [
    "2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "2025-01-00",
    "2025-1-01", "2025/01/01", "2025-01-0a", "-025-01-01", "2025-01-011", "",
  ])
  func noSuchDay(date: String) {
    let bytes = [UInt8](date.utf8)
    #expect(CivilDate(bytes.span, 0..<bytes.count) == nil)
  }

  /// Every day of 800 years follows the one before it.
  @Test func daysAreInOrder() {
    var expected = (year: 1700, month: 1, day: 1)
    guard var days = CivilDate(year: 1700, month: 1, day: 1)?.days else {
      Issue.record("1700-01-01 is a day")
      return
    }
    while expected.year < 2500 {
      #expect(CivilDate(days: days).parts == expected)
      #expect(
        CivilDate(year: expected.year, month: expected.month, day: expected.day)?.days == days)
      days += 1
      let (year, month) = (expected.year, expected.month)
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
      expected.day += 1
      if expected.day > length { expected = (year, month + 1, 1) }
      if expected.month > 12 { expected = (year + 1, 1, 1) }
    }
  }

  @Test(
    arguments: [
      ("2025-04-02T10:00:00Z", 1_743_588_000), ("2025-04-02t12:00:00.999+02:00", 1_743_588_000),
      ("2025-04-02 05:30:00-04:30", 1_743_588_000), ("1969-12-31T23:59:59Z", -1),
      ("2016-12-31T23:59:60Z", 1_483_228_800),
    ] as [(String, Int64)])
  func times(time: String, seconds: Int64) {
    let bytes = [UInt8](time.utf8)
    #expect(Timestamp(bytes.span, 0..<bytes.count)?.seconds == seconds)
  }

  @Test(arguments: [
    "2025-04-02", "2025-04-02T10:00Z", "2025-04-02T10:00:00", "2025-04-02T24:00:00Z",
    "2025-04-02T10:60:00Z", "2025-04-02T10:00:61Z", "2025-04-02T10:00:00.Z",
    "2025-04-02T10:00:00.5", "2025-04-02T10:00:00+2:00", "2025-04-02T10:00:00+02:00Z",
    "2025-04-02T10:00:00ZZ", "2025-04-02X10:00:00Z", "2025-04-02T10:00-00Z",
  ])
  func noTime(time: String) {
    let bytes = [UInt8](time.utf8)
    #expect(Timestamp(bytes.span, 0..<bytes.count) == nil)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
      (1_743_588_000, "2025-04-02T10:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
    ] as [(Int64, String)])
  func writtenTimes(seconds: Int64, written: String) {
    var lines = LineBuffer()
    lines.append(Timestamp(seconds: seconds))
    #expect(text(lines) == written)
  }
}
