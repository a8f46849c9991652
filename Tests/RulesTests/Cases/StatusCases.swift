private let trial = Sub(pro, status: "trialing", start: "03-01", trialEnd: "03-15")
private let afterTrial = Sub(pro, start: "03-01", trialEnd: "03-15")

private func with(_ status: String, ended: Instant? = nil) -> Sub {
  Sub(pro, status: status, ended: ended)
}

extension RuleCase {
  /// Trials, statuses: E34 to E42.
  static let statuses: [RuleCase] = [
    RuleCase(
      "E34", native("03-01", trial), native("03-15", afterTrial),
      gives: "new +4900 2025-03-15 Pro | subscribed to Pro | status active"),
    RuleCase(
      "E34 (Stripe)", created("03-01", trial), updated("03-15", afterTrial, was: trial),
      gives: "new +4900 2025-03-15 Pro | subscribed to Pro | status active"),
    RuleCase(
      "E35", native("03-01", trial),
      native("03-10", Sub(pro, status: "canceled", trialEnd: "03-15", ended: "03-10"))),
    RuleCase("E35 (Stripe)", created("03-01", trial), deleted("03-10", trial)),
    RuleCase(
      "E36", native("03-15", with("incomplete")), native("03-16", with("incomplete_expired"))),
    RuleCase(
      "E36 (Stripe)", created("03-15", with("incomplete")),
      updated("03-16", with("incomplete_expired"), was: with("incomplete"))),
    RuleCase(
      "E37", native("03-15", with("active")), native("04-15", with("past_due")),
      native("04-18", with("active")), gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E37 (Stripe)", created("03-15", with("active")),
      updated("04-15", with("past_due"), was: with("active")),
      updated("04-18", with("active"), was: with("past_due")), gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E38", native("03-15", with("active")), native("04-15", with("past_due")),
      native("04-29", with("canceled", ended: "04-29")),
      gives: "new +4900 2025-03-15 Pro",
      "churn -4900 2025-04-29 Pro | canceled Pro | status canceled"),
    RuleCase(
      "E38 (Stripe)", created("03-15", with("active")),
      updated("04-15", with("past_due"), was: with("active")), deleted("04-29", with("past_due")),
      gives: "new +4900 2025-03-15 Pro",
      "churn -4900 2025-04-29 Pro | canceled Pro | status canceled"),
    RuleCase(
      "E39", native("03-15", with("active")), native("04-15", with("past_due")),
      native("04-20", with("unpaid")), native("05-02", with("active")),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-04-20 Pro | status canceled",
      "reactivation +4900 2025-05-02 Pro | status active"),
    RuleCase(
      "E39 (Stripe)", created("03-15", with("active")),
      updated("04-15", with("past_due"), was: with("active")),
      updated("04-20", with("unpaid"), was: with("past_due")),
      updated("05-02", with("active"), was: with("unpaid")),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-04-20 Pro | status canceled",
      "reactivation +4900 2025-05-02 Pro | status active"),
    RuleCase(
      "E40", native("03-15", Sub(pro)),
      native("04-02", Sub(pro).with { $0.isCollectionPaused = true }),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E40 (Stripe)", created("03-15", Sub(pro)),
      updated("04-02", Sub(pro).with { $0.isCollectionPaused = true }, was: Sub(pro)),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E41", native("03-15", with("active")), native("04-10", with("paused")),
      native("06-01", with("active")),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-04-10 Pro | status canceled",
      "reactivation +4900 2025-06-01 Pro"),
    RuleCase(
      "E41 (Stripe)", created("03-15", with("active")),
      updated(
        "04-10", with("paused"), was: with("active"), type: "customer.subscription.paused"),
      updated(
        "06-01", with("active"), was: with("paused"), type: "customer.subscription.resumed"),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-04-10 Pro | status canceled",
      "reactivation +4900 2025-06-01 Pro"),
    RuleCase(
      "E42", native("03-15", Sub(pro)),
      nativeInvoice("03-15", "in_1", "open", [InvoiceLine(amount: 4900)]),
      nativeInvoice("04-10", "in_1", "paid", [InvoiceLine(amount: 4900)]),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E42 (Stripe)", created("03-15", Sub(pro).with { $0.sendsInvoices = true }),
      paid("04-10", Invoice(lines: [InvoiceLine(amount: 4900)])),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E42 (invoices)", options: "--basis invoices --as-of 2025-04-12", need: .invoices,
      native("03-15", Sub(pro)),
      nativeInvoice("03-15", "in_1", "open", [InvoiceLine(amount: 4900)]),
      nativeInvoice("04-10", "in_1", "paid", [InvoiceLine(amount: 4900)]),
      gives: "new +4900 2025-04-10 Pro"),
  ]
}
