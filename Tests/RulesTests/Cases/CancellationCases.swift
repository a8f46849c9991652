private let open = Sub(pro, periodEnd: "04-15")
private let ending = Sub(pro, periodEnd: "04-15", cancelAtPeriodEnd: true)
private let over = Sub(
  pro, status: "canceled", periodEnd: "04-15", cancelAtPeriodEnd: true, ended: "04-15")
private let endingTwo = Sub(
  pro.with { $0.quantity = 2 }, periodEnd: "04-15", cancelAtPeriodEnd: true)
private let bizOpen = Sub(biz, id: "sub_2", periodEnd: "04-15")
private let bizEnding = Sub(biz, id: "sub_2", periodEnd: "04-15", cancelAtPeriodEnd: true)
private let scheduled = "scheduled: churn -4900 2025-04-15 Pro | scheduled cancellation of Pro"

extension RuleCase {
  /// Cancellation: E52 to E62, E86 to E89.
  static let cancellations: [RuleCase] = [
    RuleCase(
      "E52", native("03-15", open), native("03-20", ending), native("04-15", over),
      gives: "new +4900 2025-03-15 Pro", scheduled + " | status active",
      "churn -4900 2025-04-15 Pro | canceled Pro | status canceled"),
    RuleCase(
      "E52 (Stripe)", created("03-15", open), updated("03-20", ending, was: open),
      deleted("04-15", ending),
      gives: "new +4900 2025-03-15 Pro", scheduled + " | status active",
      "churn -4900 2025-04-15 Pro | canceled Pro | status canceled"),
    RuleCase(
      "E53", native("03-15", open), native("03-20", ending), native("03-25", open),
      native("03-30", ending),
      gives: "new +4900 2025-03-15 Pro", scheduled + " | at 2025-03-20T12:00:00Z",
      scheduled + " | at 2025-03-30T12:00:00Z"),
    RuleCase(
      "E53 (Stripe)", created("03-15", open), updated("03-20", ending, was: open),
      updated("03-25", open, was: ending), updated("03-30", ending, was: open),
      gives: "new +4900 2025-03-15 Pro", scheduled + " | at 2025-03-20T12:00:00Z",
      scheduled + " | at 2025-03-30T12:00:00Z"),
    RuleCase(
      "E54", native("03-15", Sub(pro)), native("03-20", Sub(pro, cancelAt: "04-15")),
      native("03-25", Sub(pro, cancelAt: "05-15")),
      gives: "new +4900 2025-03-15 Pro", scheduled,
      "scheduled: churn -4900 2025-05-15 Pro"),
    RuleCase(
      "E54 (Stripe)", created("03-15", Sub(pro)),
      updated("03-20", Sub(pro, cancelAt: "04-15"), was: Sub(pro)),
      updated("03-25", Sub(pro, cancelAt: "05-15"), was: Sub(pro, cancelAt: "04-15")),
      gives: "new +4900 2025-03-15 Pro", scheduled,
      "scheduled: churn -4900 2025-05-15 Pro"),
    RuleCase(
      "E55", native("03-15", open), native("03-20", ending), native("03-20", ending),
      native("03-28", ending),
      gives: "new +4900 2025-03-15 Pro", scheduled),
    RuleCase(
      "E55 (Stripe)", created("03-15", open), updated("03-20", ending, was: open, id: "evt_2"),
      updated("03-20", ending, was: open, id: "evt_2"),
      updated("03-28", ending, was: ending.with { $0.isCollectionPaused = true }),
      gives: "new +4900 2025-03-15 Pro", scheduled),
    RuleCase(
      "E56", native("03-15", open), native("03-20", ending), native("03-25", endingTwo),
      native("04-15", over.with { $0.items = endingTwo.items }),
      gives: "new +4900 2025-03-15 Pro", scheduled,
      "expansion +4900 2025-03-25 Pro | changed quantity of Pro from 1 to 2",
      "churn -9800 2025-04-15 Pro"),
    RuleCase(
      "E56 (Stripe)", created("03-15", open), updated("03-20", ending, was: open),
      updated("03-25", endingTwo, was: ending), deleted("04-15", endingTwo),
      gives: "new +4900 2025-03-15 Pro", scheduled,
      "expansion +4900 2025-03-25 Pro | changed quantity of Pro from 1 to 2",
      "churn -9800 2025-04-15 Pro"),
    RuleCase(
      "E57", native("03-15", open.with { $0.status = "trialing" }),
      native("03-20", ending.with { $0.status = "trialing" })),
    RuleCase(
      "E58", native("03-15", open), native("03-16", bizOpen), native("03-20", ending),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-03-16 Biz",
      "scheduled: contraction -4900 2025-04-15 Pro | scheduled cancellation of Pro"),
    RuleCase(
      "E58 (Stripe)", created("03-15", open), created("03-16", bizOpen),
      updated("03-20", ending, was: open),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-03-16 Biz",
      "scheduled: contraction -4900 2025-04-15 Pro | scheduled cancellation of Pro"),
    RuleCase(
      "E59", native("03-15", open),
      native("03-20", Sub(pro, status: "canceled", periodEnd: "04-15", ended: "03-20")),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-03-20 Pro"),
    RuleCase(
      "E59 (Stripe)", created("03-15", open), deleted("03-20", open),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-03-20 Pro"),
    RuleCase(
      "E60", native("03-15", Sub(pro, cancelAt: "2026-03-15")),
      gives: "new +4900 2025-03-15 Pro", "scheduled: churn -4900 2026-03-15 Pro"),
    RuleCase(
      "E60 (Stripe)", created("03-15", Sub(pro, cancelAt: "2026-03-15")),
      gives: "new +4900 2025-03-15 Pro", "scheduled: churn -4900 2026-03-15 Pro"),
    RuleCase(
      "E61 (Stripe)", created("03-15", Sub(biz)), schedule("04-01", change: "05-01"),
      updated("05-01", Sub(pro), was: Sub(biz)), schedule("05-01", change: "05-01"),
      gives: "new +9900 2025-03-15 Biz",
      "contraction -9900 2025-05-01 Biz | switched from Biz to Pro",
      "& expansion +4900 2025-05-01 Pro"),
    RuleCase(
      "E62", nativeCustomer("03-14", name: "Acme", email: "a@acme.example"),
      native("03-15", Sub(pro)), nativeCustomer("04-02", name: "Acme Corp"),
      nativeCustomer("04-10", deleted: true),
      gives: "new +4900 2025-03-15 Pro | name Acme | email a@acme.example",
      "churn -4900 2025-04-10 Pro | canceled Pro | status canceled | name Acme Corp"
        + " | email a@acme.example"),
    RuleCase(
      "E62 (Stripe)", customerEvent("created", "03-14", name: "Acme", email: "a@acme.example"),
      created("03-15", Sub(pro)),
      customerEvent("updated", "04-02", name: "Acme Corp", email: "a@acme.example"),
      customerEvent("deleted", "04-10", name: "Acme Corp", email: "a@acme.example"),
      gives: "new +4900 2025-03-15 Pro | name Acme | email a@acme.example",
      "churn -4900 2025-04-10 Pro | canceled Pro | status canceled | name Acme Corp"
        + " | email a@acme.example"),
    RuleCase(
      "E86", native("03-15", open), native("03-16", bizOpen), native("03-20 10:00:00", ending),
      native("03-20 10:00:04", bizEnding),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-03-16 Biz", scheduled,
      "& scheduled: churn -9900 2025-04-15 Biz"),
    RuleCase(
      "E86 (Stripe)", created("03-15", open), created("03-16", bizOpen),
      updated("03-20 10:00:00", ending, was: open),
      updated("03-20 10:00:04", bizEnding, was: bizOpen),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-03-16 Biz", scheduled,
      "& scheduled: churn -9900 2025-04-15 Biz"),
    RuleCase(
      "E87", native("03-15", open), native("03-20 10:00", ending), native("03-20 10:10", open),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E87 (Stripe)", created("03-15", open), updated("03-20 10:00", ending, was: open),
      updated("03-20 10:10", open, was: ending), gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E88", native("03-15", open), native("03-20 10:00", ending),
      native("03-20 10:10", endingTwo),
      gives: "new +4900 2025-03-15 Pro", "expansion +4900 2025-03-20 Pro",
      "scheduled: churn -9800 2025-04-15 Pro"),
    RuleCase(
      "E88 (Stripe)", created("03-15", open), updated("03-20 10:00", ending, was: open),
      updated("03-20 10:10", endingTwo, was: ending),
      gives: "new +4900 2025-03-15 Pro", "expansion +4900 2025-03-20 Pro",
      "scheduled: churn -9800 2025-04-15 Pro"),
    RuleCase(
      "E89", native("03-15", open), native("03-16", Sub(gratis, id: "sub_2")),
      native("03-20", ending), gives: "new +4900 2025-03-15 Pro", scheduled),
    RuleCase(
      "E89 (Stripe)", created("03-15", open), created("03-16", Sub(gratis, id: "sub_2")),
      updated("03-20", ending, was: open), gives: "new +4900 2025-03-15 Pro", scheduled),
  ]

  /// An event of a subscription schedule with a phase that begins later.
  private static func schedule(_ at: Instant, change: Instant) -> Line {
    Line(stripe: { api in
      let phase: JSON = [
        "start_date": .int(change.seconds), "items": [["price": "price_Pro", "quantity": 1]],
      ]
      return stripeEvent(
        "subscription_schedule.updated", at,
        [
          "id": "sub_sched_1", "object": "subscription_schedule", "customer": "cus_1",
          "subscription": "sub_1", "status": "active", "phases": [phase],
        ], api)
    })
  }
}
