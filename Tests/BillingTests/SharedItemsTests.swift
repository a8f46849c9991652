import Command
import JSONText
import Testing

@testable import Billing

/// Items that several subscriptions have are kept once, and read as if they were not.
@Suite struct SharedItemsTests {
  private static func item(_ number: Int) -> Item {
    Item(
      id: 0, quantity: Int64(number % 3), gross: Decimal(digits: Int64(number % 5), scale: 0),
      interval: number % 2 == 0 ? .month : .year, intervalCount: Int32(1 + number % 7),
      plan: PlanReference(index: Int32(number % 11)), currency: Currency(code: UInt32(number % 13)),
      discounts: .empty)
  }

  private static func words(_ item: Item) -> [Int64] {
    [
      Int64(bitPattern: item.id), item.quantity, item.gross.digits, Int64(item.gross.scale),
      Int64(item.interval.rawValue), Int64(item.intervalCount), Int64(item.plan.index),
      Int64(item.currency.code), Int64(item.discounts.count),
    ]
  }

  /// Each is found again at its place, and two that differ in anything have two.
  @Test func eachIsKeptOnce() {
    var shared = SharedItems()
    var places: [[Int64]: Int] = [:]
    for number in 0..<20_000 {
      let item = Self.item(number)
      let place = shared.place(of: item)
      #expect(places[Self.words(item), default: place] == place)
      places[Self.words(item)] = place
      #expect(Self.words(shared[place]) == Self.words(item))
    }
    #expect(shared.count == places.count)
    #expect(Set(places.values).count == places.count)
    var fraction = Self.item(1)
    fraction.gross.scale = 2
    #expect(shared.place(of: fraction) == shared.count - 1)
  }

  /// A subscription with its items and an id of its own for each.
  private static func text(_ number: Int, items: String) -> [UInt8] {
    [UInt8](
      """
      {"record":"subscription","id":"s\(number)","customer":"c","at":"2025-01-01","status":"active",\
      "currency":"usd","items":[\(items)]}
      """.utf8)
  }

  private static func item(id: Int, _ amount: Int, _ more: String = "") -> String {
    #"{"id":"i\#(id)","plan_name":"Pro","unit_amount":\#(amount),"interval":"month"\#(more)}"#
  }

  /// What contents of all sorts read as: their items' amounts, ids and discounts.
  private static func shown(
    _ contents: [SubscriptionContent], _ memory: borrowing BillingMemory
  ) -> [[[Int64]]] {
    var all: [[[Int64]]] = []
    for content in contents {
      var items: [[Int64]] = []
      for place in 0..<Int(content.items.count) {
        items.append(words(memory.pool.item(place, of: content)))
      }
      all.append(items)
    }
    return all
  }

  @Test func readAsTheyWereWritten() throws {
    var reader = BillingReader(livemode: nil, readsInvoices: false, remembersEvents: false)
    var contents: [SubscriptionContent] = []
    let discount = #","discounts":[{"percent_off":10,"duration":"forever"}]"#
    for number in 0..<40 {
      let items = [
        Self.item(id: number, 4900),
        Self.item(id: number, 100 * (number % 4)),
        Self.item(id: number, 4900, discount),
        Self.item(id: number, 4900) + "," + Self.item(id: number + 100, 4900),
        "",
      ][number % 5]
      let bytes = Self.text(number, items: items)
      var records: [BillingRecord] = []
      try reader.read(
        Padding.padded(bytes).span, 0..<bytes.count, at: Place(source: 0, line: 1), into: &records)
      guard case .subscription(let record) = try #require(records.last) else {
        Issue.record("no subscription")
        return
      }
      contents.append(record.content)
    }
    let before = Self.shown(contents, reader.memory)
    #expect(before.map(\.count) == (0..<40).map { [1, 1, 1, 2, 0][$0 % 5] })
    #expect(Set(before.flatMap { $0.map { $0[0] } }).count == 40)
    // 4900 and four other amounts, of which one is 0; eight items with a discount, sixteen in pairs.
    var count = reader.memory.pool.itemCount
    #expect(count == 5 + 8 + 16)
    for (number, content) in contents.enumerated() {
      let haveDiscounts = reader.memory.pool.hasItemDiscounts(content)
      #expect(haveDiscounts == (number % 5 == 2))
    }

    // Nor are they others in a new pool.
    let older = reader.memory.renewPool()
    for place in contents.indices { reader.memory.keep(&contents[place], from: older) }
    #expect(Self.shown(contents, reader.memory) == before)
    count = reader.memory.pool.itemCount
    #expect(count == 5 + 8 + 16)
    contents.removeLast(39)
    let large = reader.memory.renewPool()
    reader.memory.keep(&contents[0], from: large)
    count = reader.memory.pool.itemCount
    #expect(count == 1)
  }
}
