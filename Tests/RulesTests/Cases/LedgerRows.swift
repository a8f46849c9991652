// What a ledger must bear, sentence by sentence.
private let learn = RuleCase.Step("mrr-detect --init {ledger}")
private let run = "mrr-detect --state {ledger}"
private let sums = RuleCase.Step("mrr-detect --state {ledger} --check")

private let twenty = Discount.percent("20")
private let passing = Discount.percent("20", "repeating").with {
  $0.start = "03-01"
  $0.end = "04-01"
}
private let twice = pro.with { $0.quantity = 2 }
private let thrice = pro.with { $0.quantity = 3 }
private let invoice = Invoice()

/// A coupon that takes another part off than before, for a subscription that names it.
private func coupon(_ at: Instant, _ percent: String) -> Line {
  Line(stripe: { api in
    stripeEvent("coupon.updated", at, RulesTests.coupon(.percent(percent)), api)
  })
}

/// Some weeks that were billed: the first was paid, the others are open.
private let weeks: [Line] = (0..<15).map { week in
  let start = Instant("2025-01-01 00:00") + week * 7 * 86_400
  return nativeInvoice(
    start, "in_\(week)", week == 0 ? "paid" : "open",
    [InvoiceLine(amount: 1200, start: start, end: start + 7 * 86_400, interval: "week")])
}

/// What a product is called from then on.
private func product(_ at: Instant, _ name: String) -> Line {
  Line(stripe: { api in
    stripeEvent(
      "product.updated", at, ["id": "prod_Pro", "object": "product", "name": .text(name)], api)
  })
}

/// The event alone of a discount of which only the coupon's id is told.
private let halfOff = Line(
  described("03-14", .percent("50"), of: Sub(pro)).text(.new).split(separator: "\n")
    .dropFirst().joined())

private let unnamed = pro.with { $0.plan = nil }

extension RuleCase {
  static let ledgerRows: [RuleCase] = [
    RuleCase(
      "R22 a charge alone, then nothing, in streams", need: .ledger,
      steps: learn, .init(run, payment("03-01", "in_0")),
      .init("\(run) --stream", chargeFailed("03-15 10:00", invoice, code: "card_declined")),
      .init("\(run) --stream"),
      .init(
        "\(run) --stream", failed("03-15 10:05", invoice),
        gives: "failed: 4900 2025-03-15 card_declined attempt 1")),
    RuleCase(
      "R1a a deletion of before, again after the customer came back", need: .ledger,
      steps: learn,
      .init(
        run, native("03-15", Sub(pro)), nativeCustomer("03-20", deleted: true),
        native("04-01", Sub(biz, id: "sub_2")),
        gives: "new +4900 2025-03-15 Pro", "churn -4900 2025-03-20 Pro",
        "reactivation +9900 2025-04-01 Biz"),
      .init(
        run, native("03-15", Sub(pro)), nativeCustomer("03-20", deleted: true),
        native("04-01", Sub(biz, id: "sub_2"))),
      .init(run, nativeCustomer("03-20", deleted: true)), sums),
    RuleCase(
      "R13 a subscription under another customer's id", need: .ledger,
      steps: learn,
      .init(
        run, nativeCustomer("03-01", discounts: [twenty]), native("03-15", Sub(pro)),
        gives: "new +3920 2025-03-15 Pro"),
      .init(
        run, native("04-02", Sub(twice, customer: "cus_2")),
        gives: "expansion +3920 2025-04-02 Pro"), sums),
    RuleCase(
      "R13 a free subscription whose coupon is described anew", need: .ledger,
      steps: learn,
      .init(
        run, described("03-14", .percent("100"), of: Sub(pro)).inShape(.new),
        created("03-15", Sub(pro, discounts: [.percent("100")])).inShape(.new)),
      .init(run, coupon("03-16", "50")), sums,
      .init(
        run,
        updated(
          "04-02", Sub(twice, discounts: [.percent("50")]),
          was: Sub(pro, discounts: [.percent("50")])
        ).inShape(.new),
        gives: "expansion +2450 2025-04-02 Pro"), sums),
    RuleCase(
      "R13 a coupon described anew in the middle of a stream", need: .ledger,
      steps: learn,
      .init(
        "\(run) --stream", coupon("03-13", "50").inShape(.new), halfOff,
        created("03-15", Sub(pro, discounts: [.percent("50")])).inShape(.new),
        coupon("03-16", "20").inShape(.new),
        updated(
          "04-02", Sub(twice, discounts: [.percent("50")]),
          was: Sub(pro, discounts: [.percent("50")])
        ).inShape(.new), gives: "new +2450 2025-03-15 Pro", "expansion +3920 2025-04-02 Pro"),
      sums),
    RuleCase(
      "R1f objects without a date in streams", need: .ledger,
      steps: learn,
      .init(
        "\(run) --stream", "{\"object\":\"product\",\"id\":\"prod_Pro\",\"name\":\"Old\"}",
        created("03-15", Sub(unnamed)), nativeCustomer("03-15", name: "Acme"),
        product("03-20", "New"),
        updated("04-02", Sub(unnamed.with { $0.quantity = 2 }), was: Sub(unnamed)),
        gives: "new +4900 2025-03-15 Old", "expansion +4900 2025-04-02 New"),
      .init(
        "\(run) --stream",
        "{\"object\":\"customer\",\"id\":\"cus_1\",\"name\":\"Acme Corp\",\"email\":null}",
        updated(
          "05-02", Sub(unnamed.with { $0.quantity = 3 }),
          was: Sub(unnamed.with { $0.quantity = 2 })),
        gives: "expansion +4900 2025-05-02 New | name Acme Corp")),
    RuleCase(
      "R1f an older name of a product, fed once more", need: .ledger,
      steps: learn,
      .init(
        run, product("03-14", "Old"), created("03-15", Sub(unnamed)),
        gives: "new +4900 2025-03-15 Old"),
      .init(run, product("03-20", "New")), .init(run, product("03-14", "Old")),
      .init(
        run, updated("04-02", Sub(unnamed.with { $0.quantity = 2 }), was: Sub(unnamed)),
        gives: "expansion +4900 2025-04-02 New")),
    RuleCase(
      "R1 updates of one second, cut and again", need: .ledger,
      steps: learn,
      .init(
        run, created("03-15", Sub(pro)), updated("04-02", Sub(twice), was: Sub(pro), id: "evt_b"),
        gives: "new +4900 2025-03-15 Pro", "expansion +4900 2025-04-02 Pro"),
      .init(
        run, updated("04-02", Sub(twice), was: Sub(pro), id: "evt_b"),
        updated("04-02", Sub(thrice), was: Sub(twice), id: "evt_a"),
        gives: "expansion +4900 2025-04-02 Pro"),
      .init(
        run, updated("04-02", Sub(twice), was: Sub(pro), id: "evt_b"),
        updated("04-02", Sub(thrice), was: Sub(twice), id: "evt_a"))),
    RuleCase(
      "R1d a customer object whose discount is yet to begin", need: .ledger,
      steps: learn,
      .init(
        run, native("03-15", Sub(pro)),
        native("03-15", Sub(pro, id: "sub_2", customer: "cus_2", discounts: [passing])),
        gives: "new +4900 2025-03-15 Pro", "new +3920 2025-03-15 Pro"),
      .init(
        "\(run) --as-of 2025-03-20",
        Line(stripe: { api in
          let later = twenty.with { $0.start = "05-01" }
          return stripeCustomer("cus_1", name: nil, email: nil, discount: later, "03-01", api)
            .rendered + "\n" + RulesTests.coupon(later).rendered
        })),
      .init(
        "\(run) --as-of 2025-06-01",
        gives: "expansion +980 2025-04-01 Pro", "contraction -980 2025-05-01 Pro"), sums),
    RuleCase(
      "L1 what is due and changes nothing is due once", need: .ledger,
      steps: learn,
      .init(
        run, nativeCustomer("03-01", discounts: [passing]),
        native("03-15", Sub(pro, discounts: [.percent("50")])), gives: "new +2450 2025-03-15 Pro"),
      .init("\(run) --as-of 2025-06-01 --summary", says: ["\"customers\":1,"]),
      .init("\(run) --as-of 2025-06-02 --summary", says: ["\"customers\":0,"])),
    RuleCase(
      "R24 more open periods than are kept", need: .invoices,
      steps: .init("mrr-detect --init {ledger} --basis invoices"),
      .init(run, weeks, ["new +5200 2025-01-01 Pro"]),
      .init("\(run) --as-of 2025-07-01", gives: "churn -5200 2025-04-16 Pro"), sums),
  ]
}
