import Testing

/// What is no notification, and the words and the column it is refused with.
@Suite struct RejectionTests {
  /// The mark ^ stands before the byte that is named.
  static let refused: [(String, String)] = [
    (#"^[]"#, "expected an object, found an array"),
    (#"^null"#, "expected an object, found null"),
    (
      #"^{}"#,
      "JSON, but no notification: no \"event\" (billing records go through mrr-detect first)"
    ),
    (
      #"{"event":^1}"#,
      "event: expected mrr_movement, scheduled_cancellation or failed_payment, found 1"
    ),
    (
      #"{"event":^"x"}"#,
      #"event: expected mrr_movement, scheduled_cancellation or failed_payment, found "x""#
    ),
    (#"^{"event":"mrr_movement"}"#, "movements: missing"),
    (#"{"event":"mrr_movement","movements":^{}}"#, "movements: expected an array, found an object"),
    (#"{"event":"mrr_movement","movements":^[]}"#, "movements: expected at least one"),
    (#"{"event":"mrr_movement","movements":[^1]}"#, "movements[0]: expected an object, found 1"),
    (#"{"event":"mrr_movement","movements":[^{}]}"#, "movements[0].type: missing"),
    (
      #"{"event":"mrr_movement","movements":[^{"type":"new"}]}"#,
      "movements[0].mrr_change: missing"
    ),
    (
      #"{"event":"mrr_movement","movements":[{"type":^"upgrade","mrr_change":1}]}"#,
      "movements[0].type: expected new, expansion, contraction, churn or reactivation, "
        + #"found "upgrade""#
    ),
    (
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":^49.5}]}"#,
      "movements[0].mrr_change: expected an integer, found 49.5"
    ),
    (
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1},{"type":"new","mrr_change":^1e2}]}"#,
      "movements[1].mrr_change: expected an integer, found 1e2"
    ),
    (
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":^9223372036854775808}]}"#,
      "movements[0].mrr_change: expected an integer that fits 64 bits, found 9223372036854775808"
    ),
    (#"{"event":"mrr_movement","customer":^"c"}"#, #"customer: expected an object, found "c""#),
    (#"^{"event":"failed_payment"}"#, "payment: missing"),
    (#"{"event":"failed_payment","payment":^[]}"#, "payment: expected an object, found an array"),
    (
      #"{"event":"failed_payment","payment":{"amount":^"1"}}"#,
      #"payment.amount: expected an integer, found "1""#
    ),
    (
      #"{"event":"failed_payment","payment":{},"customer":{"current_mrr":^1.0}}"#,
      "customer.current_mrr: expected an integer, found 1.0"
    ),
    (#"{"event":"failed_payment","payment":{},"meta":^1}"#, "meta: expected an object, found 1"),
    (
      #"{"event":"failed_payment","payment":{},"meta":{"id":^7}}"#,
      "meta.id: expected a string, found 7"
    ),
    (
      #"{"event":"failed_payment","payment":{},"meta":{"id":^"\ud800"}}"#,
      "meta.id: holds a lone surrogate or \\u0000"
    ),
    (
      #"{"event":"failed_payment","payment":{},"meta":{"part":^0}}"#,
      "meta.part: expected a positive integer, found 0"
    ),
    (
      #"{"event":"failed_payment","payment":{},"meta":{"last":^"true"}}"#,
      #"meta.last: expected true or false, found "true""#
    ),
    (
      #"{"event":^"ααααααααααααααααααααααααα"}"#,
      "event: expected mrr_movement, scheduled_cancellation or failed_payment, "
        + #"found "ααααααααααααααααααα…"#
    ),
    (#"{"event":"x",^}"#, "expected a key after ','"),
  ]

  @Test(arguments: refused)
  func isRefused(marked: String, message: String) throws {
    let parts = marked.split(separator: "^", omittingEmptySubsequences: false)
    let result = run(try filter(), on: parts.joined())
    #expect(result.rejections == ["1:\(parts[0].utf8.count): \(message)"])
    #expect(result.lines == [])
  }

  /// What only the threshold needs is asked for only with it.
  @Test(arguments: [
    (
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1,"currency":^null}]}"#,
      "movements[0].currency: expected a string, found null"
    ),
    (
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1,"date":^20250401}]}"#,
      "movements[0].date: expected a string, found 20250401"
    ),
    (
      #"{"event":"mrr_movement","movements":[^{"type":"new","mrr_change":1}]}"#,
      "movements[0].currency: missing"
    ),
    (
      #"{"event":"mrr_movement","movements":[^{"type":"new","mrr_change":1,"currency":"eur"}]}"#,
      "movements[0].date: missing"
    ),
    (
      #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1,"currency":"eur","date":^"today"}]}"#,
      "movements[0].date: expected a day such as 2025-03-14"
    ),
  ])
  func isRefusedWithAThreshold(marked: String, message: String) throws {
    let parts = marked.split(separator: "^", omittingEmptySubsequences: false)
    let rates = #"{"date":"2025-03-14","base":"eur","rates":{"usd":1.08}}"#
    let result = run(try filter(over: "1", rates: rates), on: parts.joined())
    #expect(result.rejections == ["1:\(parts[0].utf8.count): \(message)"])
    #expect(run(try filter(), on: parts.joined()).lines == [parts.joined()])
  }
}
