import Command
import Foundation
import JSONText
import Streams
import Testing

@testable import Billing

/// What another scan notes ahead is taken as what the reader's own one notes, of events as they should
/// be and as they should not; and what is noted is what they say.
@Suite struct ScanAheadTests {
  private static let whole: [String: String] = [
    "id": #""sub_1""#, "object": #""subscription""#, "customer": #""cus_1""#,
    "status": #""active""#, "currency": #""usd""#, "created": "1700000000",
    "start_date": "1700000100", "cancel_at": "null", "cancel_at_period_end": "false",
    "canceled_at": "null", "ended_at": "null", "trial_end": "null",
    "current_period_end": "1702592000", "quantity": "3", "discount": "null", "discounts": "[]",
    "plan": #"{"id":"p","currency":"usd","amount":500,"interval":"month","nickname":"Pro"}"#,
    "items": "{\"has_more\":false,\"data\":[\(item)]}",
  ]
  private static let item =
    #"{"id":"si_1","quantity":3,"current_period_end":1702592000,"discounts":[],"price":"#
    + #"{"id":"p","currency":"usd","unit_amount":500,"recurring":{"interval":"month"}},"plan":"#
    + #"{"id":"p","nickname":"Pro","currency":"usd","amount":500,"interval":"month"}}"#

  /// Values that a member may be given: right ones, and some that are right for none.
  private static let values = [
    "null", "true", "false", "0", "1", "-1", "1.5", "1702600000", "99999999999999999999", #""""#,
    #""x""#, #""a\u0041""#, #""\ud800""#, "[]", "{}", "[null]", #"["di_1"]"#, #"{"id":"y"}"#,
    #"{"id":"c","name":"Name","email":null}"#, #""2025-03-01""#, #""canceled""#,
    #"{"id":"di_1","coupon":{"id":"co","percent_off":10,"duration":"forever"}}"#,
    #"{"data":[]}"#, #"{"data":[{"id":"si_2","deleted":true}]}"#, #"{"has_more":true}"#,
    #"{"data":[{"id":"si_2"}]}"#, #"{"data":[{"id":"si_2","price":"p"}]}"#,
    #"{"data":[{"id":"si_2","price":{"id":"q","product":{"id":"pr","name":"N"}}}]}"#,
  ]

  private static func object(_ members: [String: String]) -> String {
    "{"
      + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
      .joined(separator: ",") + "}"
  }

  private static func event(
    _ object: String, previous: String? = nil, type: String = "updated", id: String = #""evt_1""#
  ) -> String {
    let before = previous.map { #","previous_attributes":\#($0)"# } ?? ""
    return #"{"id":\#(id),"object":"event","type":"customer.subscription.\#(type)","created":"#
      + #"1701000000,"livemode":true,"data":{"object":\#(object)\#(before)}}"#
  }

  /// Events in which one member says something else, or is said twice.
  private static let texts: [String] = {
    var texts = [event(object(whole)), event(object(whole), type: "created"), "[]", "{}", "7"]
    for type in ["created", "updated", "deleted", "paused", "resumed", "trial_will_end"] {
      texts.append(event(object(whole), previous: #"{"quantity":2}"#, type: type))
    }
    // The name of the plan beside a price without one.
    for name in [#""Pl\u0061n""#, #""\ud800""#, "5", "null", #""""#] {
      let named = item.replacingOccurrences(of: #""nickname":"Pro""#, with: "\"nickname\":\(name)")
      var changed = whole
      changed["items"] = "{\"data\":[\(named),{\"quantity\":1}]}"
      texts.append(event(object(changed)))
      changed["items"] = "{\"data\":[\(named)]}"
      texts.append(event(object(changed)))
    }
    for key in whole.keys.sorted() {
      var without = whole
      without[key] = nil
      texts.append(event(object(without)))
      texts.append(event(object(whole), previous: "{\"\(key)\":\(whole[key] ?? "null")}"))
      for value in values {
        var changed = whole
        changed[key] = value
        texts.append(event(object(changed), previous: #"{"status":"past_due"}"#))
        texts.append(event(object(whole), previous: "{\"\(key)\":\(value)}"))
        // Of a key given twice the last one counts.
        let twice = object(whole).dropLast() + ",\"\(key)\":\(value)}"
        texts.append(event(String(twice)))
        texts.append(event(String(twice.dropLast()) + ",\"\(key)\":null}"))
        changed["items"] = nil
        texts.append(event(object(changed), previous: "{\"quantity\":2,\"plan\":\(value)}"))
      }
      let other = whole[key] ?? "null"
      for id in ["null", "5", #""""#] { texts.append(event(other, previous: other, id: id)) }
    }
    return texts
  }()

  private struct Reading: ~Copyable {
    var reader = BillingReader(livemode: nil, readsInvoices: false, remembersEvents: true)
    var scan = BillingScan()

    /// What the reader makes of a text that the scan, or it itself, picks the values out of.
    mutating func outcome(_ text: String, isAhead: Bool) -> String {
      do throws(Rejection) {
        return try records(text, isAhead: isAhead).map { "\($0)" }.joined(separator: "\n")
      } catch {
        return "refused: \(error.message) at \(error.offset)"
      }
    }

    mutating func records(
      _ text: String, isAhead: Bool
    ) throws(Rejection) -> [BillingRecord] {
      let bytes = Array(text.utf8)
      let padded = Padding.padded(bytes)
      let place = Place(source: 0, line: 1)
      var records: [BillingRecord] = []
      if isAhead {
        var found: [JSONFound] = []
        var notes: [ScanNote] = []
        guard
          let (count, sort) = scan.scan(
            padded.span, 0..<bytes.count, over: &found, from: 0, notes: &notes)
        else { throw Rejection("no text") }
        try reader.read(
          padded.span, scanned: found.span.extracting(0..<count), notes: notes.span, sort: sort,
          at: place, into: &records)
      } else {
        try reader.read(padded.span, 0..<bytes.count, at: place, into: &records)
      }
      return records
    }
  }

  /// One after the other, with everything that was remembered.
  @Test func isWhatTheReaderReads() {
    var plain = Reading()
    var ahead = Reading()
    var mixed = Reading()
    var refused = 0
    var read: Set<String> = []
    for (number, text) in Self.texts.enumerated() {
      let expected = plain.outcome(text, isAhead: false)
      #expect(ahead.outcome(text, isAhead: true) == expected, "\(text)")
      #expect(mixed.outcome(text, isAhead: number % 3 == 0) == expected, "\(text)")
      if expected.hasPrefix("refused") { refused += 1 }
      read.insert(expected)
    }
    #expect(refused > 300 && read.count > 300, "\(refused) refused, \(read.count) outcomes")
  }

  /// By readers that know nothing yet: some of the texts, for making a reader takes its time.
  @Test func isWhatAFreshReaderReads() {
    for text in stride(from: 0, to: Self.texts.count, by: 17).map({ Self.texts[$0] }) {
      var plain = Reading()
      var ahead = Reading()
      let expected = plain.outcome(text, isAhead: false)
      #expect(ahead.outcome(text, isAhead: true) == expected, "\(text)")
    }
  }

  /// Each number goes where it belongs, whoever notes it.
  @Test func everyMemberIsItsOwn() throws {
    var changed = Self.whole
    for (key, value) in [
      ("start_date", 11), ("trial_end", 12), ("ended_at", 13), ("canceled_at", 14),
      ("current_period_end", 15), ("cancel_at", 16), ("created", 17),
    ] { changed[key] = "17000000\(value)" }
    changed["items"] = "{\"data\":[\(Self.item.replacingOccurrences(of: "1702592000", with: "5"))]}"
    for isAhead in [false, true] {
      var reading = Reading()
      let records = try reading.records(Self.event(Self.object(changed)), isAhead: isAhead)
      guard case .subscription(let record) = try #require(records.first) else {
        throw Unexpected()
      }
      #expect(record.start == 1_700_000_011 && record.trialEnd == 1_700_000_012)
      #expect(record.endedAt == 1_700_000_013 && record.canceledAt == 1_700_000_014)
      #expect(record.periodEnd == 1_700_000_015)
      #expect(record.content.effectiveEnd == 1_700_000_016 && record.content.status == .active)
    }
  }

  private struct Unexpected: Error {}

  /// Of a key given twice the last one counts, as if the first one were not there.
  @Test func theLastOneCounts() throws {
    let keys = [
      "currency", "created", "start_date", "cancel_at", "cancel_at_period_end", "canceled_at",
      "ended_at", "trial_end", "current_period_end", "quantity",
    ]
    let values = ["null", "true", "1702600000", #""eur""#, "7"]
    var compared = 0
    for key in keys {
      for (first, last) in values.flatMap({ first in values.map { (first, $0) } }) {
        var without = Self.whole
        without[key] = nil
        let rest = Self.object(without).dropLast()
        let text = { (members: String) in Self.event("\(rest),\(members)}") }
        let (one, other) = ("\"\(key)\":\(first)", "\"\(key)\":\(last)")
        var reading = Reading()
        // Each by itself must be right: what is refused is refused wherever it stands.
        guard let _ = try? reading.records(text(one), isAhead: true) else { continue }
        var alone = Reading()
        var twice = Reading()
        guard let expected = try? alone.records(text(other), isAhead: true) else { continue }
        let given = try twice.records(text("\(one),\(other)"), isAhead: true)
        #expect("\(given)" == "\(expected)", "\(one), \(other)")
        compared += 1
      }
    }
    #expect(compared > 60, "\(compared) compared")
  }
}
