import Command
import Filtering
import Grouping
import JSONText
import Notifications
import TestSupport
import Testing

/// `filter | group` and `group | filter` give the same bytes on what `mrr-detect` writes
/// (lines.md, the first law).
@Suite struct OrderOfStagesTests {
  static let currencies = ["usd", "eur", "jpy", "kwd", "xyz"]

  /// Payloads of one to six movements and failed payments, in the form that `mrr-detect` writes.
  private func stream(_ random: inout SplitMix64) -> String {
    var lines = LineBuffer()
    for number in 0..<Int.random(in: 0...12, using: &random) {
      var text: [UInt8] = []
      func add(_ string: String) -> Range<Int> {
        let start = text.count
        text.append(contentsOf: string.utf8)
        return start..<text.count
      }
      let status = CustomerStatus.allCases.randomElement(using: &random) ?? .active
      let customer = Customer(
        id: add("cus_\(number)"), name: Bool.random(using: &random) ? add("Ä \"b\"\n") : nil,
        email: nil, status: status)
      let account = Bool.random(using: &random) ? add("acc_1") : nil
      let id = PayloadID(hash: UInt128(number))
      let at = Timestamp(seconds: Int64.random(in: 0...2_000_000_000, using: &random))
      let event = Event.allCases.randomElement(using: &random) ?? .mrrMovement
      if event == .failedPayment {
        let payment = Payment(
          time: at, invoiceID: add("in_\(number)"), amount: 4900, currency: add("usd"),
          failureReason: add("card_declined"), attemptCount: 1, date: at.utcDate, currentMRR: 1)
        NotificationWriter.write(
          payment, customer: customer, meta: Meta(id: id, part: 1, isLast: true, at: at),
          text: text.span, into: &lines)
        continue
      }
      let count = Int.random(in: 1...6, using: &random)
      for part in 1...count {
        let type = MovementType.allCases.randomElement(using: &random) ?? .new
        let size = Int64.random(in: 1...20000, using: &random)
        let days = Int64.random(in: 20_100...20_200, using: &random)
        let movement = Movement(
          type: type, mrrChange: type == .churn || type == .contraction ? -size : size,
          currency: add(Self.currencies.randomElement(using: &random) ?? "usd"),
          date: CalendarDate(days: days), planName: add("Pro"), subscriptionID: add("sub_\(part)"),
          description: add("subscribed to Pro"), isFuture: event == .scheduledCancellation)
        NotificationWriter.write(
          movement, under: event, account: account, customer: customer,
          meta: Meta(id: id, part: part, isLast: part == count, at: at), text: text.span,
          into: &lines)
      }
    }
    return String(decoding: lines.bytes, as: UTF8.self)
  }

  private func filter(_ random: inout SplitMix64) throws -> Filter {
    let types = NotificationType.allCases.filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
    let rates = #"{"date":"2025-01-20","base":"eur","rates":{"usd":1.08,"jpy":161.2,"kwd":0.33}}"#
    let amount =
      "\(Int.random(in: 0...150, using: &random)).\(Int.random(in: 0...99, using: &random))"
    let threshold = Threshold(
      over: try #require(Decimal(amount)), rates: try ExchangeRates(file: Array(rates.utf8)))
    return Filter(
      types: TypeSelection(Bool.random(using: &random) ? types : NotificationType.allCases),
      over: Bool.random(using: &random) ? threshold : nil)
  }

  @Test func doesNotMatter() throws {
    var random = SplitMix64(seed: 20_251_123)
    var written = 0
    for _ in 0..<400 {
      let stream = stream(&random)
      let filter = try filter(&random)
      let filtered = run(filter, on: stream)
      let first = run(Group(), on: filtered.lines.joined(separator: "\n"))
      let grouped = run(Group(), on: stream)
      let second = run(filter, on: grouped.lines.joined(separator: "\n"))
      #expect(first.lines == second.lines)
      #expect(filtered.rejections.isEmpty && grouped.rejections.isEmpty)
      // Doing it twice changes nothing.
      #expect(run(filter, on: filtered.lines.joined(separator: "\n")).lines == filtered.lines)
      #expect(run(Group(), on: first.lines.joined(separator: "\n")).lines == first.lines)
      written += first.lines.count
    }
    // The histories are rich enough to show something.
    #expect(written > 500)
  }
}
