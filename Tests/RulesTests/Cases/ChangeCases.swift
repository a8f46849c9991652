private let five = Item("P", 1000, quantity: 5)
private let seven = Item("P", 1000, quantity: 7)
private let yearly = Item("Pro", 49000, per: "year")
private let dearer = Item("Pro", 5900)

/// The same product's price without a name of its own.
private func unnamed(_ item: Item) -> Item { item.with { $0.plan = nil } }

extension RuleCase {
  /// Changes: E12 to E22.
  static let changes: [RuleCase] = [
    RuleCase(
      "E12", native("03-15", Sub(five)), native("04-02", Sub(seven)),
      gives: "new +5000 2025-03-15 P",
      "expansion +2000 2025-04-02 P | changed quantity of P from 5 to 7"),
    RuleCase(
      "E12 (Stripe)", created("03-15", Sub(five)), updated("04-02", Sub(seven), was: Sub(five)),
      gives: "new +5000 2025-03-15 P",
      "expansion +2000 2025-04-02 P | changed quantity of P from 5 to 7"),
    RuleCase(
      "E13", native("03-15", Sub(pro)), native("04-02", Sub(biz)),
      gives: "new +4900 2025-03-15 Pro",
      "contraction -4900 2025-04-02 Pro | switched from Pro to Biz | status active",
      "& expansion +9900 2025-04-02 Biz | switched to Biz from Pro"),
    RuleCase(
      "E13 (Stripe)", created("03-15", Sub(pro)), updated("04-02", Sub(biz), was: Sub(pro)),
      gives: "new +4900 2025-03-15 Pro",
      "contraction -4900 2025-04-02 Pro | switched from Pro to Biz | status active",
      "& expansion +9900 2025-04-02 Biz | switched to Biz from Pro"),
    RuleCase(
      "E14", native("03-15", Sub(pro)), native("04-02", Sub(yearly)),
      gives: "new +4900 2025-03-15 Pro",
      "contraction -4900 2025-04-02 Pro | switched Pro from monthly to yearly",
      "& expansion +4083 2025-04-02 Pro | switched Pro from monthly to yearly"),
    RuleCase(
      "E14 (Stripe)", created("03-15", Sub(pro)), updated("04-02", Sub(yearly), was: Sub(pro)),
      gives: "new +4900 2025-03-15 Pro",
      "contraction -4900 2025-04-02 Pro | switched Pro from monthly to yearly",
      "& expansion +4083 2025-04-02 Pro | switched Pro from monthly to yearly"),
    RuleCase(
      "E15", native("03-15", Sub(pro)), native("04-02", Sub(plus)),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E15 (Stripe)", created("03-15", Sub(pro)), updated("04-02", Sub(plus), was: Sub(pro)),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E16", native("03-15", Sub(pro)), native("04-02", Sub(dearer)),
      gives: "new +4900 2025-03-15 Pro",
      "expansion +1000 2025-04-02 Pro | price of Pro changed"),
    RuleCase(
      "E16 (Stripe, same nickname)", created("03-15", Sub(pro)),
      updated("04-02", Sub(dearer), was: Sub(pro)),
      gives: "new +4900 2025-03-15 Pro",
      "expansion +1000 2025-04-02 Pro | price of Pro changed"),
    RuleCase(
      "E16 (Stripe, same product)", created("03-15", Sub(unnamed(pro))),
      updated("04-02", Sub(unnamed(dearer)), was: Sub(unnamed(pro))),
      gives: "new +4900 2025-03-15 prod_Pro",
      "expansion +1000 2025-04-02 prod_Pro | price of prod_Pro changed"),
    RuleCase(
      "E17 (Stripe)", created("03-15", Sub(pro, periodEnd: "04-15")),
      updated(
        "04-15", Sub(pro, periodEnd: "05-15").with { $0.periodStart = "04-15" },
        was: Sub(pro, periodEnd: "04-15")),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E17", native("03-15", Sub(pro, periodEnd: "04-15")),
      native("04-15", Sub(pro, periodEnd: "05-15")),
      gives: "new +4900 2025-03-15 Pro"),
    RuleCase(
      "E18", native("03-15", Sub(pro)), native("04-02", Sub(pro, seats)),
      gives: "new +4900 2025-03-15 Pro", "expansion +3000 2025-04-02 Seats | added Seats"),
    RuleCase(
      "E18 (Stripe)", created("03-15", Sub(pro)), updated("04-02", Sub(pro, seats), was: Sub(pro)),
      gives: "new +4900 2025-03-15 Pro", "expansion +3000 2025-04-02 Seats | added Seats"),
    RuleCase(
      "E19", native("03-15", Sub(pro, seats)),
      gives: "new +4900 2025-03-15 Pro | subscribed to Pro",
      "& new +3000 2025-03-15 Seats | subscribed to Seats"),
    RuleCase(
      "E19 (Stripe)", created("03-15", Sub(pro, seats)),
      gives: "new +4900 2025-03-15 Pro | subscribed to Pro",
      "& new +3000 2025-03-15 Seats | subscribed to Seats"),
    RuleCase(
      "E20", native("03-15", Sub(pro)), native("04-02", Sub(biz, id: "sub_2")),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-04-02 Biz | added Biz | sub sub_2"),
    RuleCase(
      "E20 (Stripe)", created("03-15", Sub(pro)), created("04-02", Sub(biz, id: "sub_2")),
      gives: "new +4900 2025-03-15 Pro", "expansion +9900 2025-04-02 Biz | added Biz | sub sub_2"),
    RuleCase(
      "E21 (Stripe)", created("03-15", Sub(pro)), updated("04-02", Sub(biz), was: Sub(pro)),
      paid("04-02 12:00:05", Invoice("in_2", 1267, lines: prorations)),
      gives: "new +4900 2025-03-15 Pro",
      "contraction -4900 2025-04-02 Pro", "& expansion +9900 2025-04-02 Biz"),
    RuleCase(
      "E21", native("03-15", Sub(pro)), native("04-02", Sub(biz)),
      nativeInvoice("04-02 12:00:05", "in_2", "paid", prorations),
      gives: "new +4900 2025-03-15 Pro",
      "contraction -4900 2025-04-02 Pro", "& expansion +9900 2025-04-02 Biz"),
    RuleCase(
      "E22", native("03-15", Sub(pro)),
      native("04-02", Sub(Item("Pro", 4500, currency: "eur"))),
      gives: "new +4900 2025-03-15 Pro",
      "contraction -4900 usd 2025-04-02 Pro | switched Pro from usd to eur",
      "& expansion +4500 eur 2025-04-02 Pro | switched Pro from usd to eur"),
  ]

  private static let prorations = [
    InvoiceLine(plan: "Pro", amount: -1233, start: "04-02", isProration: true),
    InvoiceLine(plan: "Biz", amount: 2500, start: "04-02", isProration: true),
  ]
}
