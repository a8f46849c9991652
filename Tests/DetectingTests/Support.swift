import Command
import JSONText

@testable import Detecting

/// What a run of the stage over some texts gave.
struct Detected {
  var lines: [String] = []
  var rejections: [String] = []
  var warnings: [String] = []
  var skipped: [Figure] = []
  var figures: [Figure] = []

  /// `type change date plan` of each line, an event other than a movement's before it.
  var brief: [String] {
    lines.map { line in
      let event = value("event", line)
      if event == "failed_payment" {
        return "failed_payment \(value("amount", line)) \(value("failure_reason", line))"
      }
      let prefix = event == "mrr_movement" ? "" : event + " "
      return prefix
        + ["type", "mrr_change", "date", "plan_name"].map { value($0, line) }
        .joined(separator: " ")
    }
  }

  var descriptions: [String] { lines.map { value("description", $0) } }
  var ids: [String] {
    lines.map { line in
      let meta = line.components(after: "\"meta\":")
      return value("id", meta)
    }
  }
}

extension String {
  fileprivate func components(after mark: String) -> String {
    guard let range = firstRange(of: mark) else { return "" }
    return String(self[range.upperBound...])
  }
}

/// The first value of a key in a line, without its quotes.
func value(_ key: String, _ line: String) -> String {
  guard let range = line.firstRange(of: "\"\(key)\":") else { return "?" }
  let rest = line[range.upperBound...]
  if rest.first == "\"" { return String(rest.dropFirst().prefix { $0 != "\"" }) }
  return String(rest.prefix { $0 != "," && $0 != "}" })
}

/// Runs the stage over texts, as the loop around it does; `compacts`: leaves behind before each of
/// them what is of no more use.
func detect(
  _ texts: [String], compacts: Bool = false, _ change: (inout DetectSettings) -> Void = { _ in }
) -> Detected {
  var settings = DetectSettings()
  settings.account = [UInt8]("acc_1".utf8)
  change(&settings)
  var stage = DetectStage(settings)
  var output = Output()
  var result = Detected()
  for (index, text) in texts.enumerated() {
    let bytes = [UInt8](text.utf8)
    let padded = Padding.padded(bytes)
    if compacts { stage.nextCompaction = 0 }
    do throws(Rejection) {
      try stage.consume(
        padded.span, 0..<bytes.count, at: Place(source: 0, line: index + 1), into: &output)
    } catch {
      result.rejections.append(error.message)
    }
  }
  do throws(Failure) {
    repeat { try stage.finish(into: &output) } while !stage.isFinished
  } catch {
    result.rejections.append("failure: \(error.message)")
  }
  result.rejections += output.late.map(\.rejection.message)
  result.warnings = output.warnings
  result.skipped = output.skipped
  result.figures = stage.figures
  result.lines = String(decoding: output.lines.bytes, as: UTF8.self)
    .split(separator: "\n").map(String.init)
  return result
}

/// A native subscription record; items are `name:amount[:quantity[:interval]]`.
func subscription(
  _ at: String, _ items: String, id: String = "sub_1", customer: String = "cus_1",
  status: String = "active", currency: String = "usd", more: String = ""
) -> String {
  let list = items.split(separator: " ").map { item -> String in
    let parts = item.split(separator: ":").map(String.init)
    return """
      {"id":"si_\(parts[0])","plan_name":"\(parts[0])","unit_amount":\(parts[1]),\
      "quantity":\(parts.count > 2 ? parts[2] : "1"),\
      "interval":"\(parts.count > 3 ? parts[3] : "month")"}
      """
  }
  return """
    {"record":"subscription","id":"\(id)","at":"2025-\(at)","customer":{"id":"\(customer)"},\
    "status":"\(status)","currency":"\(currency)","items":[\(list.joined(separator: ","))]\(more)}
    """
}
