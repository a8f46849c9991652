package import Command
internal import Database
internal import Streams

/// What a queue holds and how its endpoint is, read beside whoever sends from it.
///
/// Times are Unix time in milliseconds.
package struct QueueStatus: Equatable, Sendable {
  /// The URL that the rows are for, whole: not to be shown as it is, for a query may be a secret.
  package var url: String
  /// How many rows wait, and when the oldest of them was accepted.
  package var pending: Int
  package var oldestPending: Int64?
  /// How many rows were given up and not dropped since.
  package var dead: Int
  /// When something was delivered last; nil for never.
  package var lastDelivery: Int64?
  /// The attempt that failed last; nil for none.
  package var lastError: LastError?
  package var endpoint: EndpointState
  /// Why the endpoint is not active, in a sentence.
  package var endpointMessage: String?

  /// An attempt that failed.
  package struct LastError: Equatable, Sendable {
    /// The word of the table of reasons, the sentence, and when.
    package var reason: String
    package var message: String
    package var time: Int64

    package init(reason: String, message: String, time: Int64) {
      self.reason = reason
      self.message = message
      self.time = time
    }
  }

  /// Reads it from the queue at `path` in one short transaction.
  ///
  /// Throws `noInput` where there is no such file, `data` where it is no queue or damaged,
  /// `unavailable` where somebody keeps it locked for more than five seconds.
  package static func read(at path: String) throws(Failure) -> QueueStatus {
    let queue = try Queue(opening: path)
    return try queue.status(at: Clock.unixMilliseconds())
  }

  /// Drops all rows of the queue at `path` that wait, and returns how many there were.
  ///
  /// Rows that a sender has on their way at the moment may still arrive. Throws as ``read(at:)``,
  /// and where the file cannot be written.
  package static func dropPending(at path: String) throws(Failure) -> Int {
    let queue = try Queue(opening: path)
    return try queue.drop(.pending, at: Clock.unixMilliseconds())
  }
}

/// Whether an endpoint is sent to.
package enum EndpointState: String, Sendable {
  case active
  /// Until it is time to try again: it asked for it, or cannot be reached.
  case paused
  /// It answered 410; until somebody resumes it or gives another URL.
  case gone
}
