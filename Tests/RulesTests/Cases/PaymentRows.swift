private let bill = Invoice("in_2")

private func fails(_ reason: String) -> String { "failed: 4900 2025-04-15 \(reason) attempt 1" }

/// An invoice as the list endpoint gives it.
private func bare(_ invoice: Invoice) -> Line {
  Line(stripe: { stripeInvoice(invoice, $0).rendered })
}

extension RuleCase {
  /// Sentences of section 5 that have no numbered case.
  static let failures: [RuleCase] = [
    RuleCase(
      "R21 a bare paid invoice",
      bare(
        Invoice().with {
          $0.status = "paid"
          $0.paidAt = "03-15"
        }), failed("04-15", bill), gives: fails("unknown")),
    RuleCase(
      "R21 a bare open invoice is no failure", paid("03-15", Invoice()), bare(bill)),
    RuleCase(
      "R21 a charge without an invoice is no failure", paid("03-15", Invoice()),
      chargeFailed("04-15", Invoice("in_x", 700), code: "card_declined")),
    RuleCase(
      "R21 both events of one payment", paid("03-15", Invoice()),
      paid("03-15", Invoice(), type: "invoice.payment_succeeded"), failed("04-15", bill),
      failed("05-15", Invoice("in_3")), gives: fails("unknown")),
    RuleCase(
      "R22 the charge's code", paid("03-15", Invoice()), failed("04-15", bill),
      chargeFailed("04-15", bill, code: "expired_card", reason: "generic_decline"),
      gives: fails("expired_card")),
    RuleCase(
      "R22 the decline code", paid("03-15", Invoice()), failed("04-15", bill),
      chargeFailed("04-15", bill, code: nil, reason: "insufficient_funds"),
      gives: fails("insufficient_funds")),
    RuleCase(
      "R22 the nearest charge", paid("03-15", Invoice()),
      chargeFailed("04-15 11:55", Invoice("in_y"), code: "far").inShape(.new),
      chargeFailed("04-15 12:00:30", bill, code: "near").inShape(.new),
      chargeFailed("04-15 12:00:10", Invoice("in_z", 777), code: "other").inShape(.new),
      failed("04-15", bill).inShape(.new), gives: fails("near")),
    RuleCase(
      "R22 a charge too long ago", paid("03-15", Invoice()),
      chargeFailed("04-15 11:49", bill, code: "old").inShape(.new),
      failed("04-15", bill).inShape(.new), gives: fails("unknown")),
    RuleCase(
      "R22 at least one attempt", payment("03-15"),
      payment("04-15", "in_2", failed: "card_declined", attempt: 0), gives: fails("card_declined")),
    RuleCase(
      "R22 no reason told", payment("03-15"),
      .init(
        payment("04-15", "in_2", failed: "?").text(.new)
          .replacing(",\"failure_reason\":\"?\"", with: "")),
      gives: fails("unknown")),
    RuleCase(
      "R22 the MRR of the payment's currency",
      native("03-15", Sub(Item("Pro", 4500, currency: "eur"))), payment("03-15"),
      payment("04-15", "in_2", failed: "card_declined", attempt: 1),
      gives: "new +4500 eur 2025-03-15 Pro", fails("card_declined") + " | mrr 0 usd"),
    RuleCase(
      "R22 the day in the zone", options: "--tz America/New_York", payment("03-15"),
      payment("04-15 03:00", "in_2", failed: "card_declined", attempt: 1),
      gives: "failed: 4900 2025-04-14 card_declined attempt 1 | at 2025-04-15T03:00:00Z"),
  ]
}
