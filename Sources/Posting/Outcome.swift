/// What came of one attempt to deliver a notification.
package enum Outcome: Equatable, Sendable {
  case delivered(Delivered)
  case failed(Failed)

  /// A complete header block of status 2xx came in time.
  package struct Delivered: Equatable, Sendable {
    /// The HTTP status, 200 to 299.
    package var status: Int
    /// From handing the request over to the end of the header block.
    package var milliseconds: Int
    package var note: Note?

    package init(status: Int, milliseconds: Int, note: Note? = nil) {
      self.status = status
      self.milliseconds = milliseconds
      self.note = note
    }
  }

  /// Anything else.
  package struct Failed: Equatable, Sendable {
    /// Nil where no complete answer came.
    package var status: Int?
    /// Until the end of the header block, or of the attempt where none came.
    package var milliseconds: Int
    package var reason: Reason
    /// A sentence for people: what happened, and where it helps, what to do.
    package var message: String
    /// The beginning of the response's body.
    package var response: [UInt8]
    /// The values of `Retry-After`.
    package var retryAfter: [String] = []
    /// Whether the connection did not come about, or broke before the request had gone out.
    package var isUnreached = false

    package init(
      status: Int? = nil, milliseconds: Int, reason: Reason, message: String,
      response: [UInt8] = []
    ) {
      self.status = status
      self.milliseconds = milliseconds
      self.reason = reason
      self.message = message
      self.response = response
    }
  }

  /// What was wrong with the body of a response whose header block had decided already.
  package enum Note: String, CaseIterable, Sendable {
    case bodyIncomplete = "body_incomplete"
    case bodyInvalid = "body_invalid"
    case bodyLong = "body_long"
  }
}
