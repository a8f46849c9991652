import Command
import Filtering
import Grouping
import JSONText
import Notifications
import TestSupport
import Testing

/// What a stage gave for some lines.
struct Result: Equatable {
  var lines: [String] = []
  var rejections: [String] = []
  /// The lines that were taken, and refused later.
  var refused: [String] = []
}

/// Feeds `text`, line by line, to the stage, and ends it; it must not matter whether lines were scanned
/// ahead.
func run(
  _ stage: some Stage, on text: String, ways: [Sharing] = Sharing.allCases
) -> Result {
  let results = ways.map { way in
    var output = Output()
    var result = Result()
    result.rejections = feed(stage, text, into: &output, sharing: way)
    for late in output.late {
      result.rejections.append(
        "\(late.place.line):\(late.rejection.offset): \(late.rejection.message)")
      let text = String(decoding: late.text ?? [], as: UTF8.self)
      result.refused += text.split(separator: "\n").map(String.init)
    }
    let written = String(decoding: output.lines.bytes, as: UTF8.self)
    result.lines = written.split(separator: "\n").map(String.init)
    #expect(output.written == result.lines.count)
    return result
  }
  for result in results { #expect(result == results[0]) }
  return results[0]
}

/// A movement object.
func movement(_ type: String, _ change: Int, date: String = "2025-04-02") -> String {
  #"{"type":"\#(type)","mrr_change":\#(change),"currency":"usd","date":"\#(date)","#
    + #""plan_name":"Pro","subscription_id":"sub_1","description":"x","is_future":false}"#
}

/// A notification with these members' texts; nil leaves `meta` out.
func line(
  _ movements: String, event: String = "mrr_movement", account: String = #""acc_1""#,
  customer: String = "cus_1", status: String = "active", extra: String = "", meta: String?
) -> String {
  #"{"event":"\#(event)","account_id":\#(account),"customer":{"id":"\#(customer)","name":null,"#
    + #""email":null,"status":"\#(status)"},"movements":[\#(movements)]\#(extra)"#
    + (meta.map { #","meta":\#($0)}"# } ?? "}")
}

/// The envelope that `mrr-detect` writes.
func meta(_ id: String, part: Int, last: Bool) -> String {
  #"{"id":"\#(id)","part":\#(part),"last":\#(last),"at":"2025-04-02T10:00:00Z"}"#
}

/// The envelope that `mrr-group` writes.
func meta(_ id: String) -> String { #"{"id":"\#(id)","at":"2025-04-02T10:00:00Z"}"# }
