private let trial = Sub(pro, status: "trialing", start: "03-15 10:00", trialEnd: "03-15 10:50")
private let active = Sub(pro, start: "03-15 10:00", trialEnd: "03-15 10:50")
private let double = active.with { $0.items[0].quantity = 2 }
private let ended = Sub(pro, status: "canceled", ended: "2025-04-01 03:00")

extension RuleCase {
  /// Order, duplicates, time: E63, E64, E67, E68, E84, E85, E90, E91.
  static let times: [RuleCase] = [
    RuleCase(
      "E63 (Stripe)",
      updated("03-15 10:00:06", Sub(pro), was: Sub(pro, status: "incomplete")),
      created("03-15 10:00:05", Sub(pro, status: "incomplete")),
      gives: "new +4900 2025-03-15 Pro | at 2025-03-15T10:00:06Z"),
    RuleCase(
      "E63", native("03-15 10:00:06", Sub(pro)),
      native("03-15 10:00:05", Sub(pro, status: "incomplete")),
      gives: "new +4900 2025-03-15 Pro | at 2025-03-15T10:00:06Z"),
    RuleCase(
      "E64", native("03-15", Sub(pro), event: "evt_1"), native("04-02", Sub(biz), event: "evt_2"),
      native("04-02", Sub(biz), event: "evt_2"), native("03-15", Sub(pro), event: "evt_1"),
      gives: "new +4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
      "& expansion +9900 2025-04-02 Biz"),
    RuleCase(
      "E64 (Stripe)", created("03-15", Sub(pro)), updated("04-02", Sub(biz), was: Sub(pro)),
      updated("04-02", Sub(biz), was: Sub(pro)), created("03-15", Sub(pro)),
      gives: "new +4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
      "& expansion +9900 2025-04-02 Biz"),
    RuleCase(
      "E67", native("03-15", Sub(pro)), native("2025-04-01 03:00", ended),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-04-01 Pro"),
    RuleCase(
      "E67 (New York)", options: "--tz America/New_York", native("03-15", Sub(pro)),
      native("2025-04-01 03:00", ended),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-03-31 Pro | at 2025-04-01T03:00:00Z"),
    RuleCase(
      "E67 (Stripe, New York)", options: "--tz America/New_York", created("03-15", Sub(pro)),
      deleted("2025-04-01 03:00", Sub(pro)),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-03-31 Pro"),
    RuleCase(
      "E68 (Stripe)", created("03-15", Sub(pro)),
      created("04-04", Sub(biz, id: "sub_2", customer: "cus_2")),
      updated("04-02", Sub(biz), was: Sub(pro)),
      gives: "new +4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
      "& expansion +9900 2025-04-02 Biz", "new +9900 2025-04-04 Biz"),
    RuleCase(
      "E68", native("03-15", Sub(pro)),
      native("04-04", Sub(biz, id: "sub_2", customer: "cus_2")), native("04-02", Sub(biz)),
      gives: "new +4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
      "& expansion +9900 2025-04-02 Biz", "new +9900 2025-04-04 Biz"),
    RuleCase(
      "E84", native("03-15", Sub(pro)), payment("03-15", "in_1"),
      native("04-02 10:00:00", Sub(biz)),
      payment("04-02 10:00:30", "in_2", 9900, failed: "card_declined", attempt: 1),
      gives: "new +4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
      "& expansion +9900 2025-04-02 Biz",
      "failed: 9900 2025-04-02 card_declined attempt 1 | status past_due | mrr 9900 usd"),
    RuleCase(
      "E84 (Stripe)", created("03-15", Sub(pro)), paid("03-15", Invoice()),
      updated("04-02 10:00:00", Sub(biz), was: Sub(pro)),
      failed("04-02 10:00:30", Invoice("in_2", 9900)),
      gives: "new +4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
      "& expansion +9900 2025-04-02 Biz",
      "failed: 9900 2025-04-02 unknown attempt 1 | status past_due | mrr 9900 usd"),
    RuleCase(
      "E85", options: "--since 2025-04-01", native("03-15", Sub(pro)), native("04-02", Sub(biz)),
      gives: "contraction -4900 2025-04-02 Pro", "& expansion +9900 2025-04-02 Biz"),
    RuleCase(
      "E85 (Stripe)", options: "--since 2025-04-01", created("03-15", Sub(pro)),
      updated("04-02", Sub(biz), was: Sub(pro)),
      gives: "contraction -4900 2025-04-02 Pro", "& expansion +9900 2025-04-02 Biz"),
    RuleCase(
      "E90", native("03-15 10:00", trial), native("03-15 10:50", active),
      native("03-15 11:30", double),
      gives: "new +9800 2025-03-15 Pro | at 2025-03-15T10:50:00Z"),
    RuleCase(
      "E90 (Stripe)", created("03-15 10:00", trial), updated("03-15 10:50", active, was: trial),
      updated("03-15 11:30", double, was: active),
      gives: "new +9800 2025-03-15 Pro | at 2025-03-15T10:50:00Z"),
    RuleCase(
      "E91", native("03-15 10:00", Sub(pro)),
      native("03-15 10:10", Sub(pro, status: "canceled", ended: "03-15 10:10")),
      native("06-03", Sub(biz, id: "sub_2")),
      gives: "new +9900 2025-06-03 Biz | subscribed to Biz"),
    RuleCase(
      "E91 (Stripe)", created("03-15 10:00", Sub(pro)), deleted("03-15 10:10", Sub(pro)),
      created("06-03", Sub(biz, id: "sub_2")),
      gives: "new +9900 2025-06-03 Biz | subscribed to Biz"),
  ]
}
