import Command
import Filtering
import JSONText
import Notifications
import TestSupport
import Testing

/// What a stage gave for some lines.
struct Result: Equatable {
  var lines: [String] = []
  var warnings: [String] = []
  /// `line:offset: message`, the line from 1.
  var rejections: [String] = []
  var skipped: [Figure] = []

  /// Each line in short: `new +4900 usd 2025-03-15`, ` last` behind the one that is marked.
  var short: [String] { lines.map(shortForm) }
}

/// Feeds `text`, line by line, to the stage, and ends it; it must not matter whether lines were scanned
/// ahead.
func run(_ stage: some Stage, on text: String) -> Result {
  let results = Sharing.allCases.map { way in
    var output = Output()
    var result = Result()
    result.rejections = feed(stage, text, into: &output, sharing: way)
    let written = String(decoding: output.lines.bytes, as: UTF8.self)
    result.lines = written.split(separator: "\n").map(String.init)
    #expect(output.written == result.lines.count)
    result.warnings = output.warnings
    result.skipped = output.skipped
    return result
  }
  for result in results { #expect(result == results[0]) }
  return results[0]
}

/// The value behind `"key":` in `line`, as text; for lines without spaces.
func value(_ key: String, in line: Substring) -> Substring? {
  let parts = line.split(separator: "\"\(key)\":", maxSplits: 1, omittingEmptySubsequences: false)
  guard parts.count == 2 else { return nil }
  return parts[1].prefix { $0 != "," && $0 != "}" && $0 != "]" }
}

func shortForm(_ line: String) -> String {
  let event = value("event", in: line[...]) ?? "?"
  var parts: [String] = []
  if event == "\"failed_payment\"" { parts.append("failed_payment") }
  for movement in line.split(separator: "{\"type\":").dropFirst() {
    let type = movement.dropFirst().prefix { $0 != "\"" }
    let change = value("mrr_change", in: movement) ?? "?"
    let currency = value("currency", in: movement)?.dropFirst().prefix(3) ?? "?"
    let date = value("date", in: movement)?.dropFirst().prefix(10) ?? "?"
    let sign = change.first == "-" ? "" : "+"
    let future = event == "\"scheduled_cancellation\"" ? "scheduled " : ""
    parts.append("\(future)\(type) \(sign)\(change) \(currency) \(date)")
  }
  if value("last", in: line[...]) == "true" { parts.append("last") }
  return parts.joined(separator: ", ")
}

/// A movement to be written; the rest of the line is the same in all tests.
struct Change {
  var type: MovementType
  var change: Int64
  var currency = "usd"
  var date = "2025-04-02"

  init(
    _ type: MovementType, _ change: Int64, _ currency: String = "usd", _ date: String = "2025-04-02"
  ) {
    self.type = type
    self.change = change
    self.currency = currency
    self.date = date
  }
}

/// The lines of one payload, as `mrr-detect` writes them.
func payload(
  _ changes: [Change], under event: Event = .mrrMovement, id: UInt128 = 1,
  customer: String = "cus_1"
) -> String {
  var lines = LineBuffer()
  for (index, change) in changes.enumerated() {
    var text: [UInt8] = []
    func add(_ string: String) -> Range<Int> {
      let start = text.count
      text.append(contentsOf: string.utf8)
      return start..<text.count
    }
    let date = Array(change.date.utf8)
    let movement = Movement(
      type: change.type, mrrChange: change.change, currency: add(change.currency),
      date: CalendarDate(date.span, 0..<date.count) ?? CalendarDate(days: 0),
      planName: add("Pro Plan"), subscriptionID: add("sub_1"), description: add("x"),
      isFuture: event == .scheduledCancellation)
    let account = add("acc_1")
    let whose = Customer(id: add(customer), name: add("Acme"), email: nil, status: .active)
    let meta = Meta(
      id: PayloadID(hash: id), part: index + 1, isLast: index == changes.count - 1,
      at: Timestamp(seconds: 1_743_588_000))
    NotificationWriter.write(
      movement, under: event, account: account, customer: whose, meta: meta, text: text.span,
      into: &lines)
  }
  return String(decoding: lines.bytes, as: UTF8.self)
}

/// A failed payment, as `mrr-detect` writes it.
func failedPayment(id: UInt128 = 1) -> String {
  let text = Array("cus_1inv_1usdcard_declined".utf8)
  let payment = Payment(
    time: Timestamp(seconds: 1_742_049_000), invoiceID: 5..<10, amount: 4900, currency: 10..<13,
    failureReason: 13..<26, attemptCount: 1, date: CalendarDate(days: 20162), currentMRR: 4900)
  let meta = Meta(
    id: PayloadID(hash: id), part: 1, isLast: true, at: Timestamp(seconds: 1_742_049_000))
  var lines = LineBuffer()
  NotificationWriter.write(
    payment, customer: Customer(id: 0..<5, name: nil, email: nil, status: .pastDue), meta: meta,
    text: text.span, into: &lines)
  return String(decoding: lines.bytes, as: UTF8.self)
}

/// The stage that options of these values make.
func filter(
  types: [NotificationType] = NotificationType.allCases, over amount: String? = nil,
  rates: String? = nil
) throws -> Filter {
  let rates = try rates.map { try ExchangeRates(file: Array($0.utf8)) }
  let threshold = try amount.map { Threshold(over: try #require(Decimal($0)), rates: rates) }
  return Filter(types: TypeSelection(types), over: threshold)
}
