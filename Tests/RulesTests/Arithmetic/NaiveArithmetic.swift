// What R3 to R6 of the rules say, word for word, on exact fractions. It reads a plain table:
//
//   sub s1 discount=percent:25.5 discount=amount:300
//   item Pro unit=0.5 quantity=10001 per=month/1 discount=percent:10
//   item Seats unit=100 quantity=4200 per=year/1 round=up:1000 metered
//   item Stairs quantity=8 per=week/2 tiers=graduated:5,1000,0;-,500,200
//   end

/// The MRR of each line of each subscription of a table.
struct NaiveArithmetic {
  /// What stands in a line of the result: a plan of one interval, and its MRR in minor units.
  struct Value: Hashable, Comparable {
    var plan: String
    var interval: String
    var mrr: Int

    static func < (a: Value, b: Value) -> Bool {
      (a.plan, a.interval, a.mrr) < (b.plan, b.interval, b.mrr)
    }
  }

  private struct Item {
    var plan: String
    var per: String
    /// The amount of one interval, after what was taken off so far.
    var amount: Fraction
    /// What one interval is in months, inverted: how much of the amount a month is.
    var factor: Fraction
    var discounts: [Substring]
  }

  private(set) var result: [String: [Value]] = [:]

  private var name = ""
  private var discounts: [Substring] = []
  private var items: [Item] = []

  init(table: String) {
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      switch words[0] {
      case "sub":
        name = String(words[1])
        discounts = Self.values("discount", words)
        items = []
      case "item": items.append(Self.item(words))
      default: result[name] = values()
      }
    }
  }

  private static func values(_ key: String, _ words: [Substring]) -> [Substring] {
    words.filter { $0.hasPrefix(key + "=") }.map { $0.dropFirst(key.count + 1) }
  }

  private static func item(_ words: [Substring]) -> Item {
    let per = values("per", words)[0].split(separator: "/")
    let months =
      switch per[0] {
      case "day": Fraction(365, over: 12)
      case "week": Fraction(52, over: 12)
      case "quarter": Fraction(1, over: 3)
      case "year": Fraction(1, over: 12)
      default: Fraction(1)
      }
    var quantity = Int(values("quantity", words)[0]) ?? 0
    if let round = values("round", words).first?.split(separator: ":"), let size = Int(round[1]) {
      quantity = round[0] == "up" ? (quantity + size - 1) / size : quantity / size
    }
    var amount = Fraction.zero
    if let unit = values("unit", words).first {
      amount = Fraction(decimal: unit) * Fraction(quantity)
    }
    if let tiers = values("tiers", words).first { amount = tiered(tiers, quantity) }
    if words.contains("metered") { amount = .zero }
    return Item(
      plan: String(words[1]), per: String(values("per", words)[0]), amount: amount,
      factor: months / Fraction(Int(per[1]) ?? 1), discounts: values("discount", words))
  }

  /// Each tier is `up to,unit,flat`, the last without a bound.
  private static func tiered(_ text: Substring, _ quantity: Int) -> Fraction {
    let halves = text.split(separator: ":")
    var sum = Fraction.zero
    var below = 0
    for tier in halves[1].split(separator: ";") {
      let cells = tier.split(separator: ",")
      let bound = Int(cells[0]) ?? Int.max
      let unit = Fraction(decimal: cells[1])
      let flat = Fraction(decimal: cells[2])
      if halves[0] == "volume" {
        if quantity <= bound { return unit * Fraction(quantity) + flat }
      } else if quantity > below {
        sum = sum + unit * Fraction(min(quantity, bound) - below) + flat
        below = bound
      }
    }
    return sum
  }

  /// The discounts, the normalising, the adding up, the rounding: in this order.
  private mutating func values() -> [Value] {
    for index in items.indices {
      for discount in items[index].discounts { take(discount, off: [index]) }
    }
    for discount in discounts { take(discount, off: Array(items.indices)) }
    var lines: [String: [Fraction]] = [:]
    for item in items {
      lines["\(item.plan) \(item.per)", default: []].append(item.amount * item.factor)
    }
    return lines.compactMap { key, amounts in
      let words = key.split(separator: " ")
      let mrr = amounts.reduce(.zero, +).rounded.small ?? -1
      return mrr == 0
        ? nil : Value(plan: String(words[0]), interval: String(words[1]), mrr: mrr)
    }.sorted()
  }

  private mutating func take(_ discount: Substring, off indices: [Int]) {
    let parts = discount.split(separator: ":")
    if parts[0] == "percent" {
      let left = Fraction(100) - Fraction(decimal: parts[1])
      for index in indices { items[index].amount = items[index].amount * left / Fraction(100) }
      return
    }
    // Shared over the items with MRR of the shortest interval, in whole minor units.
    let worth = indices.filter { !items[$0].amount.isZero }
    guard let shortest = worth.map({ items[$0].factor }).max() else { return }
    let bearers = worth.filter { items[$0].factor == shortest }
    let sum = bearers.reduce(Fraction.zero) { $0 + items[$1].amount }
    let whole = Fraction(decimal: parts[1])
    var shares = bearers.map { ($0, (whole * items[$0].amount / sum).split) }
    var given = shares.reduce(BigNumber(0)) { $0 + $1.1.whole }
    let wanted = whole.split.whole
    while given < wanted {
      // The largest remainder, and of equal ones the item that is listed first.
      var best = 0
      for index in shares.indices where shares[index].1.rest > shares[best].1.rest { best = index }
      shares[best].1.whole = shares[best].1.whole + BigNumber(1)
      shares[best].1.rest = .zero
      given = given + BigNumber(1)
    }
    for (index, share) in shares {
      items[index].amount = items[index].amount - Fraction(share.whole, BigNumber(1))
    }
  }
}
