/// When a run with a queue says that it waits, so that nobody takes it for stuck.
///
/// A value without a clock. Once when a wait is more than a moment, and once more when it is a long
/// one; then not for an hour, whatever comes and goes: the receipts say every single thing.
struct WaitNotice {
  private static let moment: Int64 = 2000
  private static let long: Int64 = 60_000
  private static let silence = 3_600_000

  /// Why the last attempt failed, if one did.
  var reason: String?
  private var told = 0
  private var toldAt = 0

  /// Whether a wait of so many milliseconds is to be told of, which is then taken for done.
  mutating func isDue(waiting milliseconds: Int64, at monotonic: Int) -> Bool {
    if told > 0 && monotonic - toldAt >= Self.silence { told = 0 }
    let level = milliseconds >= Self.long ? 2 : milliseconds >= Self.moment ? 1 : 0
    guard level > told else { return false }
    told = level
    toldAt = monotonic
    return true
  }

  /// The sentence: how many wait, why, and until when.
  func sentence(pending: Int, next: String, until end: String?) -> String {
    let count = pending == 1 ? "1 notification waits" : "\(pending) notifications wait"
    let reason = reason.map { " (\($0))" } ?? ""
    let patience = end.map { ", until \($0) at the latest (--drain)" } ?? ""
    return "\(count)\(reason): next attempt at \(next)\(patience)"
  }
}
