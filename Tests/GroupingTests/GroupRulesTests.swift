import Grouping
import Testing

/// The cases W1 to W8 of rules.md, section 8, on the stage itself.
@Suite struct GroupRulesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var input: [String]
    var output: [String]
    var testDescription: String { name }
  }

  static let minus = movement("contraction", -4900)
  static let plus = movement("expansion", 9900)
  static let churn = movement("churn", -4900)

  static func failed(_ invoice: String, _ meta: String) -> String {
    #"{"event":"failed_payment","timestamp":"2025-03-15T14:30:00Z","customer":{"id":"cus_1"},"#
      + #""payment":{"invoice_id":"\#(invoice)","amount":4900},"meta":\#(meta)}"#
  }

  static let cases = [
    Case(
      name: "W1",
      input: [
        line(minus, meta: meta("mrr_1", part: 1, last: false)),
        line(plus, meta: meta("mrr_1", part: 2, last: true)),
      ],
      output: [line(minus + "," + plus, meta: meta("mrr_1"))]),
    Case(
      name: "W3 one batch",
      input: [
        line(plus, meta: meta("mrr_1", part: 1, last: false)),
        line(plus, meta: meta("mrr_1", part: 2, last: true)),
      ],
      output: [line(plus + "," + plus, meta: meta("mrr_1"))]),
    Case(
      name: "W3 two batches",
      input: [
        line(plus, meta: meta("mrr_1", part: 1, last: true)),
        line(plus, meta: meta("mrr_2", part: 1, last: true)),
      ],
      output: [line(plus, meta: meta("mrr_1")), line(plus, meta: meta("mrr_2"))]),
    Case(
      name: "W4",
      input: [
        line(churn, meta: meta("mrr_1", part: 1, last: true)),
        line(churn, event: "scheduled_cancellation", meta: meta("mrr_2", part: 1, last: true)),
      ],
      output: [
        line(churn, meta: meta("mrr_1")),
        line(churn, event: "scheduled_cancellation", meta: meta("mrr_2")),
      ]),
    Case(
      name: "W5",
      input: [
        line(minus, status: "active", meta: meta("mrr_1", part: 1, last: false)),
        line(churn, status: "canceled", meta: meta("mrr_1", part: 2, last: true)),
      ],
      output: [line(minus + "," + churn, status: "canceled", meta: meta("mrr_1"))]),
    Case(
      name: "W6",
      input: [
        failed("in_1", meta("mrr_1", part: 1, last: true)),
        failed("in_2", meta("mrr_2", part: 1, last: true)),
      ],
      output: [failed("in_1", meta("mrr_1")), failed("in_2", meta("mrr_2"))]),
    Case(
      name: "W6 of one id",
      input: [
        failed("in_1", meta("mrr_1", part: 1, last: false)),
        failed("in_1", meta("mrr_1", part: 2, last: true)),
      ],
      output: [failed("in_1", meta("mrr_1")), failed("in_1", meta("mrr_1"))]),
    Case(name: "W7", input: [], output: []),
  ]

  @Test(arguments: cases)
  func numbered(_ row: Case) {
    let result = run(Group(), on: row.input.joined(separator: "\n"))
    #expect(result.lines == row.output)
    #expect(result.rejections.isEmpty)
  }

  /// The customer and the number of movements of each line without its `meta`.
  private func summary(_ lines: [String]) -> [String] {
    lines.map { line in
      let customer = line.split(separator: #""customer":{"id":""#)[1].prefix { $0 != "\"" }
      return "\(customer) \(line.split(separator: #"{"type":"#).count - 1)"
    }
  }

  @Test func w2() {
    let input = ["A", "B", "A"].map { line(Self.plus, customer: $0, meta: nil) }
    #expect(
      summary(run(Group(), on: input.joined(separator: "\n")).lines) == ["A 1", "B 1", "A 1"])
    let sorted = input.sorted().joined(separator: "\n")
    #expect(summary(run(Group(), on: sorted).lines) == ["A 2", "B 1"])
  }

  @Test func w8() {
    let input = [#""acc_1""#, #""acc_2""#].map { line(Self.plus, account: $0, meta: nil) }
    let result = run(Group(), on: input.joined(separator: "\n"))
    #expect(summary(result.lines) == ["cus_1 1", "cus_1 1"])
    #expect(Set(result.lines).count == 2)
  }
}
