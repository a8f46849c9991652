private let open = Sub(pro, periodEnd: "04-15")
private let ending = Sub(pro, periodEnd: "04-15", cancelAtPeriodEnd: true)
private let bizOpen = Sub(biz, id: "sub_2", periodEnd: "05-15")
private let bizEnding = Sub(biz, id: "sub_2", periodEnd: "05-15", cancelAtPeriodEnd: true)
private let freePlan = Item("Free plan", 0)
private let two = pro.with { $0.quantity = 2 }
private let new = "new +4900 2025-03-15 Pro"

/// Pro, then something else of the same subscription on 04-02.
private func change(_ name: String, _ sub: Sub, gives: String...) -> RuleCase {
  RuleCase(
    name,
    steps: .init("mrr-detect", [native("03-15", Sub(pro)), native("04-02", sub)], [new] + gives))
}

extension RuleCase {
  /// Sentences of sections 3 and 4 that have no numbered case.
  static let movements: [RuleCase] = [
    RuleCase(
      "R8 a renewal opens nothing", native("03-15", open),
      native("04-15 10:00", open.with { $0.periodEnd = "05-15" }),
      native("04-15 10:30", Sub(two, periodEnd: "05-15")),
      native("04-15 11:20", Sub(two, seats, periodEnd: "05-15")),
      gives: new, "expansion +4900 2025-04-15 Pro | at 2025-04-15T10:30:00Z",
      "& expansion +3000 2025-04-15 Seats"),
    RuleCase(
      "R8 an end that is set opens", native("03-15", open), native("03-20 10:00", ending),
      native("03-20 10:50", ending.with { $0.items = [two] }),
      native("03-20 11:10", ending.with { $0.items = [two, seats] }),
      gives: new, "expansion +4900 2025-03-20 Pro | at 2025-03-20T10:00:00Z",
      "scheduled: churn -9800 2025-04-15 Pro | at 2025-03-20T10:00:00Z",
      "expansion +3000 2025-03-20 Seats | at 2025-03-20T11:10:00Z"),
    RuleCase(
      "R8 another window", options: "--window 30m", native("03-15 10:00", Sub(pro)),
      native("03-15 10:29:59", Sub(two)), native("03-15 10:40", Sub(two, seats)),
      gives: "new +9800 2025-03-15 Pro", "expansion +3000 2025-03-15 Seats"),
    change(
      "R10 the lines of a switch that cost nothing", Sub(freePlan),
      gives: "churn -4900 2025-04-02 Pro | switched from Pro to Free plan | status active"),
    RuleCase(
      "R12 an end that came late", created("03-15", Sub(pro)),
      deleted("04-12", Sub(pro, ended: "04-10")), gives: new, "churn -4900 2025-04-10 Pro"),
    RuleCase(
      "R12 no end told: the period's, if past", native("03-15", open),
      native("04-20", Sub(pro, status: "canceled", periodEnd: "04-15")),
      gives: new, "churn -4900 2025-04-15 Pro"),
    RuleCase(
      "R12 no end told: the record's", native("03-15", open),
      native("04-10", Sub(pro, status: "canceled", periodEnd: "04-15")),
      gives: new, "churn -4900 2025-04-10 Pro"),
    RuleCase(
      "R12 each line has its own day", native("03-15", Sub(pro)), native("04-02 23:50", Sub(two)),
      native("04-03 00:10", Sub(two, seats)),
      gives: new, "expansion +4900 2025-04-02 Pro", "& expansion +3000 2025-04-03 Seats"),
    change(
      "R14 free for its price", Sub(Item("Pro", 0)),
      gives: "churn -4900 2025-04-02 Pro | price of Pro changed"),
    change(
      "R14 every so often", Sub(Item("Pro", 4900, per: "week", count: 2)),
      gives: "contraction -4900 2025-04-02 Pro | switched Pro from monthly to every 2 weeks",
      "& expansion +10617 2025-04-02 Pro | switched Pro from monthly to every 2 weeks"),
    RuleCase(
      "R14 weekly to quarterly", native("03-15", Sub(Item("Pro", 1000, per: "week"))),
      native("04-02", Sub(Item("Pro", 30000, per: "quarter"))),
      gives: "new +4333 2025-03-15 Pro",
      "contraction -4333 2025-04-02 Pro | switched Pro from weekly to quarterly",
      "& expansion +10000 2025-04-02 Pro | switched Pro from weekly to quarterly"),
    RuleCase(
      "R14 an item removed", native("03-15", Sub(pro, seats)), native("04-02", Sub(pro)),
      gives: new, "& new +3000 2025-03-15 Seats",
      "contraction -3000 2025-04-02 Seats | removed Seats"),
    RuleCase(
      "R15 past due goes before active", native("03-15", Sub(pro, status: "past_due")),
      native("03-15", Sub(biz, id: "sub_2")),
      gives: "new +4900 2025-03-15 Pro | status past_due", "& new +9900 2025-03-15 Biz"),
    RuleCase(
      "R15 a trial is left", native("03-15", Sub(pro)),
      native("03-16", Sub(biz, id: "sub_2", status: "trialing", trialEnd: "05-16")),
      native("04-10", Sub(pro, status: "canceled", ended: "04-10")),
      gives: new + " | status active", "churn -4900 2025-04-10 Pro | status trialing"),
    RuleCase(
      "R16 a trial with an end, once it is paid",
      native("03-01", Sub(pro, status: "trialing", cancelAt: "06-01", trialEnd: "03-15")),
      native("03-15", Sub(pro, cancelAt: "06-01", trialEnd: "03-15")),
      gives: new, "scheduled: churn -4900 2025-06-01 Pro"),
    RuleCase(
      "R16 the latest of the items' periods",
      native("03-15", Sub(pro, Item("Year", 120000, per: "year", id: "si_2"))),
      native("03-20", latest),
      gives: new, "& new +10000 2025-03-15 Year",
      "scheduled: churn -4900 2026-03-15 Pro", "& scheduled: churn -10000 2026-03-15 Year"),
    RuleCase(
      "R16 the latest of the items' periods (Stripe)",
      created("03-15", Sub(pro, Item("Year", 120000, per: "year", id: "si_2"))).inShape(.new),
      updated(
        "03-20", latest, was: latest.with { $0.cancelAtPeriodEnd = false }
      ).inShape(.new),
      gives: new, "& new +10000 2025-03-15 Year",
      "scheduled: churn -4900 2026-03-15 Pro", "& scheduled: churn -10000 2026-03-15 Year"),
    RuleCase(
      "R16 an end that is past already", native("03-15", open), native("04-20", ending), gives: new),
    RuleCase(
      "R17 one ends before the other", native("03-15", open), native("03-16", bizOpen),
      native("03-20", bizEnding), native("03-25", ending),
      gives: new, "expansion +9900 2025-03-16 Biz",
      "scheduled: contraction -9900 2025-05-15 Biz",
      "scheduled: contraction -4900 2025-04-15 Pro"),
    RuleCase(
      "R17 the last one to end", native("03-15", open), native("03-16", bizOpen),
      native("03-20", ending), native("03-25", bizEnding),
      gives: new, "expansion +9900 2025-03-16 Biz",
      "scheduled: contraction -4900 2025-04-15 Pro", "scheduled: churn -9900 2025-05-15 Biz"),
    RuleCase(
      "R17 the same day, hours apart", native("03-15", open), native("03-16", bizOpen),
      native("03-20 10:00", Sub(pro, cancelAt: "04-15 09:00")),
      native("03-20 10:01", Sub(biz, id: "sub_2", cancelAt: "04-15 21:00")),
      gives: new, "expansion +9900 2025-03-16 Biz", "scheduled: churn -4900 2025-04-15 Pro",
      "& scheduled: churn -9900 2025-04-15 Biz"),
    RuleCase(
      "R18 a renewal moves the end", native("03-15", open), native("03-20", ending),
      native("04-15", ending.with { $0.periodEnd = "05-15" }),
      gives: new, "scheduled: churn -4900 2025-04-15 Pro",
      "scheduled: churn -4900 2025-05-15 Pro | at 2025-04-15T12:00:00Z"),
  ]

  private static let latest = Sub(
    pro.with { $0.periodEnd = "04-15" },
    Item("Year", 120000, per: "year", id: "si_2").with { $0.periodEnd = "2026-03-15" },
    cancelAtPeriodEnd: true)
}
