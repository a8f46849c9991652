internal import Command
internal import JSONText
internal import Outbox

/// The receipts of queued mode, each a line with its end.
enum QueueReceipt {
  static func accepted(_ origin: Receipt.Origin) -> LineBuffer {
    line("accepted", origin) { _ in }
  }

  static func duplicate(_ origin: Receipt.Origin, isSame: Bool) -> LineBuffer {
    line("duplicate", origin) { $0.append(",\"same\":\(isSame)") }
  }

  static func delivered(
    _ origin: Receipt.Origin, attempt: Int, _ delivered: Outcome.Delivered
  ) -> LineBuffer {
    line("delivered", origin) { lines in
      Receipt.append("attempt", attempt, to: &lines)
      Receipt.append("status", delivered.status, to: &lines)
      Receipt.append("ms", delivered.milliseconds, to: &lines)
      if let note = delivered.note { Receipt.append("note", note.rawValue, to: &lines) }
    }
  }

  /// `next` is Unix time in milliseconds.
  static func retrying(
    _ origin: Receipt.Origin, attempt: Int, _ failed: Outcome.Failed, next: Int64
  ) -> LineBuffer {
    line("retrying", origin) { lines in
      Receipt.append("attempt", attempt, to: &lines)
      Receipt.append("status", failed.status, to: &lines)
      Receipt.append("ms", failed.milliseconds, to: &lines)
      appendReason(failed, to: &lines)
      // Rounded up: it is not due before.
      Receipt.append("next_at", Timestamp(seconds: (next + 999) / 1000).text, to: &lines)
      appendResponse(failed, to: &lines)
    }
  }

  static func dead(
    _ origin: Receipt.Origin, attempts: Int, _ failed: Outcome.Failed
  ) -> LineBuffer {
    line("dead", origin) { lines in
      Receipt.append("attempts", attempts, to: &lines)
      Receipt.append("status", failed.status, to: &lines)
      appendReason(failed, to: &lines)
      appendResponse(failed, to: &lines)
    }
  }

  static func endpoint(_ note: EndpointWatch.Note) -> LineBuffer {
    var lines = LineBuffer(room: Receipt.usualCount)
    lines.append(literal: "{\"receipt\":\"endpoint\"")
    Receipt.append("state", note.state.rawValue, to: &lines)
    Receipt.append("reason", note.reason, to: &lines)
    Receipt.append("message", note.message, to: &lines)
    lines.append(literal: "}\n")
    return lines
  }

  private static func line(
    _ kind: StaticString, _ origin: Receipt.Origin, _ body: (inout LineBuffer) -> Void
  ) -> LineBuffer {
    var lines = LineBuffer(room: Receipt.usualCount)
    Receipt.begin(kind, origin, to: &lines)
    body(&lines)
    lines.append(literal: "}\n")
    return lines
  }

  private static func appendReason(_ failed: Outcome.Failed, to lines: inout LineBuffer) {
    Receipt.append("reason", failed.reason.rawValue, to: &lines)
    Receipt.append("message", failed.message, to: &lines)
  }

  private static func appendResponse(_ failed: Outcome.Failed, to lines: inout LineBuffer) {
    if failed.response.isEmpty { return }
    Receipt.append("response", Receipt.text(of: failed.response), to: &lines)
  }
}
