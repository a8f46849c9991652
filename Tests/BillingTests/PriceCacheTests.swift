import Command
import JSONText
import Testing

@testable import Billing

/// A price that comes again is taken for what it was, and for nothing else.
@Suite struct PriceCacheTests {
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

  @Test func keepsAndFinds() {
    var cache = PriceCache()
    let text = Padding.padded(Array(#"{"id":"price_1"} {"id":"price_2"}"#.utf8))
    let (first, second) = (0..<16, 17..<33)
    #expect(cache.find(text.span, first) == nil)
    var item = ItemDraft()
    item.intervalCount = 7
    cache.keep(item, text.span, first)
    #expect(cache.find(text.span, first).map { cache.items[$0].intervalCount } == 7)
    #expect(cache.find(text.span, second) == nil)
  }
}
