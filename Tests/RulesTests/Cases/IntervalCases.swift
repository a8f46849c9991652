extension RuleCase {
  /// New, intervals, rounding: E1 to E11.
  static let intervals: [RuleCase] =
    lone("E1", pro, gives: "new +4900 2025-03-15 Pro | subscribed to Pro | status active")
    + lone("E2", Item("P", 120000, per: "year"), gives: "new +10000 2025-03-15 P")
    + lone("E3", Item("P", 9999, per: "year"), gives: "new +833 2025-03-15 P")
    + lone("E4", Item("P", 30, per: "year"), gives: "new +3 2025-03-15 P")
    + lone("E5", Item("P", 10000, count: 3), gives: "new +3333 2025-03-15 P")
    + lone("E5 (years)", Item("P", 240000, per: "year", count: 2), gives: "new +10000 2025-03-15 P")
    + lone("E6", Item("P", 1000, per: "week"), gives: "new +4333 2025-03-15 P")
    + lone("E6 (2 weeks)", Item("P", 1000, per: "week", count: 2), gives: "new +2167 2025-03-15 P")
    + lone("E6 (4 weeks)", Item("P", 1000, per: "week", count: 4), gives: "new +1083 2025-03-15 P")
    + lone("E7", Item("P", 100, per: "day"), gives: "new +3042 2025-03-15 P")
    + lone("E8", Item("P", 5000, currency: "jpy"), gives: "new +5000 jpy 2025-03-15 P")
    + lone("E9", Item("P", 5120, currency: "kwd"), gives: "new +5120 kwd 2025-03-15 P")
    + lone("E10", halfCents, gives: "new +5001 2025-03-15 P")
    + [
      RuleCase(
        "E11", native("03-15", Sub(Item("P", 1000, per: "biennial"))), rejected: 1,
        says: ["biennial"]),
      RuleCase(
        "E11 (Stripe)", created("03-15", Sub(Item("P", 1000, per: "biennial"))), rejected: 1,
        says: ["biennial"]),
    ]

  private static let halfCents = Item("P", 0, quantity: 10001).with {
    $0.amount = nil
    $0.decimal = "0.5"
  }
}
