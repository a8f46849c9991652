import Command
import Testing

@Suite struct TimestampTests {
  @Test(
    arguments: [
      ("1970-01-01", 0), ("2025-03-15T14:30:00Z", 1_742_049_000), ("2025-03-15", 1_741_996_800),
      ("2025-03-15T14:30:00+02:00", 1_742_041_800), ("2025-03-15t14:30:00.999z", 1_742_049_000),
      ("2024-02-29", 1_709_164_800), ("1743588000", 1_743_588_000), ("-1", -1),
      ("0001-01-01T00:00:00Z", -62_135_596_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
      ("2016-12-31T23:59:60Z", 1_483_228_799), ("2025-02-29", nil), ("2025-13-01", nil),
      ("2025-00-10", nil), ("2025-04-31", nil), ("2025-03-15T24:00:00Z", nil),
      ("2025-03-15T14:30Z", nil),
      ("2025-03-15T14:30:00", nil), ("2025-03-15T14:30:00.Z", nil), ("2025-3-15", nil),
      ("soon", nil),
      ("2025-03-15T14:30:00+2:00", nil), ("253402300800", nil), ("", nil), ("0000-01-01", nil),
      ("0001-01-01T00:00:00+01:00", nil),
    ] as [(String, Int64?)])
  func reading(_ text: String, _ seconds: Int64?) {
    #expect(Timestamp(text)?.seconds == seconds)
  }

  @Test func writing() {
    #expect(Timestamp(seconds: 1_742_049_000).text == "2025-03-15T14:30:00Z")
    #expect(Timestamp(seconds: -1).text == "1969-12-31T23:59:59Z")
    #expect(Timestamp(seconds: -62_135_596_800).text == "0001-01-01T00:00:00Z")
  }

  /// Every day of 400 years is written as what is read back, one day after the one before.
  @Test func everyDay() throws {
    var previous = ""
    for days in -719_162..<(-719_162 + 146_097) {
      let text = CalendarDate(days: Int64(days)).text
      let bytes = [UInt8](text.utf8)
      #expect(CalendarDate(bytes.span, 0..<10)?.days == Int64(days))
      #expect(text > previous)
      previous = text
    }
  }

  @Test(arguments: [
    ("2025-03-15", 3, "2025-06-15"), ("2025-01-31", 1, "2025-02-28"),
    ("2024-11-30", 3, "2025-02-28"),
    ("2023-11-30", 3, "2024-02-29"), ("2025-12-31", 12, "2026-12-31"),
  ])
  func months(_ date: String, _ months: Int64, _ result: String) {
    let bytes = [UInt8](date.utf8)
    let start = CalendarDate(bytes.span, 0..<10)
    #expect(start?.adding(months: months).text == result)
  }
}
