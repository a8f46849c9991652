import Command
import JSONText
import Notifications
import Testing

@Suite struct NotificationWriterTests {
  /// A line and the ranges of its texts.
  private func line(
    event: Event, account: String?, name: String?, email: String?, description: String,
    isFuture: Bool = false, part: Int = 1, isLast: Bool = true, why: String? = nil
  ) -> String {
    var texts = Texts()
    let customer = Customer(
      id: texts.add("cus_456"), name: name.map { texts.add($0) },
      email: email.map { texts.add($0) }, status: .active)
    let movement = Movement(
      type: .contraction, mrrChange: -4900, currency: texts.add("usd"),
      date: CalendarDate(days: 20180), planName: texts.add("Pro Plan"),
      subscriptionID: texts.add("sub_789"), description: texts.add(description),
      isFuture: isFuture)
    let meta = Meta(
      id: PayloadID(hash: 0x7da7_5ce7_c09d_c82d_0ec0_389c_a7b8_4793), part: part, isLast: isLast,
      at: Timestamp(seconds: 1_743_588_000), why: why.map { texts.add($0) })
    let accountID = account.map { texts.add($0) }
    var lines = LineBuffer()
    NotificationWriter.write(
      movement, under: event, account: accountID, customer: customer, meta: meta,
      text: texts.bytes.span, into: &lines)
    return text(lines)
  }

  @Test func theExampleOfTheSpecification() {
    #expect(
      line(
        event: .mrrMovement, account: "acc_abc123", name: "Acme Corp",
        email: "billing@acme.example", description: "switched from Pro Plan to Business",
        isLast: false) == """
          {"event":"mrr_movement","account_id":"acc_abc123","customer":{"id":"cus_456",\
          "name":"Acme Corp","email":"billing@acme.example","status":"active"},"movements":[\
          {"type":"contraction","mrr_change":-4900,"currency":"usd","date":"2025-04-02",\
          "plan_name":"Pro Plan","subscription_id":"sub_789",\
          "description":"switched from Pro Plan to Business","is_future":false}],\
          "meta":{"id":"mrr_7da75ce7c09dc82d0ec0389ca7b84793","part":1,"last":false,\
          "at":"2025-04-02T10:00:00Z"}}\n
          """)
  }

  @Test func whatIsNotKnownIsNullAndWhatMustBeEscapedIs() {
    #expect(
      line(
        event: .scheduledCancellation, account: nil, name: nil, email: nil,
        description: "a \"b\" \\ \u{1} ü", isFuture: true, part: 12,
        why: #"{"source":"<stdin>"}"#) == """
          {"event":"scheduled_cancellation","account_id":null,"customer":{"id":"cus_456",\
          "name":null,"email":null,"status":"active"},"movements":[\
          {"type":"contraction","mrr_change":-4900,"currency":"usd","date":"2025-04-02",\
          "plan_name":"Pro Plan","subscription_id":"sub_789",\
          "description":"a \\"b\\" \\\\ \\u0001 ü","is_future":true}],\
          "meta":{"id":"mrr_7da75ce7c09dc82d0ec0389ca7b84793","part":12,"last":true,\
          "at":"2025-04-02T10:00:00Z","why":{"source":"<stdin>"}}}\n
          """)
  }

  @Test func aFailedPayment() {
    var texts = Texts()
    let customer = Customer(
      id: texts.add("cus_456"), name: texts.add("Acme Corp"), email: nil, status: .pastDue)
    let payment = Payment(
      time: Timestamp(seconds: 1_742_049_000), invoiceID: texts.add("inv_789"), amount: 4900,
      currency: texts.add("usd"), failureReason: texts.add("card_declined"), attemptCount: 1,
      date: CalendarDate(days: 20162), currentMRR: 4900)
    let meta = Meta(
      id: PayloadID(hash: 1), part: 1, isLast: true, at: Timestamp(seconds: 1_742_049_000))
    var lines = LineBuffer()
    NotificationWriter.write(
      payment, customer: customer, meta: meta, text: texts.bytes.span, into: &lines)
    #expect(
      text(lines) == """
        {"event":"failed_payment","timestamp":"2025-03-15T14:30:00Z","customer":{"id":"cus_456",\
        "name":"Acme Corp","email":null,"status":"past_due","current_mrr":4900,"currency":"usd"},\
        "payment":{"invoice_id":"inv_789","amount":4900,"currency":"usd",\
        "failure_reason":"card_declined","attempt_count":1,"date":"2025-03-15"},\
        "meta":{"id":"mrr_00000000000000000000000000000001","part":1,"last":true,\
        "at":"2025-03-15T14:30:00Z"}}\n
        """)
  }
}
