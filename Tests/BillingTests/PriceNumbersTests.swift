import Command
import JSONText
import Testing

@testable import Billing

/// A price that comes again is taken for what it was, and for nothing else.
@Suite struct PriceNumbersTests {
  /// Prices of one id that differ in one thing each, one that does not say enough among them.
  private static let prices: [String] = [
    #""currency":"usd","unit_amount":900"#, #""currency":"usd","unit_amount":901"#,
    #""currency":"eur","unit_amount":900"#, #""currency":"usd","unit_amount":90"#,
    #""currency":"usd","unit_amount":null,"unit_amount_decimal":"0.5""#,
    #""currency":"usd","unit_amount":900,"nickname":"Gold""#,
    #""currency":"usd","unit_amount":900,"nickname":"Gilt""#,
    #""currency":"usd","unit_amount":900,"product":"prod_1""#,
    #""currency":"usd","unit_amount":900,"product":{"id":"prod_2","name":"Two"}"#,
    #""currency":"usd","unit_amount":900,"type":"one_time""#,
    #""currency":"usd","unit_amount":-900"#,
    #""currency":"usd","billing_scheme":"tiered","tiers_mode":"volume","tiers":"#
      + #"[{"up_to":5,"unit_amount":100},{"up_to":null,"unit_amount":80}]"#,
  ]

  private static func event(_ number: Int, price: String, interval: String) -> String {
    #"{"id":"evt_\#(number)","object":"event","type":"customer.subscription.updated","created":"#
      + #"\#(1_700_000_000 + number),"livemode":true,"data":{"object":{"id":"sub_\#(number)","#
      + #""object":"subscription","status":"active","customer":"cus_1","items":{"data":[{"id":"#
      + #""si_\#(number)","quantity":\#(1 + number % 7),"price":{"id":"price_1",\#(price),"#
      + #""recurring":{"interval":"\#(interval)","interval_count":1}}}]}}}}"#
  }

  /// What a reader makes of a text: the digest of its contents, or why it is refused.
  private static func outcome(_ text: String, _ reader: inout BillingReader) -> String {
    let bytes = Array(text.utf8)
    let padded = Padding.padded(bytes)
    var records: [BillingRecord] = []
    do throws(Rejection) {
      try reader.read(
        padded.span, 0..<bytes.count, at: Place(source: 0, line: 1), into: &records)
    } catch {
      return "refused: \(error.message) at \(error.offset)"
    }
    return records.map { record in
      guard case .subscription(let record) = record else { return "another" }
      let content = record.content
      var items: [String] = []
      for place in 0..<Int(content.items.count) {
        let item = reader.memory.pool.item(place, of: content)
        let plan = reader.memory.catalog.plans[Int(item.plan.index)]
        let names = [plan.nickname, plan.product, plan.price].map {
          reader.memory.symbols.string(of: $0)
        }
        items.append(
          "\(item.gross) \(item.quantity) \(item.currency.string) \(item.interval) \(names)")
      }
      return "\(record.content.digest) \(items)"
    }.joined(separator: ", ")
  }

  private static func reader() -> BillingReader {
    BillingReader(livemode: nil, readsInvoices: false, remembersEvents: false)
  }

  @Test func isWhatAFreshReaderReads() {
    var reader = Self.reader()
    var outcomes: Set<String> = []
    for number in 0..<600 {
      let text = Self.event(
        number, price: Self.prices[number * 7 % Self.prices.count],
        interval: number % 5 == 0 ? "year" : "month")
      var fresh = Self.reader()
      let expected = Self.outcome(text, &fresh)
      #expect(Self.outcome(text, &reader) == expected, "\(text)")
      outcomes.insert(expected)
    }
    #expect(outcomes.count > 500)
    // More prices than are kept, and then the first ones again.
    for number in 0..<2400 {
      let amount = number % 1200
      let text = Self.event(
        number, price: #""currency":"usd","unit_amount":\#(amount)"#, interval: "month")
      var fresh = Self.reader()
      let expected = Self.outcome(text, &fresh)
      #expect(Self.outcome(text, &reader) == expected, "\(text)")
    }
  }

  /// A product's name counts by the time of the record that gives it, however often it was given.
  @Test func aNameInAPriceIsNotForgotten() {
    var reader = Self.reader()
    for (number, name) in [(5, "Old"), (9, "New"), (7, "Old")] {
      let price = #""currency":"usd","unit_amount":1,"product":{"id":"p","name":"\#(name)"}"#
      _ = Self.outcome(Self.event(number, price: price, interval: "month"), &reader)
    }
    #expect(reader.memory.catalog.plans.count == 1)
    let name = reader.memory.catalog.name(of: PlanReference(index: 0))
    #expect(reader.memory.symbols.string(of: name) == "New")
  }

  @Test func numbersArePricesOfOneText() throws {
    var one = PriceNumbers()
    var other = PriceNumbers()
    let text =
      #"[{"id":"price_1","currency":"usd"},{"id":"price_2","currency":"usd"},"#
      + #"{"id":"price_1","currency":"usd"},{"id":"p","product":{"id":"x","name":"Named here"}}]"#
    let bytes = Array(text.utf8)
    let padded = Padding.padded(bytes)
    var selection = JSONSelection()
    let element = selection.pickElements(as: Field.element.rawValue, in: selection.root)
    selection.pick("id", as: Field.id.rawValue, in: element)
    selection.pick("product", as: Field.product.rawValue, in: element)
    var found: [JSONFound] = []
    let scanner = JSONScanner(selection)
    var trail = scanner.trail
    let count = try scanner.scan(padded.span, 0..<bytes.count, over: &found, learning: &trail)
    let prices = (0..<count).filter { found[$0].parent == 0 }
    #expect(prices.count == 4)
    let numbers = prices.map { one.number(of: padded.span, found.span, $0) }
    #expect(numbers[0] == numbers[2] && numbers[0] != numbers[1])
    #expect(numbers[3] == PriceNumbers.none && numbers[0] != PriceNumbers.none)
    #expect(prices.map { one.number(of: padded.span, found.span, $0) } == numbers)
    // Another one's numbers never mean the same price.
    let others = prices.prefix(3).map { other.number(of: padded.span, found.span, $0) }
    #expect(Set(others).isDisjoint(with: numbers))
  }

  @Test func keepsAndFinds() {
    var items = PriceItems()
    #expect(items.find(5) == nil)
    var item = ItemDraft()
    item.intervalCount = 7
    items.keep(item, 5)
    #expect(items.find(5).map { items.items[$0].intervalCount } == 7)
    #expect(items.find(6) == nil && items.find(PriceNumbers.none) == nil)
    // What shares its place.
    #expect(items.find(5 + Int64(PriceNumbers.places)) == nil)
    items.keep(item, 5 + Int64(PriceNumbers.places))
    #expect(items.find(5) == nil)
    items.keep(item, PriceNumbers.none)
    #expect(items.find(PriceNumbers.none) == nil)
  }
}
