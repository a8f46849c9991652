private let two = pro.with { $0.quantity = 2 }
private let three = pro.with { $0.quantity = 3 }
private let unnamed = pro.with { $0.plan = nil }
private let repeating = Discount.percent("50", "repeating").with {
  $0.start = "03-15"
  $0.end = "06-15"
}
private let trial = Sub(pro, status: "trialing", start: "03-01", trialEnd: "03-15")
private let begun = Sub(pro, start: "03-15")

/// A product as an object, in its event, or alone.
private func product(_ name: String, event at: Instant? = nil) -> Line {
  let object: JSON = [
    "id": "prod_Pro", "object": "product", "active": true, "created": 1_700_000_000,
    "name": .text(name), "updated": 1_700_000_000,
  ]
  guard let at else { return Line(object.rendered) }
  return Line(stripe: { stripeEvent("product.updated", at, object, $0) })
}

/// A `paused` or `resumed` event that does not say what was before.
private func bare(_ type: String, _ at: Instant, _ sub: Sub) -> Line {
  Line(stripe: {
    stripeEvent("customer.subscription.\(type)", at, stripeSubscription(sub, at, $0), $0)
  })
}

extension RuleCase {
  /// Sentences of section 1 that have no numbered case.
  static let reading: [RuleCase] = [
    RuleCase(
      "R1 created before updated in one second",
      updated("03-15 10:00", Sub(pro), was: Sub(pro, status: "incomplete"), id: "evt_1"),
      created("03-15 10:00", Sub(pro, status: "incomplete"), id: "evt_2"),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "R1 two updates of one second, by what they say was before",
      created("03-15", Sub(pro)),
      updated("04-02", Sub(three), was: Sub(two), id: "evt_a"),
      updated("04-02", Sub(two), was: Sub(pro), id: "evt_b"),
      gives: "new +4900 2025-03-15 Pro",
      "expansion +9800 2025-04-02 Pro | changed quantity of Pro from 1 to 3"),
    RuleCase(
      "R1 two updates of one second, different attributes",
      created("03-15", Sub(pro, status: "past_due")),
      updated("04-02", Sub(two), was: Sub(two, status: "past_due"), id: "evt_a"),
      updated(
        "04-02", Sub(two, status: "past_due"), was: Sub(pro, status: "past_due"), id: "evt_b"),
      gives: "new +4900 2025-03-15 Pro | status past_due",
      "expansion +4900 2025-04-02 Pro | status active"),
    RuleCase(
      "R1 deleted after updated in one second", deleted("04-02", Sub(two), id: "evt_1"),
      updated("04-02", Sub(two), was: Sub(pro), id: "evt_2"), created("03-15", Sub(pro)),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-04-02 Pro"),
    RuleCase(
      "R1 a native end after a native record of its second",
      native("04-02", Sub(pro, status: "canceled", ended: "04-02")), native("04-02", Sub(two)),
      native("03-15", Sub(pro)),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-04-02 Pro"),
    RuleCase(
      "R1 paid before failed in one second",
      payment("04-15", "in_2", failed: "card_declined", attempt: 1), payment("04-15", "in_1"),
      gives: "failed: 4900 2025-04-15 card_declined attempt 1"),
    RuleCase(
      "R1b test mode counts", native("03-15", Sub(pro).with { $0.livemode = false }),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "R1b live alone", options: "--livemode true",
      created("03-15", Sub(pro).with { $0.livemode = false }),
      created("03-16", Sub(biz, id: "sub_2", customer: "cus_2")),
      native("03-17", Sub(plus, id: "sub_3", customer: "cus_3")),
      gives: "new +9900 2025-03-16 Biz", "new +4900 2025-03-17 Plus"),
    RuleCase(
      "R1b test alone", options: "--livemode false",
      created("03-15", Sub(pro).with { $0.livemode = false }),
      created("03-16", Sub(biz, id: "sub_2", customer: "cus_2")),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "R1b both", created("03-15", Sub(pro).with { $0.livemode = false }),
      created("03-16", Sub(biz, id: "sub_2", customer: "cus_2")),
      gives: "new +4900 2025-03-15 Pro", "new +9900 2025-03-16 Biz", says: ["livemode"]),
    RuleCase(
      "R1c the newest time is as-of", native("03-15", Sub(pro, discounts: [repeating])),
      nativeCustomer("07-01", "cus_2", name: "B"),
      gives: "new +2450 2025-03-15 Pro", "expansion +2450 2025-06-15 Pro"),
    RuleCase(
      "R1c an end to come is not",
      native(
        "03-15", Sub(pro, discounts: [repeating], cancelAt: "2026-03-15")),
      gives: "new +2450 2025-03-15 Pro", "scheduled: churn -2450 2026-03-15 Pro"),
    RuleCase(
      "R1c a rejected record is not", native("03-15", Sub(pro, discounts: [repeating])),
      native("07-01", Sub(Item("P", 1, per: "biennial"), id: "sub_2", customer: "cus_2")),
      gives: "new +2450 2025-03-15 Pro", rejected: 1),
    RuleCase(
      "R1d native, begun long before", native("04-15", begun)),
    RuleCase(
      "R1d native, begun within the window", native("03-15 12:30", begun),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "R1d opened",
      steps: .init(
        "mrr-detect --summary", native("04-15", begun),
        says: ["\"opened\":1"])),
    RuleCase(
      "R1d paused, first met",
      updated(
        "04-10", Sub(pro, status: "paused"), was: Sub(pro), type: "customer.subscription.paused"),
      gives: "churn -4900 2025-04-10 Pro"),
    RuleCase(
      "R1d resumed, nothing told of before", bare("resumed", "04-10", Sub(pro)),
      gives: "new +4900 2025-04-10 Pro"),
    RuleCase(
      "R1d a trial that ended before its end", deleted("03-10", trial),
      created("06-03", Sub(biz, id: "sub_2")), gives: "new +9900 2025-06-03 Biz"),
    RuleCase(
      "R1d met paying, then a failure", updated("04-02", Sub(two), was: Sub(pro)),
      failed("04-15", Invoice("in_2", 9800)),
      gives: "expansion +4900 2025-04-02 Pro",
      "failed: 9800 2025-04-15 unknown attempt 1 | mrr 9800 usd"),
    RuleCase(
      "R1d met past due, then a failure",
      updated("04-02", Sub(pro), was: Sub(pro, status: "past_due")),
      failed("04-15", Invoice("in_2"))),
    RuleCase(
      "R1d an end that was there before",
      updated(
        "03-25", Sub(two, periodEnd: "04-15", cancelAtPeriodEnd: true),
        was: Sub(pro, periodEnd: "04-15", cancelAtPeriodEnd: true)),
      gives: "expansion +4900 2025-03-25 Pro"),
    RuleCase(
      "R1d ids that nothing describes",
      updated("04-02", Sub(pro), was: Sub(pro, discounts: [repeating])).inShape(.new),
      rejected: 1),
    RuleCase(
      "R1d a bare object has its own history",
      object(Sub(pro, status: "canceled", start: "03-15", ended: "05-02")),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-05-02 Pro | status canceled"),
    RuleCase(
      "R1d a bare object with a trial", object(Sub(pro, start: "03-01", trialEnd: "03-15")),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "R1d a bare object that never counted", object(Sub(pro, status: "unpaid", start: "03-01"))),
    RuleCase(
      "R1d a bare object beside dated records", options: "--as-of 2025-05-01",
      created("03-15", Sub(pro)), object(Sub(two, start: "03-15")),
      gives: "new +4900 2025-03-15 Pro", "expansion +4900 2025-05-01 Pro"),
    RuleCase(
      "R1f a product's name, wherever it stands", created("03-15", Sub(unnamed)),
      product("Pro Plan"), gives: "new +4900 2025-03-15 Pro Plan"),
    RuleCase(
      "R1f the newest name", product("Newest", event: "05-01"), created("03-15", Sub(unnamed)),
      product("Older", event: "04-01"), gives: "new +4900 2025-03-15 Newest"),
    RuleCase(
      "R1f a nickname goes before", created("03-15", Sub(pro)), product("Pro Plan"),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "R1f a null clears a name", nativeCustomer("03-14", name: "Acme", email: "a@a.example"),
      native("03-15", Sub(pro)),
      .init("{\"record\":\"customer\",\"id\":\"cus_1\",\"at\":\"2025-04-01\",\"name\":null}"),
      native("04-02", Sub(two)),
      gives: "new +4900 2025-03-15 Pro | name Acme",
      "expansion +4900 2025-04-02 Pro | name null | email a@a.example"),
    RuleCase(
      "R1f a rejected record leaves all as it was", native("03-15", Sub(pro)),
      native("04-02", Sub(Item("P", 1, per: "biennial"))), native("04-10", Sub(two)),
      gives: "new +4900 2025-03-15 Pro",
      "expansion +4900 2025-04-10 Pro | changed quantity of Pro from 1 to 2", rejected: 1),
    RuleCase(
      "account", options: "--account acc_1", native("03-15", Sub(pro)),
      gives: "new +4900 2025-03-15 Pro | account acc_1"),
  ]
}
