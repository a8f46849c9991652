import Command
import Notifications
import Testing

/// The cases Q1 to Q12 of rules.md, section 8, on the stage itself.
@Suite struct FilterRulesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var types = NotificationType.allCases
    var over: String?
    var rates: String?
    var input: String
    var kept: [String]
    var warnings = 0
    var testDescription: String { name }
  }

  static let euro = #"{"date":"2025-03-14","base":"eur","rates":{"usd":1.08}}"#
  static let yen = #"{"date":"2025-03-14","base":"jpy","rates":{"usd":0.0067}}"#
  static let proToBiz = payload([Change(.contraction, -4900), Change(.expansion, 9900)])
  static let scheduled = payload(
    [Change(.churn, -4900, "usd", "2025-04-15")], under: .scheduledCancellation)

  static let cases = [
    Case(name: "Q1 equal", over: "100", input: payload([Change(.new, 10000)]), kept: []),
    Case(
      name: "Q1 over", over: "100", input: payload([Change(.new, 10001)]),
      kept: ["new +10001 usd 2025-04-02, last"]),
    Case(
      name: "Q2", input: payload([Change(.new, 1)]), kept: ["new +1 usd 2025-04-02, last"]),
    Case(
      name: "Q3 50", over: "50", rates: euro, input: payload([Change(.churn, -4900, "eur")]),
      kept: ["churn -4900 eur 2025-04-02, last"]),
    Case(
      name: "Q3 53", over: "53", rates: euro, input: payload([Change(.churn, -4900, "eur")]),
      kept: []),
    Case(
      name: "Q3 52.92", over: "52.92", rates: euro, input: payload([Change(.churn, -4900, "eur")]),
      kept: []),
    Case(
      name: "Q3 52.91", over: "52.91", rates: euro, input: payload([Change(.churn, -4900, "eur")]),
      kept: ["churn -4900 eur 2025-04-02, last"]),
    Case(
      name: "Q4", over: "100", rates: yen, input: payload([Change(.new, 14900, "jpy")]), kept: []),
    Case(
      name: "Q4 99.82", over: "99.82", rates: yen, input: payload([Change(.new, 14900, "jpy")]),
      kept: ["new +14900 jpy 2025-04-02, last"]),
    Case(
      name: "Q5 75", over: "75", input: proToBiz,
      kept: ["contraction -4900 usd 2025-04-02", "expansion +9900 usd 2025-04-02, last"]),
    Case(name: "Q5 99", over: "99", input: proToBiz, kept: []),
    Case(
      name: "Q6", types: [.expansion], input: proToBiz,
      kept: ["expansion +9900 usd 2025-04-02, last"]),
    Case(
      name: "Q6 the other", types: [.contraction], input: proToBiz,
      kept: ["contraction -4900 usd 2025-04-02, last"]),
    Case(
      name: "Q7", types: NotificationType.allCases.filter { $0 != .scheduledCancellation },
      input: scheduled + payload([Change(.churn, -4900, "usd", "2025-04-15")], id: 2),
      kept: ["churn -4900 usd 2025-04-15, last"]),
    Case(name: "Q8", types: [.churn], input: scheduled, kept: []),
    Case(
      name: "Q8 realised", types: [.churn],
      input: scheduled + payload([Change(.churn, -4900)], id: 2),
      kept: ["churn -4900 usd 2025-04-02, last"]),
    Case(name: "Q9", over: "1000", input: failedPayment(), kept: ["failed_payment, last"]),
    Case(
      name: "Q9 by type", types: [.churn], over: "1000", input: failedPayment(), kept: []),
    Case(
      name: "Q10", over: "100", rates: euro,
      input: payload([Change(.new, 1, "xyz")]) + payload([Change(.new, 1, "xyz")], id: 2),
      kept: ["new +1 xyz 2025-04-02, last", "new +1 xyz 2025-04-02, last"], warnings: 1),
    Case(name: "Q11", over: "1", input: payload([Change(.expansion, 1)]), kept: []),
    Case(
      name: "Q12", types: [.contraction],
      input: """
        {"event":"mrr_movement","account_id":null,"customer":{"id":"cus_1"},"movements":[\
        {"type":"contraction","mrr_change":-4900,"currency":"usd","date":"2025-04-02"},\
        {"type":"expansion","mrr_change":9900,"currency":"usd","date":"2025-04-02"}],\
        "meta":{"id":"mrr_1","at":"2025-04-02T10:00:00Z"}}
        """,
      kept: ["contraction -4900 usd 2025-04-02"]),
  ]

  @Test(arguments: cases)
  func numbered(_ row: Case) throws {
    let result = run(
      try filter(types: row.types, over: row.over, rates: row.rates), on: row.input)
    #expect(result.short == row.kept)
    #expect(result.warnings.count == row.warnings)
    #expect(result.rejections.isEmpty)
  }

  /// How a currency and a day are spelt makes no difference; what is no text is refused.
  @Test(
    arguments: [
      (#"\u0075sd"#, "2025-04-02", nil), ("eur", #"2025-04\u002d02"#, nil),
      (#"e\u0075r"#, #"\u0032025-04-02"#, nil),
      (#"us\u0000"#, "2025-04-02", #"currency: holds a lone surrogate or \u0000"#),
      (#"us\ud800"#, "2025-04-02", #"currency: holds a lone surrogate or \u0000"#),
      ("eur", #"2025-04-02\udc00"#, #"date: holds a lone surrogate or \u0000"#),
      (#"e\u0075r"#, "x", "date: expected a day such as 2025-03-14"),
    ] as [(String, String, String?)])
  func escapes(currency: String, date: String, refusal: String?) throws {
    let line =
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1,"#
      + #""currency":"\#(currency)","date":"\#(date)"}]}"#
    let result = run(try filter(over: "100", rates: Self.euro), on: line)
    #expect(result.lines.isEmpty)
    #expect(result.warnings.isEmpty)
    #expect(
      result.rejections.map { $0.split(separator: "].").last.map(String.init) }
        == (refusal.map { [$0] } ?? []))
  }
}
