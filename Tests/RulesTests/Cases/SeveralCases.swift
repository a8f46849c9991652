private let bizTwo = Sub(biz, id: "sub_2")

private func ended(_ sub: Sub, _ at: Instant) -> Line {
  native(
    at,
    sub.with {
      $0.status = "canceled"
      $0.ended = at
    })
}

extension RuleCase {
  /// Several subscriptions, batches: E23 to E33.
  static let several: [RuleCase] = [
    RuleCase(
      "E23", native("03-15", Sub(pro)), native("03-16", bizTwo), ended(Sub(pro), "04-10"),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-03-16 Biz",
      "contraction -4900 2025-04-10 Pro | removed Pro | status active | sub sub_1"),
    RuleCase(
      "E23 (Stripe)", created("03-15", Sub(pro)), created("03-16", bizTwo),
      deleted("04-10", Sub(pro)),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-03-16 Biz",
      "contraction -4900 2025-04-10 Pro | removed Pro | status active | sub sub_1"),
    RuleCase(
      "E24", native("03-15", Sub(pro)), native("03-16", bizTwo), ended(Sub(pro), "04-10"),
      ended(bizTwo, "05-10"),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-03-16 Biz",
      "contraction -4900 2025-04-10 Pro | removed Pro | status active",
      "churn -9900 2025-05-10 Biz | canceled Biz | status canceled | sub sub_2"),
    RuleCase(
      "E24 (Stripe)", created("03-15", Sub(pro)), created("03-16", bizTwo),
      deleted("04-10", Sub(pro)), deleted("05-10", bizTwo),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-03-16 Biz",
      "contraction -4900 2025-04-10 Pro | removed Pro | status active",
      "churn -9900 2025-05-10 Biz | canceled Biz | status canceled | sub sub_2"),
    RuleCase(
      "E25", native("03-15", Sub(biz)), native("03-16", Sub(pro, id: "sub_2")),
      ended(Sub(biz), "04-10 10:00:00"), ended(Sub(pro, id: "sub_2"), "04-10 10:00:02"),
      gives: "new +9900 2025-03-15 Biz", "expansion +4900 2025-03-16 Pro",
      "churn -9900 2025-04-10 Biz | canceled Biz | status canceled",
      "& churn -4900 2025-04-10 Pro | canceled Pro | status canceled"),
    RuleCase(
      "E25 (Stripe)", created("03-15", Sub(biz)), created("03-16", Sub(pro, id: "sub_2")),
      deleted("04-10 10:00:00", Sub(biz)), deleted("04-10 10:00:02", Sub(pro, id: "sub_2")),
      gives: "new +9900 2025-03-15 Biz", "expansion +4900 2025-03-16 Pro",
      "churn -9900 2025-04-10 Biz", "& churn -4900 2025-04-10 Pro"),
    RuleCase(
      "E26", native("03-15 10:00", Sub(pro)), native("03-15 10:55", Sub(biz)),
      gives: "new +9900 2025-03-15 Biz | subscribed to Biz | at 2025-03-15T10:00:00Z"),
    RuleCase(
      "E26 (Stripe)", created("03-15 10:00", Sub(pro)),
      updated("03-15 10:55", Sub(biz), was: Sub(pro)),
      gives: "new +9900 2025-03-15 Biz | subscribed to Biz | at 2025-03-15T10:00:00Z"),
    RuleCase(
      "E27", native("03-15 10:00", Sub(pro)), native("03-15 11:05", Sub(biz)),
      gives: "new +4900 2025-03-15 Pro",
      "contraction -4900 2025-03-15 Pro | at 2025-03-15T11:05:00Z",
      "& expansion +9900 2025-03-15 Biz"),
    RuleCase("E28", native("03-15 10:00", Sub(pro)), ended(Sub(pro), "03-15 10:10")),
    RuleCase("E28 (Stripe)", created("03-15 10:00", Sub(pro)), deleted("03-15 10:10", Sub(pro))),
    RuleCase(
      "E28 (window 0)", options: "--window 0", native("03-15 10:00", Sub(pro)),
      ended(Sub(pro), "03-15 10:10"),
      gives: "new +4900 2025-03-15 Pro | status active",
      "churn -4900 2025-03-15 Pro | status canceled"),
    RuleCase(
      "E29", native("03-15", Sub(pro)), ended(Sub(pro), "04-02 10:00"),
      native("04-02 10:30", Sub(pro, id: "sub_2")),
      gives: "new +4900 2025-03-15 Pro",
      "contraction -4900 2025-04-02 Pro | removed Pro | sub sub_1 | status active",
      "& expansion +4900 2025-04-02 Pro | added Pro | sub sub_2"),
    RuleCase(
      "E29 (Stripe)", created("03-15", Sub(pro)), deleted("04-02 10:00", Sub(pro)),
      created("04-02 10:30", Sub(pro, id: "sub_2")),
      gives: "new +4900 2025-03-15 Pro",
      "contraction -4900 2025-04-02 Pro | removed Pro | sub sub_1 | status active",
      "& expansion +4900 2025-04-02 Pro | added Pro | sub sub_2"),
    RuleCase(
      "E30", native("03-15", Sub(pro)), ended(Sub(pro), "04-02 10:00"),
      native("04-02 12:00", Sub(pro, id: "sub_2")),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-04-02 Pro | status canceled",
      "reactivation +4900 2025-04-02 Pro | resubscribed to Pro | sub sub_2 | status active"),
    RuleCase(
      "E31", native("2024-11-02", Sub(pro)), ended(Sub(pro), "2025-01-20"),
      native("2025-06-03", Sub(biz, id: "sub_2")),
      gives: "new +4900 2024-11-02 Pro", "churn -4900 2025-01-20 Pro",
      "reactivation +9900 2025-06-03 Biz | resubscribed to Biz"),
    RuleCase(
      "E32", native("03-15", Sub(pro)), ended(Sub(pro), "04-02"),
      native("05-01", Sub(biz, id: "sub_2", status: "trialing", trialEnd: "05-15")),
      native("05-15", Sub(biz, id: "sub_2", trialEnd: "05-15")),
      gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-04-02 Pro",
      "reactivation +9900 2025-05-15 Biz | status active"),
    RuleCase(
      "E33", native("03-15", Sub(pro)),
      native("05-01", Sub(biz, id: "sub_2", status: "trialing", trialEnd: "05-15")),
      native("05-15", Sub(biz, id: "sub_2", trialEnd: "05-15")),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-05-15 Biz | added Biz"),
  ]
}
