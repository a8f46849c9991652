import TestSupport

/// Random histories of customers, the same from the same seed.
struct HistoryGenerator {
  private var random: SplitMix64
  private var serial = 0
  /// Whether a subscription may change more than once in a second.
  private let isDense: Bool

  init(seed: UInt64, isDense: Bool = false) {
    random = SplitMix64(movable: seed)
    self.isDense = isDense
  }

  /// When the histories are over; the export is taken then.
  static let end: Instant = "2026-01-01 00:00"

  mutating func histories(_ count: Int) -> [History] {
    (1...count).map { history("cus_\($0)") }
  }

  private mutating func history(_ customer: String) -> History {
    var history = History(customer: customer)
    if random.chance(60) {
      history.steps.append(
        .name("2024-12-31", "Customer \(customer)", email: "\(customer)@a.example"))
    }
    if random.chance(15) {
      addCustomerDiscounts(to: &history)
    } else if random.chance(30) {
      // (A customer's own event speaks of its discount too: only one of the two.)
      let at = Instant("2025-01-01") + random.below(300 * 86400)
      history.steps.append(.name(at, "Renamed \(customer)", email: "new@a.example"))
    }
    let count = random.pick([1, 1, 1, 1, 2, 2, 3])
    var from = Instant("2025-01-01") + random.below(120 * 86400)
    for number in 1...count {
      var life = Life(id: "\(customer)_sub\(number)", customer: customer, isDense: isDense)
      from = from + random.pick([0, 2, 600, 3599, 3600, 86400, random.below(60 * 86400)])
      life.live(from: from, &random, &serial)
      history.steps += life.steps
      // The next one begins with this one, or after its end.
      if random.chance(30), let last = life.steps.last { from = last.at }
    }
    if random.chance(5), let last = history.steps.map(\.at).max() {
      history.steps.append(.gone(last + random.between(1, 7200)))
    }
    let steps = history.steps.enumerated().sorted { ($0.1.at, $0.0) < ($1.1.at, $1.0) }
    history.steps = steps.map { $0.1 }.filter { $0.at < Self.end }
    return history
  }

  private mutating func addCustomerDiscounts(to history: inout History) {
    var at = Instant("2025-01-01") + random.below(200 * 86400)
    var was: Discount?
    for _ in 0..<random.between(1, 3) {
      serial += 1
      var discount =
        random.chance(75)
        ? Discount.percent(random.pick(["10", "20", "33.33"]), id: "di_\(serial)")
        : Discount.amount(500, id: "di_\(serial)")
      if random.chance(30) {
        discount.duration = "repeating"
        discount.months = 3
      }
      discount.start = at
      if discount.months != nil { discount.end = at + 90 * 86400 }
      let next = was == nil || random.chance(50) ? discount : nil
      history.steps.append(.discount(at, next, was: was))
      was = next
      at = at + random.between(3600, 60 * 86400)
    }
  }
}

/// The life of one subscription.
private struct Life {
  var sub: Sub
  var steps: [History.Step] = []
  private var invoices = 0
  private var itemNumber = 1

  private let isDense: Bool

  init(id: String, customer: String, isDense: Bool) {
    self.isDense = isDense
    sub = Sub(id: id, customer: customer)
  }

  mutating func live(from start: Instant, _ random: inout SplitMix64, _ serial: inout Int) {
    var at = start
    sub.start = start
    sub.periodEnd = start + 30 * 86400
    let currency = random.pick(["usd", "usd", "usd", "eur", "jpy"])
    sub.items = [Self.item(sub.id, 1, currency, &random)]
    if random.chance(20) { discount(at, &random, &serial) }
    sub.status = random.pick(["active", "active", "active", "trialing", "incomplete"])
    if sub.status == "trialing" { sub.trialEnd = start + random.pick([1800, 14 * 86400]) }
    if random.chance(15) {
      // Its beginning is not in the export: the first record is a later one.
      at = at + random.between(10 * 86400, 40 * 86400)
      let was = sub
      change(at, &random, &serial)
      steps.append(.sub(at, sub, was: was))
    } else {
      steps.append(.sub(at, sub, was: nil))
    }
    for _ in 0..<random.between(0, 8) where sub.status != "canceled" {
      // Not at the very first: of a first second nothing is known yet that could fit.
      if isDense, steps.count > 1, random.chance(35) {
        let was = sub
        change(at, &random, &serial)
        steps.append(.sub(at, sub, was: was))
        continue
      }
      at =
        at
        + random.pick([
          1, 60, 1800, 3600, 86400, random.between(1, 40 * 86400), random.between(1, 40 * 86400),
        ])
      if at >= HistoryGenerator.end { return }
      if random.chance(25) {
        pay(at, &random)
        continue
      }
      let was = sub
      change(at, &random, &serial)
      steps.append(.sub(at, sub, was: was))
    }
  }

  private static func item(
    _ sub: String, _ number: Int, _ currency: String, _ random: inout SplitMix64
  )
    -> Item
  {
    let plan = random.pick(["Basic", "Pro", "Biz", "Team"])
    let interval = random.pick(["month", "month", "month", "year", "week", "day"])
    var item = Item(
      plan, random.pick([0, 900, 1000, 4900, 4900, 9900, 33333]),
      quantity: random.pick([1, 1, 1, 2, 5]), per: interval,
      count: random.pick([1, 1, 1, 2, 3]), currency: currency, id: "\(sub)_si\(number)")
    if random.chance(8) {
      item.amount = nil
      item.tiersMode = random.pick(["graduated", "volume"])
      item.tiers = [Tier(upTo: 2, unit: 1000), Tier(upTo: nil, unit: 700, flat: 100)]
      item.price += "_tiered"
    }
    return item
  }

  private mutating func discount(_ at: Instant, _ random: inout SplitMix64, _ serial: inout Int) {
    serial += 1
    var discount =
      random.chance(60)
      ? Discount.percent(random.pick(["10", "50", "33.33", "100"]), id: "di_\(serial)")
      : Discount.amount(random.pick([100, 1000, 5000]), sub.currency, id: "di_\(serial)")
    discount.duration = random.pick(["forever", "forever", "repeating", "repeating", "once"])
    discount.start = at
    if discount.duration == "repeating" {
      discount.months = 2
      discount.end = at + random.pick([3000, 30 * 86400, 61 * 86400])
    }
    if random.chance(25) {
      sub.items[0].discounts.append(discount)
    } else {
      sub.discounts.append(discount)
    }
  }

  /// Something happens to the subscription.
  private mutating func change(
    _ at: Instant, _ random: inout SplitMix64, _ serial: inout Int
  ) {
    if sub.cancelAtPeriodEnd, random.chance(40) {
      return end(at)
    }
    switch random.below(20) {
    case 0...2:
      let fresh = Self.item(sub.id, 1, sub.currency, &random)
      sub.items[0] = fresh.with {
        $0.id = sub.items[0].id
        $0.discounts = sub.items[0].discounts
      }
    case 3...4:
      // What no units cost of a tiered price with a flat part is nowhere said.
      let index = random.below(sub.items.count)
      let least = sub.items[index].tiers == nil ? 0 : 1
      sub.items[index].quantity = random.pick([least, 1, 2, 3, 8])
    case 5:
      itemNumber += 1
      sub.items.append(Self.item(sub.id, itemNumber, sub.currency, &random))
    case 6 where sub.items.count > 1: sub.items.removeLast()
    case 7...8: discount(at, &random, &serial)
    case 9:
      sub.discounts = []
      sub.items[0].discounts = []
    case 10...12: sub.status = random.pick(["active", "past_due", "unpaid", "paused", "active"])
    case 13: sub.isCollectionPaused.toggle()
    case 14...15: sub.cancelAtPeriodEnd.toggle()
    case 16: sub.cancelAt = sub.cancelAt == nil || random.chance(50) ? at + 40 * 86400 : nil
    case 17:
      sub.periodStart = sub.periodEnd
      sub.periodEnd = (sub.periodEnd ?? at) + 30 * 86400
    case 18...19 where random.chance(70): end(at)
    default: sub.status = "active"
    }
  }

  private mutating func end(_ at: Instant) {
    sub.status = "canceled"
    sub.ended = at
  }

  private mutating func pay(_ at: Instant, _ random: inout SplitMix64) {
    invoices += 1
    var payment = History.Payment(
      invoice: "in_\(sub.id)_\(invoices)", sub: sub.id,
      amount: random.pick([0, 4900, 4900, 9900]), currency: sub.currency, attempt: 1)
    var time = at
    while random.chance(40), payment.attempt < 4, payment.amount > 0 {
      payment.failure = random.pick(["card_declined", "expired_card"])
      steps.append(.payment(time, payment))
      payment.attempt += 1
      time = time + random.between(1, 86400 * 3)
    }
    payment.failure = nil
    if payment.attempt < 4 { steps.append(.payment(time, payment)) }
  }
}
