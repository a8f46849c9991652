private let half = Discount.percent("50")
private let tenth = Discount.percent("10", id: "di_2")
private let twenty = Discount.percent("20", id: "di_3")
private let once = Discount.percent("50", "once")
private let euros = Discount.amount(1000, "eur")

private func rejected(_ name: String, _ change: (inout Item) -> Void) -> RuleCase {
  RuleCase(name, native("03-15", Sub(pro.with(change))), rejected: 1)
}

/// A record whose text is changed by hand.
private func edited(_ from: String, _ to: String) -> Line {
  Line(native("03-15", Sub(pro)).text(.new).replacing(from, with: to))
}

extension RuleCase {
  /// Sentences of section 2, and of lines, that have no numbered case.
  static let values: [RuleCase] =
    lone(
      "R2 one line of one plan", pro, Item("Pro", 1000, id: "si_2", price: "other"),
      gives: "new +5900 2025-03-15 Pro")
    + lone(
      "R2 two intervals are two lines", pro, Item("Pro", 12000, per: "year", id: "si_2"),
      gives: "new +4900 2025-03-15 Pro", "& new +1000 2025-03-15 Pro")
    + lone(
      "R3 rounded once", Item("P", 30, per: "year"), Item("P", 30, per: "year", id: "si_2"),
      gives: "new +5 2025-03-15 P")
    + lone(
      "R3 a missing quantity", pro.with { $0.quantity = nil }, gives: "new +4900 2025-03-15 Pro")
    + lone("R3 twelve decimals", thirds, gives: "new +14446 2025-03-15 P")
    + lone("R3 rounds to nothing", Item("P", 5, per: "year"))
    + lone("R5 metered", pro.with { $0.isMetered = true })
    + lone(
      "R5 metered beside licensed", pro, Item("Calls", 5, id: "si_2").with { $0.isMetered = true },
      gives: "new +4900 2025-03-15 Pro")
    + [
      RuleCase(
        "R2 a native item's name, from its product",
        edited("\"plan_name\":\"Pro\"", "\"product_id\":\"prod_1\""),
        gives: "new +4900 2025-03-15 prod_1"),
      RuleCase(
        "R2 a native item's name, from its plan", edited("\"plan_name\":\"Pro\",", ""),
        gives: "new +4900 2025-03-15 price_Pro_usd_month1_4900"),
      RuleCase(
        "R3 a quarter", native("03-15", Sub(Item("P", 10000, per: "quarter"))),
        gives: "new +3333 2025-03-15 P"),
      RuleCase(
        "R3 a currency in capitals", edited("\"usd\"", "\"USD\""),
        gives: "new +4900 usd 2025-03-15 Pro"),
      rejected("R3 an interval count of 0") { $0.count = 0 },
      rejected("R3 a negative amount") { $0.amount = -1 },
      rejected("R3 a negative quantity") { $0.quantity = -1 },
      rejected("R3 more than 64 bits") {
        $0.amount = Int.max
        $0.quantity = 3
      },
      RuleCase("R3 a fractional amount", edited("4900", "4900.5"), rejected: 1),
      RuleCase(
        "R3 a decimal string", edited("\"unit_amount\":4900", "\"unit_amount\":\"4900.5\""),
        gives: "new +4901 2025-03-15 Pro"),
      RuleCase(
        "R3 a fractional quantity", edited("\"quantity\":1", "\"quantity\":1.5"), rejected: 1),
      RuleCase("R3 an unknown status", native("03-15", Sub(pro, status: "asleep")), rejected: 1),
      RuleCase(
        "R4 a passed cancel_at ends nothing", options: "--as-of 2025-06-01",
        native("03-15", Sub(pro, cancelAt: "04-15")),
        gives: "new +4900 2025-03-15 Pro", "scheduled: churn -4900 2025-04-15 Pro"),
      RuleCase(
        "R5 an unknown usage type",
        edited("\"interval_count\":1", "\"interval_count\":1,\"usage_type\":\"guessed\""),
        rejected: 1),
      RuleCase(
        "R5 an unknown tiers mode",
        native(
          "03-15",
          Sub(
            pro.with {
              $0.tiersMode = "stairs"
              $0.tiers = [Tier(upTo: nil, unit: 1)]
            })), rejected: 1),
      RuleCase(
        "R6 item first, then subscription",
        native("03-15", Sub(pro.with { $0.discounts = [half] }, discounts: [tenth])),
        gives: "new +2205 2025-03-15 Pro"),
      RuleCase(
        "R6 item first, then subscription (Stripe)",
        created("03-15", Sub(pro.with { $0.discounts = [half] }, discounts: [tenth])),
        described("03-15", half, of: Sub(), item: "si_1"), described("03-15", tenth, of: Sub()),
        gives: "new +2205 2025-03-15 Pro"),
      RuleCase(
        "R6 the subscription's, not the customer's", nativeCustomer("03-14", discounts: [twenty]),
        native("03-15", Sub(pro, discounts: [half])), gives: "new +2450 2025-03-15 Pro"),
      RuleCase(
        "R6 the customer's, where the subscription's does not count",
        nativeCustomer("03-14", discounts: [twenty]),
        native("03-15", Sub(pro, discounts: [once])), gives: "new +3920 2025-03-15 Pro"),
      RuleCase(
        "R6 a customer's amount of another currency", nativeCustomer("03-14", discounts: [euros]),
        native("03-15", Sub(pro)), gives: "new +4900 2025-03-15 Pro"),
      RuleCase(
        "R6 a subscription's amount of another currency",
        native("03-15", Sub(pro, discounts: [euros])), rejected: 1),
      RuleCase(
        "R6 an amount for this currency too",
        created("03-15", Sub(pro, discounts: [inDollarsToo])),
        described("03-15", inDollarsToo, of: Sub()), gives: "new +3800 2025-03-15 Pro"),
      RuleCase(
        "R6 equal remainders: the item listed first",
        native(
          "03-15",
          Sub(
            Item("B", 1000), Item("A", 1000, id: "si_2"),
            discounts: [.amount(1)])),
        gives: "new +1000 2025-03-15 A", "& new +999 2025-03-15 B"),
      RuleCase(
        "R6 what they cannot bear is lost",
        native(
          "03-15", Sub(Item("A", 1000), Item("B", 3000, id: "si_2"), discounts: [.amount(5000)]))),
      RuleCase(
        "R6 only the shortest interval bears",
        native(
          "03-15",
          Sub(pro, Item("Year", 120000, per: "year", id: "si_2"), discounts: [.amount(1000)])),
        gives: "new +3900 2025-03-15 Pro", "& new +10000 2025-03-15 Year"),
      RuleCase(
        "R6 a free item does not bear",
        native(
          "03-15",
          Sub(Item("Day", 0, per: "day"), Item("Pro", 4900, id: "si_2"), discounts: [.amount(1000)])
        ),
        gives: "new +3900 2025-03-15 Pro"),
      RuleCase(
        "R6 a subscription's discount is not its customer's",
        created("03-15", Sub(pro, discounts: [half])),
        described("03-15", half, of: Sub()), created("03-16", Sub(biz, id: "sub_2")),
        gives: "new +2450 2025-03-15 Pro", "expansion +9900 2025-03-16 Biz"),
      RuleCase(
        "R6 a customer's discount ends", options: "--as-of 2025-07-01",
        nativeCustomer("03-14", discounts: [endingTwenty]), native("03-15", Sub(pro)),
        gives: "new +3920 2025-03-15 Pro",
        "expansion +980 2025-06-15 Pro | discount on Pro changed"),
      RuleCase(
        "R6 a customer's discount is taken off (Stripe)",
        customerEvent("created", "03-14", discount: twenty), created("03-15", Sub(pro)),
        customerDiscount("deleted", "05-01", twenty),
        gives: "new +3920 2025-03-15 Pro", "expansion +980 2025-05-01 Pro"),
    ]

  /// 0.333333333333 x 10001 = 3333.666666663333 a week, 14445.888888874443 a month.
  private static let thirds = Item("P", 0, quantity: 10001, per: "week").with {
    $0.amount = nil
    $0.decimal = "0.333333333333"
  }
  private static let inDollarsToo = euros.with { $0.otherCurrencies = ["usd": 1100] }
  private static let endingTwenty = twenty.with {
    $0.duration = "repeating"
    $0.start = "03-14"
    $0.end = "06-15"
  }
}
