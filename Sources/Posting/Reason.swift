/// Why a notification was not delivered: one word each, the whole set.
///
/// The order is that of the table in which the first that fits is the reason.
package enum Reason: String, CaseIterable, Sendable {
  /// The clock ran out.
  case timeout
  /// The name is not found.
  case dns
  /// Nothing listens.
  case refused
  /// There is no route.
  case unreachable
  /// The proxy failed.
  case proxy
  /// The guard refused every address.
  case blockedAddress = "blocked_address"
  /// The certificate is out of date, not valid yet, another host's, of no known authority, or its
  /// own authority.
  case tlsExpired = "tls_expired"
  case tlsNotYetValid = "tls_not_yet_valid"
  case tlsWrongHost = "tls_wrong_host"
  case tlsUntrusted = "tls_untrusted"
  case tlsSelfSigned = "tls_self_signed"
  /// Anything else before TLS is up, or an alert instead of an answer.
  case tlsHandshake = "tls_handshake"
  /// ECONNRESET or EPIPE after TCP connected, before a complete answer.
  case reset
  /// The connection ended otherwise before the first byte of an answer.
  case emptyReply = "empty_reply"
  /// Bytes came, but no complete HTTP header block.
  case badResponse = "bad_response"
  /// 300 to 399 but 304.
  case redirect
  /// 410.
  case gone
  /// 429, and 503 with `Retry-After`.
  case throttled
  /// Every other status that is not 2xx.
  case status
  /// The stored body is not what was accepted.
  case corrupt
  /// Read, but not begun when a signal came.
  case stopped
  /// A fault of ours; the run goes on.
  case `internal`
}

extension Reason {
  /// Whether it says that the endpoint could not be asked, whatever the notification.
  var meansUnreached: Bool {
    switch self {
    case .dns, .refused, .unreachable, .proxy, .reset, .tlsExpired, .tlsNotYetValid, .tlsWrongHost,
      .tlsUntrusted, .tlsSelfSigned, .tlsHandshake:
      true
    case .timeout, .blockedAddress, .emptyReply, .badResponse, .redirect, .gone, .throttled,
      .status, .corrupt, .stopped, .internal:
      false
    }
  }
}
