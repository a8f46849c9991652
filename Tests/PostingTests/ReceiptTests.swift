import Command
import JSONText
import Posting
import Testing

@Suite struct ReceiptTests {
  static func line(_ outcome: Outcome, attempt: Int = 1, source: String = "<stdin>") -> String {
    var lines = LineBuffer()
    Receipt.append(
      outcome, of: Delivery(id: "mrr_1", body: [], place: Place(source: 0, line: 12)),
      source: source, attempt: attempt, to: &lines)
    return String(decoding: lines.bytes, as: UTF8.self)
  }

  @Test func delivered() {
    #expect(
      Self.line(.delivered(.init(status: 204, milliseconds: 84))) == """
        {"receipt":"delivered","id":"mrr_1","source":"<stdin>","line":12,"attempt":1,"status":204,\
        "ms":84}

        """)
    #expect(
      Self.line(.delivered(.init(status: 200, milliseconds: 0, note: .bodyLong))) == """
        {"receipt":"delivered","id":"mrr_1","source":"<stdin>","line":12,"attempt":1,"status":200,\
        "ms":0,"note":"body_long"}

        """)
  }

  @Test func failed() {
    #expect(
      Self.line(
        .failed(
          .init(
            status: 500, milliseconds: 3, reason: .status, message: "HTTP 500",
            response: [UInt8]("no \"luck\"\n".utf8))), source: "a\"b.jsonl") == """
          {"receipt":"failed","id":"mrr_1","source":"a\\"b.jsonl","line":12,"attempt":1,"status":500,\
          "ms":3,"reason":"status","message":"HTTP 500","response":"no \\"luck\\"\\n"}

          """)
    #expect(
      Self.line(
        .failed(.init(milliseconds: 0, reason: .stopped, message: "not begun")), attempt: 0) == """
          {"receipt":"failed","id":"mrr_1","source":"<stdin>","line":12,"attempt":0,"status":null,\
          "ms":0,"reason":"stopped","message":"not begun"}

          """)
  }

  @Test(
    arguments: [
      ("abc".utf8.map { $0 }, "abc"),
      (Array("é".utf8), "é"), (Array("aé".utf8).dropLast(), "a"),
      (Array("a€".utf8).dropLast(), "a"), (Array("a€".utf8).dropLast(2), "a"),
      (Array("a€".utf8), "a€"), (Array("a😀".utf8).dropLast(), "a"), (Array("a😀".utf8), "a😀"),
      ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0x80, 0x80], "\u{FFFD}\u{FFFD}"),
    ] as [([UInt8], String)]) func showsAResponseAsText(_ bytes: [UInt8], _ text: String)
  {
    let line = Self.line(
      .failed(
        .init(status: 400, milliseconds: 1, reason: .status, message: "", response: bytes)))
    #expect(line.hasSuffix(#","response":"\#(text)"}"# + "\n"))
  }

  /// What an endpoint answers may be read on a terminal: nothing in it may speak to that.
  @Test(
    arguments: [
      ("\u{1B}[31m\u{7}", #"\u001b[31m\u0007"#), ("\u{9B}31m", #"\u009b31m"#),
      ("a\u{7F}\u{7F}é", #"a\u007f\u007fé"#), ("\u{202E}x\u{2028}", #"\u202ex\u2028"#),
      ("\u{85}", #"\u0085"#), ("\"\u{90}\\", #"\"\u0090\\"#),
    ] as [(String, String)])
  func controlCharactersAreEscaped(_ text: String, _ written: String) {
    let line = Self.line(
      .failed(
        .init(
          status: 500, milliseconds: 3, reason: .status, message: text,
          response: [UInt8](text.utf8))))
    #expect(line.hasSuffix(#","message":"\#(written)","response":"\#(written)"}"# + "\n"))
  }

  @Test func reasonsAreTheClosedSet() {
    #expect(
      Reason.allCases.map(\.rawValue) == [
        "timeout", "dns", "refused", "unreachable", "proxy", "blocked_address", "tls_expired",
        "tls_not_yet_valid", "tls_wrong_host", "tls_untrusted", "tls_self_signed",
        "tls_handshake", "reset", "empty_reply", "bad_response", "redirect", "gone", "throttled",
        "status", "corrupt", "stopped", "internal",
      ])
    #expect(
      Outcome.Note.allCases.map(\.rawValue) == ["body_incomplete", "body_invalid", "body_long"])
  }
}
