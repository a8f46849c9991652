private let half = Discount.percent("50").with { $0.start = "03-15" }
private let whole = Discount.percent("100").with { $0.start = "03-15" }
private let once = Discount.percent("50", "once").with { $0.start = "03-15" }
private let ten = Discount.amount(1000).with { $0.start = "03-15" }
private let quarterYear = Discount.percent("50", "repeating").with {
  $0.months = 3
  $0.start = "03-15"
  $0.end = "06-15"
}
private let twenty = Discount.percent("20")

private func discounted(_ discount: Discount, _ items: Item...) -> Sub {
  var sub = Sub(discounts: [discount])
  sub.items = items
  return sub
}

/// A subscription that is discounted from its start.
private func lone(_ name: String, _ discount: Discount, _ items: Item..., gives: String...)
  -> [RuleCase]
{
  var sub = Sub(discounts: [discount])
  sub.items = items
  return [
    RuleCase(name, steps: .init("mrr-detect", [native("03-15", sub)], gives)),
    RuleCase(
      "\(name) (Stripe)",
      steps: .init(
        "mrr-detect", [created("03-15", sub), described("03-15", discount, of: sub)], gives)),
  ]
}

/// A discount that comes and goes.
private func comesAndGoes(_ name: String, _ discount: Discount, gives: String...) -> [RuleCase] {
  let sub = discounted(discount, pro)
  return [
    RuleCase(
      name,
      steps: .init(
        "mrr-detect",
        [native("03-15", Sub(pro)), native("05-01", sub), native("06-01", Sub(pro))], gives)),
    RuleCase(
      "\(name) (Stripe)",
      steps: .init(
        "mrr-detect",
        [
          created("03-15", Sub(pro)), updated("05-01", sub, was: Sub(pro)),
          updated("06-01", Sub(pro), was: sub), described("05-01", discount, of: sub),
        ], gives)),
  ]
}

extension RuleCase {
  /// Discounts: E43 to E51, E81, E93.
  static let discounts: [RuleCase] =
    lone("E43", half, pro, gives: "new +2450 2025-03-15 Pro")
    + comesAndGoes(
      "E44", half, gives: "new +4900 2025-03-15 Pro",
      "contraction -2450 2025-05-01 Pro | discount on Pro changed",
      "expansion +2450 2025-06-01 Pro | discount on Pro changed")
    + [
      RuleCase(
        "E45", options: "--as-of 2025-07-01", native("03-15", discounted(quarterYear, pro)),
        gives: "new +2450 2025-03-15 Pro",
        "expansion +2450 2025-06-15 Pro | discount on Pro changed | at 2025-06-15T12:00:00Z"),
      RuleCase(
        "E45 (months)", options: "--as-of 2025-07-01",
        native("03-15", discounted(quarterYear.with { $0.end = nil }, pro)),
        gives: "new +2450 2025-03-15 Pro",
        "expansion +2450 2025-06-15 Pro | discount on Pro changed"),
      RuleCase(
        "E45 (Stripe)", options: "--as-of 2025-07-01",
        created("03-15", discounted(quarterYear, pro)),
        described("03-15", quarterYear, of: discounted(quarterYear, pro)),
        gives: "new +2450 2025-03-15 Pro",
        "expansion +2450 2025-06-15 Pro | discount on Pro changed | at 2025-06-15T12:00:00Z"),
      RuleCase(
        "E45 (not due)", options: "--as-of 2025-06-15",
        native("03-15", discounted(quarterYear, pro)), gives: "new +2450 2025-03-15 Pro"),
      RuleCase(
        "E45 (due at as-of)", options: "--as-of 2025-06-15T12:00:00Z",
        native("03-15", discounted(quarterYear, pro)), gives: "new +2450 2025-03-15 Pro",
        "expansion +2450 2025-06-15 Pro"),
    ]
    + lone("E46", once, pro, gives: "new +4900 2025-03-15 Pro")
    + lone("E47", ten, Item("P", 120000, per: "year"), gives: "new +9917 2025-03-15 P")
    + lone(
      "E48", ten, pro, seats,
      gives: "new +4280 2025-03-15 Pro", "& new +2620 2025-03-15 Seats")
    + comesAndGoes(
      "E49", whole, gives: "new +4900 2025-03-15 Pro",
      "churn -4900 2025-05-01 Pro | discount on Pro changed | status active",
      "reactivation +4900 2025-06-01 Pro | resubscribed to Pro | status active")
    + lone("E50", ten, Item("P", 900))
    + [
      RuleCase(
        "E50 (taken off)", native("03-15", discounted(ten, Item("P", 900))),
        native("04-15", Sub(Item("P", 900))), gives: "new +900 2025-04-15 P"),
      RuleCase(
        "E51 (Stripe)", created("03-15", discounted(half, pro)).inShape(.new), rejected: 1),
      RuleCase(
        "E51 (Stripe, coupon unknown)", object(discounted(half, pro)).inShape(.new), rejected: 1),
      RuleCase(
        "E51 (Stripe, coupon there)", object(discounted(half, pro)).inShape(.new),
        couponObject(half), gives: "new +2450 2025-03-15 Pro"),
      RuleCase(
        "E51 (Stripe, coupon first)", couponObject(half),
        object(discounted(half, pro)).inShape(.new), gives: "new +2450 2025-03-15 Pro"),
      RuleCase(
        "E51 (Stripe, ids and coupon)", created("03-15", discounted(half, pro)).inShape(.new),
        described("03-15", half, of: discounted(half, pro)).inShape(.new),
        gives: "new +2450 2025-03-15 Pro"),
      RuleCase(
        "E81", nativeCustomer("03-14", discounts: [twenty]), native("03-15", Sub(pro)),
        gives: "new +3920 2025-03-15 Pro"),
      RuleCase(
        "E81 (Stripe)", customerEvent("created", "03-14", discount: twenty),
        created("03-15", Sub(pro)),
        gives: "new +3920 2025-03-15 Pro"),
      RuleCase(
        "E81 (later)", native("03-15", Sub(pro)), nativeCustomer("04-02", discounts: [twenty]),
        gives: "new +4900 2025-03-15 Pro",
        "contraction -980 2025-04-02 Pro | discount on Pro changed"),
      RuleCase(
        "E81 (later, Stripe)", created("03-15", Sub(pro)),
        customerDiscount("created", "04-02", twenty),
        gives: "new +4900 2025-03-15 Pro",
        "contraction -980 2025-04-02 Pro | discount on Pro changed"),
    ]
    + lone(
      "E93", half, Item("A", 4901), Item("B", 4901, id: "si_2"),
      gives: "new +2451 2025-03-15 A", "& new +2451 2025-03-15 B")
}
