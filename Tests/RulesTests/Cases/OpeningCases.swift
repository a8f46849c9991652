private let renewed = Sub(pro, periodEnd: "05-15").with { $0.periodStart = "04-15" }
private let before = Sub(pro, periodEnd: "04-15")
private let two = renewed.with { $0.items[0].quantity = 2 }

private func packages(_ round: String) -> Item {
  Item("P", 1000, quantity: 4200).with { $0.transform = Transform(divideBy: 1000, round: round) }
}

private func tiered(_ mode: String, _ tiers: [Tier]?) -> Item {
  Item("P", 0, quantity: 8).with {
    $0.amount = nil
    $0.tiersMode = mode
    $0.tiers = tiers
  }
}

private let tiers = [Tier(upTo: 5, unit: 1000), Tier(upTo: nil, unit: 500)]

extension RuleCase {
  /// Opening balance, amounts: E75 to E80, E82, E83.
  static let openings: [RuleCase] =
    [
      RuleCase("E75 (Stripe)", updated("04-15", renewed, was: before)),
      RuleCase(
        "E75 (then the quantity, Stripe)", updated("04-15", renewed, was: before),
        updated("04-20", two, was: renewed),
        gives: "expansion +4900 2025-04-20 Pro | changed quantity of Pro from 1 to 2"),
      RuleCase(
        "E75", native("04-15", before.with { $0.start = "03-15" }),
        native("04-20", two.with { $0.start = "03-15" }),
        gives: "expansion +4900 2025-04-20 Pro | changed quantity of Pro from 1 to 2"),
      RuleCase(
        "E76 (Stripe)", updated("04-02", Sub(biz), was: Sub(pro)),
        gives: "contraction -4900 2025-04-02 Pro | switched from Pro to Biz",
        "& expansion +9900 2025-04-02 Biz | switched to Biz from Pro"),
      RuleCase(
        "E77 (Stripe)", deleted("04-10", Sub(pro)), created("06-03", Sub(biz, id: "sub_2")),
        gives: "churn -4900 2025-04-10 Pro | canceled Pro | status canceled",
        "reactivation +9900 2025-06-03 Biz"),
      RuleCase(
        "E77", native("04-10", Sub(pro, status: "canceled", ended: "04-10")),
        native("06-03", Sub(biz, id: "sub_2")),
        gives: "churn -4900 2025-04-10 Pro | canceled Pro | status canceled",
        "reactivation +9900 2025-06-03 Biz"),
      RuleCase(
        "E78 (Stripe)",
        updated(
          "03-15", Sub(pro, start: "03-01", trialEnd: "03-15"),
          was: Sub(pro, status: "trialing", start: "03-01", trialEnd: "03-15")),
        gives: "new +4900 2025-03-15 Pro"),
      RuleCase(
        "E79 (Stripe)", updated("04-18", Sub(pro), was: Sub(pro, status: "past_due"))),
    ]
    + lone("E80", packages("up"), gives: "new +5000 2025-03-15 P")
    + lone("E80 (down)", packages("down"), gives: "new +4000 2025-03-15 P")
    + lone("E82", tiered("graduated", tiers), gives: "new +6500 2025-03-15 P")
    + lone("E82 (volume)", tiered("volume", tiers), gives: "new +4000 2025-03-15 P")
    + [
      RuleCase("E83", native("03-15", Sub(tiered("graduated", nil))), rejected: 1, says: ["tiers"]),
      RuleCase(
        "E83 (Stripe)", created("03-15", Sub(tiered("graduated", nil))), rejected: 1,
        says: ["tiers"]),
    ]
}
