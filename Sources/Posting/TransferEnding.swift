/// How a transfer ended: what libcurl said, and what its callbacks saw.
///
/// Plain values, so that the judgement over them is a function that tests can feed.
package struct TransferEnding: Equatable, Sendable {
  /// libcurl's code (`CURLcode`); 0 is no promise of success, nor another number of failure.
  package var code: UInt32 = 0
  /// libcurl's words for it.
  package var text = ""
  /// How long the attempt took, to its end.
  package var milliseconds = 0

  /// What came of the answer's header block.
  package var head = AnswerHead()
  /// When the header block was complete.
  package var headMilliseconds: Int?
  /// Whether the header block was complete only after the time was over.
  package var isLate = false

  /// The beginning of the response's body.
  package var body: [UInt8] = []
  /// Whether the body was longer than what is read of it.
  package var isBodyLong = false

  /// When the host's address was known, in milliseconds from the start; nil for never.
  package var lookup: Int?
  /// Whether TCP was connected.
  package var isConnected = false
  /// When TLS was up, in milliseconds from the start; nil for never.
  package var secure: Int?
  /// Whether the request went over a connection that was there already.
  package var isReused = false

  /// Whether libcurl wanted to send the request a second time, and was not let.
  package var isResendRefused = false

  /// Of the certificate: OpenSSL's X509_V_… code.
  package var verification = 0
  /// The errno of a connection that could not be made; means nothing after other ends.
  package var connectError: Int32 = 0
  /// The last address that was dialled.
  package var dialled: IPAddress?
  /// The errno of a socket that could not even be opened; nil where none was refused.
  package var socketError: Int32?
  /// What the guard refused: the address and its kind.
  package var refused: [Refusal] = []

  /// What a proxy answered when asked for a tunnel; 0 where none was asked, or did not answer.
  package var connectStatus = 0

  package init() {}

  /// An address that the guard did not let through.
  package struct Refusal: Equatable, Sendable {
    /// Which address, and what the guard calls it.
    package var address: IPAddress
    package var kind: String

    package init(_ address: IPAddress, _ kind: String) {
      self.address = address
      self.kind = kind
    }
  }
}
