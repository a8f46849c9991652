private let learn = RuleCase.Step("mrr-detect --init {ledger}")
private let run = "mrr-detect --state {ledger}"
private let ending = Discount.percent("50", "repeating").with {
  $0.start = "03-15"
  $0.end = "06-15"
}

extension RuleCase {
  /// What needs the saved state: E65, E66, E92, E94.
  static let ledger: [RuleCase] = [
    RuleCase(
      "E65", need: .ledger,
      steps: learn,
      .init(
        run, native("03-15", Sub(pro)), native("04-02", Sub(biz)),
        gives: "new +4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
        "& expansion +9900 2025-04-02 Biz"),
      .init(run, native("03-20", Sub(pro.with { $0.quantity = 2 })))),
    RuleCase(
      "E65 (Stripe)", need: .ledger,
      steps: learn,
      .init(
        run, created("03-15", Sub(pro)), updated("04-02", Sub(biz), was: Sub(pro)),
        gives: "new +4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
        "& expansion +9900 2025-04-02 Biz"),
      .init(run, updated("03-20", Sub(pro.with { $0.quantity = 2 }), was: Sub(pro)))),
    RuleCase(
      "E66", need: .ledger,
      steps: learn,
      .init(
        run, created("03-15", Sub(pro)), paid("03-15", Invoice()),
        updated("04-02", Sub(biz), was: Sub(pro)), deleted("05-02", Sub(biz)),
        gives: "new +4900 2025-03-15 Pro", "contraction -4900 2025-04-02 Pro",
        "& expansion +9900 2025-04-02 Biz", "churn -9900 2025-05-02 Biz"),
      .init(
        run, deleted("05-02", Sub(biz)), created("03-15", Sub(pro)), paid("03-15", Invoice()),
        updated("04-02", Sub(biz), was: Sub(pro)))),
    RuleCase(
      "E92", need: .ledger,
      steps: .init(
        "mrr-detect --init {ledger} --as-of 2025-05-01",
        native("03-15", Sub(pro, discounts: [ending]))),
      .init(
        "mrr-detect --state {ledger} --as-of 2025-07-01",
        gives: "expansion +2450 2025-06-15 Pro | discount on Pro changed")),
    RuleCase(
      "E94", need: .ledger,
      steps: learn,
      .init(
        run, payment("03-15"), payment("04-15", "in_2", failed: "card_declined", attempt: 1),
        gives: "failed: 4900 2025-04-15 card_declined attempt 1"),
      .init(
        run, payment("03-15"), payment("04-15", "in_2", failed: "card_declined", attempt: 1))),
  ]
}
