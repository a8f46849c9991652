import TestSupport

/// Random subscriptions, each written twice: as a row of the plain table, and as a billing record.
struct ArithmeticTable {
  private(set) var table = ""
  private(set) var subs: [Sub] = []
  private var random: SplitMix64
  /// Whether quarters are among the intervals: only the native records know them.
  private let hasQuarters: Bool

  init(seed: UInt64, count: Int, hasQuarters: Bool) {
    self.hasQuarters = hasQuarters
    random = SplitMix64(movable: seed)
    for index in 1...count { add(index) }
  }

  private mutating func add(_ index: Int) {
    var sub = Sub(id: "sub_\(index)", customer: "cus_\(index)")
    let currency = random.pick(["usd", "usd", "eur", "jpy", "kwd", "gbp"])
    let rows = (1...random.pick([1, 1, 1, 2, 2, 3, 5])).map { number -> String in
      let (item, row) = oneItem(number, of: sub.id, currency)
      sub.items.append(item)
      return row
    }
    let (discounts, cells) = someDiscounts(
      "\(sub.id)_s", currency, random.pick([0, 0, 0, 1, 1, 2, 3]))
    sub.discounts = discounts
    subs.append(sub)
    table += "sub \(sub.id)\(cells)\n" + rows.joined() + "end\n"
  }

  private mutating func oneItem(_ number: Int, of sub: String, _ currency: String)
    -> (Item, String)
  {
    let plan = random.pick(["Basic", "Pro", "Biz"])
    let interval = random.pick(
      ["day", "week", "month", "month", "month", "year"] + (hasQuarters ? ["quarter"] : []))
    let count = random.pick([1, 1, 1, 1, 2, 3, 4, 6, 12])
    var item = Item(
      plan, 0, quantity: random.pick([0, 1, 1, 1, 2, 3, 7, random.below(10_000)]),
      per: interval, count: count, currency: currency, id: "\(sub)_\(number)",
      price: "price_\(sub)_\(number)")
    var row = "item \(plan) per=\(interval)/\(count)"
    if random.chance(15) {
      row += giveTiers(to: &item)
    } else {
      row += " quantity=\(item.quantity ?? 1) unit=" + givePrice(to: &item)
      if random.chance(10) { row += givePackages(to: &item) }
    }
    if random.chance(5) {
      item.isMetered = true
      row += " metered"
    }
    let (discounts, cells) = someDiscounts(item.id, currency, random.pick([0, 0, 0, 0, 1, 2]))
    item.discounts = discounts
    return (item, row + cells + "\n")
  }

  /// A unit price; its text.
  private mutating func givePrice(to item: inout Item) -> String {
    if random.chance(15) {
      let digits = random.pick([1, 2, 4, 6])
      let text = (0..<digits).map { _ in "\(random.below(10))" }.joined()
      item.amount = nil
      item.decimal = "\(random.below(300)).\(text)"
      return item.decimal ?? ""
    }
    let amount = random.pick([
      0, 1, 7, 99, 900, 4900, 9900, random.below(1000), random.below(1_000_000),
    ])
    item.amount = amount
    return "\(amount)"
  }

  private mutating func givePackages(to item: inout Item) -> String {
    let size = random.pick([2, 10, 100, 1000])
    let round = random.pick(["up", "down"])
    item.transform = Transform(divideBy: size, round: round)
    return " round=\(round):\(size)"
  }

  private mutating func giveTiers(to item: inout Item) -> String {
    item.amount = nil
    item.quantity = random.between(1, 60)
    item.tiersMode = random.pick(["graduated", "volume"])
    var tiers: [Tier] = []
    var bound = 0
    for _ in 0..<random.between(0, 3) {
      bound += random.between(1, 20)
      tiers.append(Tier(upTo: bound, unit: random.below(2000), flat: random.pick([nil, 0, 500])))
    }
    tiers.append(Tier(upTo: nil, unit: random.below(2000), flat: random.pick([nil, nil, 1900])))
    item.tiers = tiers
    let cells = tiers.map { tier in
      "\(tier.upTo.map { "\($0)" } ?? "-"),\(tier.unit),\(tier.flat ?? 0)"
    }
    let quantity = "quantity=\(item.quantity ?? 1)"
    return " \(quantity) tiers=\(item.tiersMode ?? ""):" + cells.joined(separator: ";")
  }

  private mutating func someDiscounts(_ owner: String, _ currency: String, _ count: Int)
    -> ([Discount], String)
  {
    var discounts: [Discount] = []
    var cells = ""
    for number in 0..<count {
      let id = "di_\(owner)_\(number)"
      if random.chance(60) {
        let text = random.pick([
          "10", "25", "50", "33.33", "12.5", "100", "0.01", "\(random.between(1, 99))",
        ])
        discounts.append(.percent(text, id: id))
        cells += " discount=percent:\(text)"
      } else {
        let amount = random.pick([1, 3, 300, 1000, 5000, random.between(1, 20_000)])
        discounts.append(.amount(amount, currency, id: id))
        cells += " discount=amount:\(amount)"
      }
      // A discount of one invoice never counts.
      if random.chance(10) {
        discounts.append(.percent("75", "once", id: id + "_once"))
      }
    }
    return (discounts, cells)
  }
}
