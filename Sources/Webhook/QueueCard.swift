import Command
import JSONText
import Outbox
import Streams

/// The part of the card that speaks of the queue.
struct QueueCard {
  let path: String
  /// Nil where the file is not there yet: nothing was ever queued.
  let status: QueueStatus?

  /// Reads it from the queue's file, beside whoever sends from it.
  init(at path: String) throws(Failure) {
    self.path = path
    do throws(Failure) {
      status = try QueueStatus.read(at: path)
    } catch {
      guard error.status == .noInput, (try? FileStatus(at: path)) == nil else { throw error }
      status = nil
    }
  }

  /// How many notifications wait, and since when, in words; nil where none does.
  var waiting: String? {
    guard let status, status.pending > 0 else { return nil }
    let count = status.pending == 1 ? "1 notification" : "\(status.pending) notifications"
    return "\(path) still holds \(count), the oldest from \(Self.text(status.oldestPending))"
  }

  /// Whether the oldest that waits was accepted longer ago than that.
  func isLate(_ maxAgeMilliseconds: Int, at now: Int64) -> Bool {
    guard let status, status.pending > 0, let oldest = status.oldestPending else { return false }
    return now - oldest > Int64(maxAgeMilliseconds)
  }

  /// Whether a monitor should call somebody.
  func isTrouble(_ maxAgeMilliseconds: Int, at now: Int64) -> Bool {
    (status?.dead ?? 0) > 0 || isLate(maxAgeMilliseconds, at: now)
  }

  /// It as rows of the card.
  func rows(_ maxAgeMilliseconds: Int, at now: Int64) -> [Card.Row] {
    var rows = [Card.Row(name: "Queue", value: path)]
    guard let status else {
      rows[0].value += " (not there yet)"
      return rows
    }
    let oldest =
      status.pending > 0 ? ", the oldest from \(Self.text(status.oldestPending, at: now))" : ""
    rows.append(
      Card.Row(
        name: "Pending", value: "\(status.pending)\(oldest)",
        mood: isLate(maxAgeMilliseconds, at: now) ? .trouble : .plain))
    rows.append(
      Card.Row(name: "Dead", value: "\(status.dead)", mood: status.dead > 0 ? .trouble : .plain))
    rows.append(Card.Row(name: "Last delivery", value: Self.text(status.lastDelivery, at: now)))
    let error = status.lastError.map { "\(Self.text($0.time, at: now)): \($0.message)" }
    rows.append(Card.Row(name: "Last error", value: error ?? "none"))
    let reason = status.endpointMessage.map { ": \($0)" } ?? ""
    rows.append(
      Card.Row(
        name: "Endpoint", value: status.endpoint.rawValue + reason,
        mood: status.endpoint == .active ? .good : .trouble))
    return rows
  }

  /// What to do about it; nil where there is nothing.
  func advice(_ maxAgeMilliseconds: Int, at now: Int64, _ options: WebhookOptions) -> String? {
    guard let status else { return nil }
    let post = "mrr-post --queue \(path)"
    if status.endpoint == .gone {
      return "\(options.line("enable")) with another URL, or \(post) --resume"
    }
    if status.dead > 0 {
      return "\(post) --list dead says why; --requeue all sends them after all, --drop all does not"
    }
    if isLate(maxAgeMilliseconds, at: now) {
      return "\(options.line("run")) < /dev/null sends what is due"
    }
    return nil
  }

  /// It as a JSON object.
  func append(to text: inout LineBuffer) {
    func append(_ key: String, _ value: String?, to text: inout LineBuffer) {
      text.append(",\"\(key)\":")
      if let value { text.append(string: value) } else { text.append("null") }
    }
    func time(_ time: Int64?) -> String? { time.map { Self.text($0) } }
    text.append("{\"path\":")
    text.append(string: path)
    text.append(",\"pending\":\(status?.pending ?? 0)")
    append("oldest_pending", time(status?.oldestPending), to: &text)
    text.append(",\"dead\":\(status?.dead ?? 0)")
    append("last_delivery", time(status?.lastDelivery), to: &text)
    text.append(",\"last_error\":")
    if let error = status?.lastError {
      text.append("{\"at\":")
      text.append(string: Self.text(error.time))
      append("reason", error.reason, to: &text)
      append("message", error.message, to: &text)
      text.append("}")
    } else {
      text.append("null")
    }
    append("endpoint", status?.endpoint.rawValue, to: &text)
    append("endpoint_message", status?.endpointMessage, to: &text)
    text.append("}")
  }

  private static func text(_ milliseconds: Int64?) -> String {
    milliseconds.map { Timestamp(seconds: $0 / 1000).text } ?? "never"
  }

  /// A time with how long ago it was, for people.
  private static func text(_ milliseconds: Int64?, at now: Int64) -> String {
    guard let milliseconds else { return "never" }
    let ago: String
    switch max(0, now - milliseconds) / 1000 {
    case let seconds where seconds < 120: ago = "\(seconds) s"
    case let seconds where seconds < 7200: ago = "\(seconds / 60) min"
    case let seconds where seconds < 172_800: ago = "\(seconds / 3600) h"
    case let seconds: ago = "\(seconds / 86_400) days"
    }
    return "\(text(milliseconds)) (\(ago) ago)"
  }
}
