import Testing

@Suite struct DetectStageTests {
  @Test func newCustomer() {
    let result = detect([subscription("03-15T10:00:00Z", "Pro:4900")])
    #expect(result.brief == ["new 4900 2025-03-15 Pro"])
    #expect(result.descriptions == ["subscribed to Pro"])
    #expect(
      result.lines == [
        #"{"event":"mrr_movement","account_id":"acc_1","customer":{"id":"cus_1","name":null,"#
          + #""email":null,"status":"active"},"movements":[{"type":"new","mrr_change":4900,"#
          + #""currency":"usd","date":"2025-03-15","plan_name":"Pro","subscription_id":"sub_1","#
          + #""description":"subscribed to Pro","is_future":false}],"meta":{"id":"\#(result.ids[0])","#
          + #""part":1,"last":true,"at":"2025-03-15T10:00:00Z"}}"#
      ])
  }

  @Test func planSwitch() {
    let result = detect([
      subscription("04-02T10:00:00Z", "Biz:9900"), subscription("03-15T10:00:00Z", "Pro:4900"),
    ])
    #expect(
      result.brief == [
        "new 4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
        "expansion 9900 2025-04-02 Biz",
      ])
    #expect(
      result.descriptions == [
        "subscribed to Pro", "switched from Pro to Biz", "switched to Biz from Pro",
      ])
    #expect(Set(result.ids).count == 2)
  }

  @Test func endAndReturn() {
    let result = detect([
      subscription("03-15T10:00:00Z", "Pro:4900"),
      subscription(
        "04-20T10:00:00Z", "Pro:4900", status: "canceled",
        more: #","ended_at":"2025-04-19T23:00:00Z""#),
      subscription("06-01", "Biz:9900", id: "sub_2"),
    ])
    #expect(
      result.brief == [
        "new 4900 2025-03-15 Pro", "churn -4900 2025-04-19 Pro", "reactivation 9900 2025-06-01 Biz",
      ])
  }

  @Test func scheduledCancellation() {
    let result = detect([
      subscription("03-15T10:00:00Z", "Pro:4900"),
      subscription(
        "03-20", "Pro:4900",
        more: #","cancel_at_period_end":true,"current_period_end":"2025-04-15""#),
      subscription(
        "03-21", "Pro:4900",
        more: #","cancel_at_period_end":true,"current_period_end":"2025-04-15""#),
      subscription("04-15", "Pro:4900", status: "canceled", more: #","ended_at":"2025-04-15""#),
    ])
    #expect(
      result.brief == [
        "new 4900 2025-03-15 Pro", "scheduled_cancellation churn -4900 2025-04-15 Pro",
        "churn -4900 2025-04-15 Pro",
      ])
    #expect(result.descriptions[1] == "scheduled cancellation of Pro")
  }

  @Test func repeatingDiscountEndsByItself() {
    let result = detect([
      subscription(
        "03-15", "Pro:4900",
        more: #","discounts":[{"percent_off":50,"duration":"repeating","duration_in_months":3,"#
          + #""start":"2025-03-15"}]"#)
    ]) { $0.asOf = .at(1_751_328_000) }
    #expect(result.brief == ["new 2450 2025-03-15 Pro", "expansion 2450 2025-06-15 Pro"])
    #expect(result.descriptions[1] == "discount on Pro changed")
  }

  @Test func amountOffIsShared() {
    let result = detect([
      subscription(
        "03-15", "Pro:4900 Seats:1000:3",
        more: #","discounts":[{"amount_off":1000,"currency":"usd","duration":"forever"}]"#)
    ])
    #expect(result.brief == ["new 4280 2025-03-15 Pro", "new 2620 2025-03-15 Seats"])
  }

  @Test func failedPayment() {
    func payment(_ at: String, _ status: String, _ invoice: String) -> String {
      """
      {"record":"payment","id":"p\(at)","at":"2025-\(at)","customer":{"id":"cus_1"},\
      "invoice_id":"\(invoice)","subscription_id":"sub_1","amount":4900,"currency":"usd","status":"\(status)"}
      """
    }
    let result = detect([
      subscription("03-15", "Pro:4900"), payment("03-15", "succeeded", "in_1"),
      payment("04-15", "failed", "in_2"), payment("04-18", "failed", "in_2"),
    ])
    #expect(result.brief == ["new 4900 2025-03-15 Pro", "failed_payment 4900 unknown"])
  }

  @Test func refusals() {
    let result = detect([
      subscription("03-15", "Pro:4900:1:biennial"), subscription("03-16", "Pro:-1"), "{}", "[1]",
      #"{"record":"subscription"}"#,
      subscription("03-15", "Pro:4900", more: #","discounts":["di_1"]"#),
    ])
    #expect(result.lines.isEmpty)
    #expect(result.rejections.count == 6)
    #expect(result.rejections[0].contains("items[0].interval: expected an interval"))
    #expect(result.rejections[1].contains("items[0].unit_amount"))
  }
}
