import Testing

@testable import Posting

@Suite struct RetryAfterTests {
  /// 2025-03-15T14:30:00Z in milliseconds.
  static let now: Int64 = 1_742_049_000_000

  @Test(
    arguments: [
      ([], nil), ([""], nil), (["0"], nil), (["7"], 7000), (["007"], 7000), (["-1"], nil),
      (["1.5"], nil), (["soon"], nil), (["7 s"], nil),
      (["99999999999999999999"], 1_000_000_000_000),
      (["7", "9"], 9000), (["9", "7"], 9000), (["x", "7"], 7000),
      (["Sat, 15 Mar 2025 14:31:00 GMT"], 60_000),
      (["Saturday, 15-Mar-25 14:31:00 GMT"], 60_000),
      (["Sat Mar 15 14:31:00 2025"], 60_000),
      (["Sat, 15 Mar 2025 14:30:00 GMT"], nil), (["Sun, 06 Nov 1994 08:49:37 GMT"], nil),
      (["Sat, 15 Mar 2025 14:31:00 CET"], nil), (["Sat, 32 Mar 2025 14:31:00 GMT"], nil),
      (["Sat, 15 Mar 2025 25:31:00 GMT"], nil), (["2025-03-15T14:31:00Z"], nil),
      (["Sat, 15 Mar 2025 14:31:00 GMT", "30"], 60_000),
    ] as [([String], Int?)]) func waits(_ values: [String], _ wait: Int?)
  {
    #expect(RetryAfter.wait(values, at: Self.now) == wait)
  }

  @Test func examplesOfTheStandard() {
    for text in [
      "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ] {
      #expect(RetryAfter.date(text) == 784_111_777)
    }
  }
}
