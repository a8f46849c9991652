import Command
import JSONText
import Notifications
import Testing

/// Where things stand in a line, and that what a reader read before changes nothing.
///
/// What is refused, and why, is tested where it is seen: with the filter.
@Suite struct NotificationReaderTests {
  /// What a reader says of a line, in words.
  private func account(of line: String, by reader: inout NotificationReader) -> String {
    let bytes = [UInt8](line.utf8)
    let padded = Padding.padded(bytes)
    do throws(Rejection) {
      try reader.read(padded.span, 0..<bytes.count)
    } catch {
      return "\(error.offset): \(error.message)"
    }
    func text(_ index: Int) -> String {
      index < 0
        ? "-" : String(decoding: padded[reader.found[index].range], as: UTF8.self)
    }
    let places = reader.places
    let members = [
      places.account, places.customerID, places.timestamp, places.invoiceID, places.metaID,
      places.part, places.last, places.at,
    ].map(text)
    let movements = reader.movements.map {
      "\($0.type) \(reader.mrrChange(of: $0, padded.span)) \(text($0.currency)) "
        + "\(text($0.date)) \(text($0.object).utf8.count)"
    }
    return "\(reader.event) \(reader.isLast) \(members) \(movements)"
  }

  static let lines = [
    #"{"event":"mrr_movement","account_id":"a","customer":{"id":"c"},"movements":[{"type":"new","mrr_change":1,"currency":"usd","date":"2025-04-02"}],"meta":{"id":"m","part":1,"last":true,"at":"t"}}"#,
    // The same shape, other values, some of them wrong.
    #"{"event":"scheduled_cancellation","account_id":"bb","customer":{"id":"cc"},"movements":[{"type":"churn","mrr_change":-23,"currency":"eur","date":"2025-04-03"}],"meta":{"id":"mm","part":12,"last":false,"at":"tt"}}"#,
    #"{"event":"mrr_movement","account_id":"a","customer":{"id":"c"},"movements":[{"type":"new","mrr_change":1.5,"currency":"usd","date":"2025-04-02"}],"meta":{"id":"m","part":1,"last":true,"at":"t"}}"#,
    #"{"event":"mrr_movement","account_id":"a","customer":{"id":"c"},"movements":[{"type":"old","mrr_change":1,"currency":"usd","date":"2025-04-02"}],"meta":{"id":"m","part":1,"last":true,"at":"t"}}"#,
    #"{"event":"mrr_movement","account_id":"a","customer":{"id":"c"},"movements":[{"type":"new","mrr_change":1,"currency":"usd","date":"2025-04-02"}],"meta":{"id":"m","part":0,"last":true,"at":"t"}}"#,
    #"{"event":"failed_payment","account_id":"a","customer":{"id":"c"},"movements":[{"type":"new","mrr_change":1,"currency":"usd","date":"2025-04-02"}],"meta":{"id":"m","part":1,"last":true,"at":"t"}}"#,
    #"{"event":"other","account_id":"a","customer":{"id":"c"},"movements":[{"type":"new","mrr_change":1,"currency":"usd","date":"2025-04-02"}],"meta":{"id":"m","part":1,"last":true,"at":"t"}}"#,
    #"{"event":"mrr_movement","account_id":"a","customer":{"id":"\ud800"},"movements":[{"type":"new","mrr_change":1,"currency":"usd","date":"2025-04-02"}],"meta":{"id":"m","part":1,"last":true,"at":"t"}}"#,
    #"{"event":"mrr_movement","account_id":"a","customer":{"id":"\u0063"},"movements":[{"type":"n\u0065w","mrr_change":1,"currency":"usd","date":"2025-04-02"}],"meta":{"id":"m","part":1,"last":true,"at":"t"}}"#,
    // Other shapes: several movements, other order, repeated keys.
    #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1},{"mrr_change":2,"type":"churn"}]}"#,
    #"{"meta":{"id":"m"},"event":"mrr_movement","movements":[{"type":"new","type":"churn","mrr_change":1,"mrr_change":2}],"meta":{"part":3}}"#,
    #"{"event":"x","event":"mrr_movement","movements":[{"type":"old"}],"movements":[{"type":"new","mrr_change":1}]}"#,
    #"{"event":"mrr_movement","movements":[],"customer":{"id":1},"customer":{}}"#,
    #"{"event":"failed_payment","timestamp":"t","customer":{"id":"c","current_mrr":3},"payment":{"invoice_id":"i","amount":4},"meta":{"id":"m"}}"#,
    #"{"event":"failed_payment","timestamp":"t","customer":{"id":"c","current_mrr":3},"payment":{"invoice_id":"i","amount":4.5},"meta":{"id":"m"}}"#,
    #"{"event":"mrr_movement","movements":[{"type":"new","mrr_change":1}]"#,
    "[]", "{}",
  ]

  @Test(arguments: [true, false])
  func whatWasReadBeforeChangesNothing(identity: Bool) {
    for line in Self.lines {
      var fresh = NotificationReader(amounts: true, identity: identity)
      let expected = account(of: line, by: &fresh)
      #expect(account(of: line, by: &fresh) == expected)
      for before in Self.lines {
        var used = NotificationReader(amounts: true, identity: identity)
        _ = account(of: before, by: &used)
        #expect(account(of: line, by: &used) == expected)
        #expect(account(of: line, by: &used) == expected)
      }
    }
  }

  @Test(arguments: [
    (
      0,
      #"mrrMovement true ["\"a\"", "\"c\"", "-", "-", "\"m\"", "1", "true", "\"t\""] ["new 1 \"usd\" \"2025-04-02\" 66"]"#
    ),
    (10, #"mrrMovement false ["-", "-", "-", "-", "-", "3", "-", "-"] ["churn 2 - - 59"]"#),
    (11, #"mrrMovement false ["-", "-", "-", "-", "-", "-", "-", "-"] ["new 1 - - 29"]"#),
    (
      13,
      #"failedPayment false ["-", "\"c\"", "\"t\"", "\"i\"", "\"m\"", "-", "-", "-"] []"#
    ),
  ])
  func places(line: Int, expected: String) {
    var reader = NotificationReader(amounts: true, identity: true)
    #expect(account(of: Self.lines[line], by: &reader) == expected)
  }
}
