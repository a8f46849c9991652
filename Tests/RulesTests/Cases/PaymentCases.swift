private let declined = "card_declined"
private let first = "failed: 4900 2025-04-15 card_declined attempt 1"

extension RuleCase {
  /// Failed payments: P1 to P9, E95.
  static let payments: [RuleCase] = [
    RuleCase(
      "P1", payment("03-15"), payment("04-15", "in_2", failed: declined, attempt: 1),
      gives: first + " | status past_due | mrr 0 usd | invoice in_2 | at 2025-04-15T12:00:00Z"),
    RuleCase(
      "P1 (of a subscription)", native("03-15", Sub(pro)), payment("03-15"),
      payment("04-15", "in_2", failed: declined, attempt: 1),
      gives: "new +4900 2025-03-15 Pro", first + " | status past_due | mrr 4900 usd"),
    RuleCase(
      "P1 (Stripe)", created("03-15", Sub(pro)), paid("03-15", Invoice()),
      chargeFailed("04-15 11:59:58", Invoice("in_2"), code: declined),
      failed("04-15", Invoice("in_2")),
      updated("04-15", Sub(pro, status: "past_due"), was: Sub(pro)),
      gives: "new +4900 2025-03-15 Pro", first + " | status past_due | mrr 4900 usd | invoice in_2"),
    RuleCase(
      "P2", payment("03-15"), payment("04-15", "in_2", failed: declined, attempt: 1),
      payment("04-18", "in_2", failed: declined, attempt: 2),
      payment("04-22", "in_2", failed: declined, attempt: 3), gives: first),
    RuleCase(
      "P2 (Stripe)", paid("03-15", Invoice()), failed("04-15", Invoice("in_2")),
      failed("04-18", Invoice("in_2", attempt: 2)), failed("04-22", Invoice("in_2", attempt: 3)),
      gives: "failed: 4900 2025-04-15 unknown attempt 1"),
    RuleCase(
      "P3", payment("03-15"), payment("04-15", "in_2", failed: declined, attempt: 1),
      payment("04-18", "in_2"), payment("05-15", "in_3", failed: declined, attempt: 1),
      gives: first, "failed: 4900 2025-05-15 card_declined attempt 1 | invoice in_3"),
    RuleCase(
      "P3 (Stripe)", paid("03-15", Invoice()), failed("04-15", Invoice("in_2")),
      paid("04-18", Invoice("in_2", attempt: 2)), failed("05-15", Invoice("in_3")),
      gives: "failed: 4900 2025-04-15 unknown attempt 1",
      "failed: 4900 2025-05-15 unknown attempt 1 | invoice in_3"),
    RuleCase(
      "P4", payment("03-15", "in_1", failed: declined, attempt: 1), payment("03-18", "in_1"),
      payment("04-15", "in_2", failed: declined, attempt: 1), gives: first),
    RuleCase("P4 (never paid)", payment("03-15", "in_1", failed: declined, attempt: 1)),
    RuleCase(
      "P4 (Stripe)", failed("03-15", Invoice()), paid("03-18", Invoice(attempt: 2)),
      failed("04-15", Invoice("in_2")), gives: "failed: 4900 2025-04-15 unknown attempt 1"),
    RuleCase(
      "P5", payment("03-15", "in_1", 0),
      payment("04-15", "in_2", failed: declined, attempt: 1)),
    RuleCase(
      "P5 (Stripe)", paid("03-15", Invoice("in_1", 0)), failed("04-15", Invoice("in_2"))),
    RuleCase(
      "P6", payment("02-15"), payment("03-15", "in_2", failed: declined, attempt: 1),
      payment("04-15", "in_3", failed: declined, attempt: 1),
      gives: "failed: 4900 2025-03-15 card_declined attempt 1 | invoice in_2"),
    RuleCase(
      "P6 (Stripe)", paid("02-15", Invoice()), failed("03-15", Invoice("in_2")),
      failed("04-15", Invoice("in_3")),
      gives: "failed: 4900 2025-03-15 unknown attempt 1 | invoice in_2"),
    RuleCase(
      "P7", payment("03-15"), payment("04-15", "in_2", failed: declined, attempt: 3),
      gives: "failed: 4900 2025-04-15 card_declined attempt 3"),
    RuleCase(
      "P7 (Stripe)", paid("03-15", Invoice()), failed("04-15", Invoice("in_2", attempt: 3)),
      gives: "failed: 4900 2025-04-15 unknown attempt 3"),
    RuleCase(
      "P8", native("03-15", Sub(pro)), native("03-15", Sub(biz, id: "sub_2")),
      payment("03-15", "in_b", 9900, sub: "sub_2"),
      payment("04-15", "in_2", failed: declined, attempt: 1),
      gives: "new +4900 2025-03-15 Pro", "& new +9900 2025-03-15 Biz",
      first + " | mrr 14800 usd"),
    RuleCase(
      "P8 (Stripe)", paid("03-15", Invoice("in_b", 9900, sub: "sub_2")),
      failed("04-15", Invoice("in_2")), gives: "failed: 4900 2025-04-15 unknown attempt 1"),
    RuleCase(
      "P9", payment("04-15 10:00:20", "in_2", failed: declined, attempt: 1),
      payment("04-15 10:00:10", "in_1"), gives: first),
    RuleCase(
      "P9 (Stripe)", failed("04-15 10:00:20", Invoice("in_2")), paid("04-15 10:00:10", Invoice()),
      gives: "failed: 4900 2025-04-15 unknown attempt 1"),
    // Known by their charges in another order than they fail in, and each fails a second time.
    RuleCase(
      "P3 (several invoices)", payment("01-15"),
      chargeFailed("01-20", Invoice("in_c"), code: declined),
      chargeFailed("01-20 13:00:00", Invoice("in_a"), code: declined),
      payment("02-01", "in_b", failed: declined), payment("02-02"),
      payment("03-01", "in_c", failed: declined), payment("03-02"),
      payment("04-01", "in_a", failed: declined), payment("04-02"),
      payment("05-01", "in_a", failed: declined), payment("05-02"),
      payment("06-01", "in_b", failed: declined), payment("06-02"),
      payment("07-01", "in_c", failed: declined), payment("07-02"),
      payment("08-01", "in_d", failed: declined),
      gives: "failed: 4900 2025-02-01 card_declined attempt 1 | invoice in_b",
      "failed: 4900 2025-03-01 card_declined attempt 1 | invoice in_c",
      "failed: 4900 2025-04-01 card_declined attempt 1 | invoice in_a",
      "failed: 4900 2025-08-01 card_declined attempt 1 | invoice in_d"),
    RuleCase(
      "E95", payment("03-15"), payment("04-15", "in_2", failed: declined, attempt: 1),
      payment("04-16", "in_b", 9900, sub: "sub_2"),
      payment("04-18", "in_2", failed: declined, attempt: 2), gives: first),
    RuleCase(
      "E95 (Stripe)", paid("03-15", Invoice()), failed("04-15", Invoice("in_2")),
      paid("04-16", Invoice("in_b", 9900, sub: "sub_2")),
      failed("04-18", Invoice("in_2", attempt: 2)),
      gives: "failed: 4900 2025-04-15 unknown attempt 1"),
  ]
}
