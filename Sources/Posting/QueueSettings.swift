internal import Command
internal import Outbox

/// What a run with a queue is told beside where to send.
struct QueueSettings: Sendable {
  /// How long it goes on after its input has ended.
  enum Drain: Equatable, Sendable {
    /// In milliseconds.
    case atMost(Int)
    case forever
  }

  var path: String
  var endpoint: Endpoint
  var schedule = RetrySchedule.standard
  var drain = Drain.atMost(600_000)
  var isOrdered = false
  var concurrency = 16
  var limits = QueueLimits()
}
