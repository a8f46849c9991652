private let january = InvoiceLine(amount: 4900, start: "2025-01-15 00:00", end: "2025-02-15 00:00")

private func next(_ start: Instant, _ end: Instant, _ amount: Int = 4900, _ plan: String = "Pro")
  -> InvoiceLine
{
  InvoiceLine(plan: plan, amount: amount, start: start, end: end)
}

private func asOf(_ day: String) -> String { "--basis invoices --as-of \(day)" }

private func bill(_ at: Instant, _ id: String, _ line: InvoiceLine) -> Line {
  nativeInvoice(at, id, "paid", [line])
}

extension RuleCase {
  /// Invoices only: E69 to E74.
  static let invoiceBasis: [RuleCase] = [
    RuleCase(
      "E69", options: asOf("2025-02-17"), need: .invoices,
      bill("2025-01-15 00:00", "in_1", january), gives: "new +4900 2025-01-15 Pro"),
    RuleCase(
      "E69 (later)", options: asOf("2025-02-19"), need: .invoices,
      bill("2025-01-15 00:00", "in_1", january),
      gives: "new +4900 2025-01-15 Pro", "churn -4900 2025-02-15 Pro | status canceled"),
    RuleCase(
      "E69 (Stripe)", options: asOf("2025-02-19"), need: .invoices,
      paid("2025-01-15 00:00", Invoice("in_1", lines: [january])).inShape(.old),
      gives: "new +4900 2025-01-15 Pro", "churn -4900 2025-02-15 Pro | status canceled"),
    RuleCase(
      "E70", options: asOf("2025-03-01"), need: .invoices,
      bill("2025-01-15 00:00", "in_1", january),
      bill("2025-02-17 00:00", "in_2", next("2025-02-17 00:00", "2025-03-17 00:00")),
      gives: "new +4900 2025-01-15 Pro"),
    RuleCase(
      "E71", options: asOf("2026-01-14"), need: .invoices,
      bill(
        "2025-01-15 00:00", "in_1",
        InvoiceLine(
          amount: 58800, start: "2025-01-15 00:00", end: "2026-01-15 00:00", interval: "year")),
      gives: "new +4900 2025-01-15 Pro"),
    RuleCase(
      "E71 (then)", options: asOf("2026-01-19"), need: .invoices,
      bill(
        "2025-01-15 00:00", "in_1",
        InvoiceLine(
          amount: 58800, start: "2025-01-15 00:00", end: "2026-01-15 00:00", interval: "year")),
      gives: "new +4900 2025-01-15 Pro", "churn -4900 2026-01-15 Pro"),
    RuleCase(
      "E72", options: asOf("2025-02-01"), need: .invoices,
      bill("2025-01-15 00:00", "in_1", InvoiceLine(amount: 50000, isRecurring: false))),
    RuleCase(
      "E72 (subscriptions)", native("03-15", Sub(pro)),
      paid("03-20", Invoice("in_9", 50000, sub: nil, lines: [oneOff])),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E73", options: asOf("2025-02-01"), need: .invoices,
      paid("2025-01-15 00:00", Invoice("in_1", lines: [january])).inShape(.old),
      chargeRefunded("2025-01-20", Invoice("in_1")).inShape(.old), creditNote("2025-01-21"),
      gives: "new +4900 2025-01-15 Pro"),
    RuleCase(
      "E73 (subscriptions)", created("03-15", Sub(pro)), paid("03-15", Invoice("in_1")),
      chargeRefunded("03-20", Invoice("in_1")), creditNote("03-21"),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E74", options: asOf("2025-03-01"), need: .invoices,
      bill("2025-01-15 00:00", "in_1", january),
      bill("2025-02-15 00:00", "in_2", next("2025-02-15 00:00", "2025-03-15 00:00", 9900, "Biz")),
      gives: "new +4900 2025-01-15 Pro",
      "contraction -4900 2025-02-15 Pro | switched from Pro to Biz",
      "& expansion +9900 2025-02-15 Biz"),
  ]

  private static let oneOff = InvoiceLine(plan: "Set-up", amount: 50000, isRecurring: false)

  private static func creditNote(_ at: Instant) -> Line {
    Line(
      stripeEvent(
        "credit_note.created", at,
        [
          "id": "cn_1", "object": "credit_note", "amount": 4900, "currency": "usd",
          "customer": "cus_1", "invoice": "in_1", "status": "issued",
        ], .new))
  }
}
