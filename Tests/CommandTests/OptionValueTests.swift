import Command
import Testing

@Suite struct OptionValueTests {
  @Test(
    arguments: [
      ("0", 0), ("0s", 0), ("250ms", 250), ("90s", 90_000), ("60m", 3_600_000), ("2h", 7_200_000),
      ("7d", 604_800_000), ("0005s", 5000), ("5", nil), ("", nil), ("s", nil), ("-5s", nil),
      ("1.5h", nil), ("5 s", nil), ("5S", nil), ("5w", nil), ("99999999999999999999s", nil),
      ("9223372036854775807d", nil), ("99999999d", nil), ("٣s", nil), ("1h30m", nil),
    ] as [(String, Int?)])
  func durations(_ text: String, _ milliseconds: Int?) {
    #expect((try? OptionValue.milliseconds(text)) == milliseconds)
  }

  @Test(
    arguments: [
      ("1", 1), ("64k", 65_536), ("64K", 65_536), ("16m", 16_777_216), ("1024m", 1 << 30),
      ("0", nil), ("1025m", nil), ("", nil), ("k", nil), ("1g", nil), ("1kb", nil), ("-1", nil),
      ("1.5m", nil), ("9223372036854775807m", nil),
    ] as [(String, Int?)])
  func bytes(_ text: String, _ count: Int?) {
    #expect((try? OptionValue.bytes(text, in: 1...(1 << 30))) == count)
  }

  @Test(
    arguments: [
      ("0", 0), ("16", 16), ("-1", nil), ("17", nil), ("+1", nil), ("1.0", nil), ("", nil),
      (" 1", nil), ("0x1", nil),
    ] as [(String, Int?)])
  func integers(_ text: String, _ number: Int?) {
    #expect((try? OptionValue.integer(text, in: 0...16)) == number)
  }

  @Test func choices() throws {
    let choices = [(name: "true", value: true), (name: "false", value: false)]
    #expect(try OptionValue.choice("false", choices) == false)
    #expect(
      throws: UsageError("expected one of true, false, found 'flase'; did you mean false?")
    ) {
      try OptionValue.choice("flase", choices)
    }
    #expect(throws: UsageError("expected one of true, false, found 'maybe'")) {
      try OptionValue.choice("maybe", choices)
    }
  }

  @Test func times() throws {
    #expect(try OptionValue.time("2025-03-15T14:30:00Z").seconds == 1_742_049_000)
    #expect(try OptionValue.time("1742049000").seconds == 1_742_049_000)
    #expect(throws: UsageError.self) { try OptionValue.time("tomorrow") }
  }
}
