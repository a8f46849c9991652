internal import CCurl
internal import Glibc
internal import Streams

/// Tells the outcome of an attempt from how its transfer ended.
///
/// Neither libcurl's code nor its status decides: it gives 0 and the status for an answer that
/// broke off behind its first line, and an error for one that was complete but for its body. What
/// decides is whether the header block was complete in time.
package struct Judgement: Sendable {
  let endpoint: Endpoint
  let proxy: Proxy?
  let timeoutMilliseconds: Int

  package init(endpoint: Endpoint, proxy: Proxy? = nil, timeoutMilliseconds: Int) {
    self.endpoint = endpoint
    self.proxy = proxy
    self.timeoutMilliseconds = timeoutMilliseconds
  }

  /// The outcome: the first row of the table of reasons that fits.
  package func outcome(of ending: TransferEnding) -> Outcome {
    if let milliseconds = ending.headMilliseconds, let status = ending.head.status {
      if (200..<300).contains(status) {
        return .delivered(
          Outcome.Delivered(status: status, milliseconds: milliseconds, note: note(on: ending)))
      }
      let (reason, message) = explain(status, ending.head)
      var failed = Outcome.Failed(
        status: status, milliseconds: milliseconds, reason: reason, message: message,
        response: ending.body)
      failed.retryAfter = ending.head.retryAfter
      return .failed(failed)
    }
    let (reason, message) = explainMissingAnswer(ending)
    var failed = Outcome.Failed(
      milliseconds: ending.milliseconds, reason: reason, message: message)
    failed.isUnreached = reason.meansUnreached || reason == .timeout && !isSecure(ending)
    return .failed(failed)
  }

  // MARK: - Complete answers

  /// What was wrong behind a header block that decided already.
  private func note(on ending: TransferEnding) -> Outcome.Note? {
    if ending.isBodyLong { return .bodyLong }
    switch CURLcode(ending.code) {
    case CURLE_OK:
      return nil
    case CURLE_SEND_ERROR:
      // The answer came before all of the request had gone out; nothing is known against it.
      return nil
    case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY:
      return .bodyInvalid
    default:
      return ending.text.contains("chunk") ? .bodyInvalid : .bodyIncomplete
    }
  }

  private func explain(_ status: Int, _ head: AnswerHead) -> (Reason, String) {
    switch status {
    case 304:
      return (.status, "HTTP 304")
    case 300..<400:
      guard let location = head.location else {
        return (.redirect, "HTTP \(status) to nowhere: redirects are not followed; check the URL")
      }
      let target = ShownURL.text(of: resolve(location))
      return (
        .redirect, "HTTP \(status) to \(target): redirects are not followed; change the URL"
      )
    case 410:
      return (.gone, "HTTP 410: the endpoint is gone for good; change or remove the URL")
    case 429:
      return (.throttled, "HTTP 429: the endpoint takes no more for now\(wait(head))")
    case 503 where !head.retryAfter.isEmpty:
      return (.throttled, "HTTP 503: the endpoint takes nothing for now\(wait(head))")
    default:
      return (.status, "HTTP \(status)" + (Self.hints[status].map { ": " + $0 } ?? ""))
    }
  }

  private static let hints = [
    401: "the endpoint wants credentials; see --header",
    403: "the endpoint refuses the request; check the URL and the credentials (--header)",
    404: "nothing is at this path; check the URL",
    405: "the endpoint does not take POST; check the URL",
    407: "a proxy wants credentials",
    413: "the notification is too large for the endpoint",
    415: "the endpoint does not take application/json",
  ]

  private func wait(_ head: AnswerHead) -> String {
    guard let value = head.retryAfter.first else { return "" }
    return " (Retry-After: \(ShownURL.escaped(value.prefix(60))))"
  }

  /// The new URL as far as it can be told without reading it: a path belongs to the same host.
  private func resolve(_ location: String) -> String {
    if location.hasPrefix("//") { return "https:" + location }
    if location.hasPrefix("/") { return "https://\(endpoint.authority)\(location)" }
    return location
  }

  // MARK: - No complete answer

  private func explainMissingAnswer(_ ending: TransferEnding) -> (Reason, String) {
    let code = CURLcode(ending.code)
    // The body can be given but once, and what could not be sent again had been sent.
    let isLost = ending.isResendRefused || code == CURLE_SEND_FAIL_REWIND
    let isSecure = isSecure(ending) || isLost
    if let proxy, ending.connectStatus / 100 != 2, !isSecure, !Self.ourFaults.contains(code) {
      return (.proxy, explainProxy(proxy, ending, code))
    }
    if code == CURLE_OPERATION_TIMEDOUT || ending.isLate {
      return (.timeout, explainTimeout(ending))
    }
    if code == CURLE_COULDNT_RESOLVE_HOST {
      return (.dns, "the host name \(endpoint.host) was not found; check the URL")
    }
    if code == CURLE_COULDNT_CONNECT { return explainNoConnection(ending) }
    if ending.text.contains("malloc failure") {
      return (.internal, "there was not enough memory: \(Self.shortened(ending.text))")
    }
    if let certificate = explainCertificate(ending, code) { return certificate }
    if isReset(ending) {
      let when = ending.head.hasBegun ? "in the middle of" : "before"
      return isSecure
        ? (.reset, "the endpoint reset the connection \(when) its answer")
        : (.reset, "the endpoint reset the connection before TLS was up")
    }
    if isLost {
      return (
        .emptyReply,
        "the endpoint closed a kept connection without an answer; it is not sent a second time"
      )
    }
    if Self.ourFaults.contains(code), ending.head.brokenness == nil {
      return (.internal, "libcurl failed (\(code.rawValue)): \(ending.text)")
    }
    if !isSecure || isAlert(ending) {
      return (.tlsHandshake, explainHandshake(ending, isSecure: isSecure))
    }
    if let brokenness = ending.head.brokenness {
      return (.badResponse, "the answer cannot be taken: \(brokenness)")
    }
    return explainBrokenAnswer(ending, code)
  }

  /// Whether TLS was up, so that a request could be sent.
  private func isSecure(_ ending: TransferEnding) -> Bool {
    ending.isReused || ending.secure != nil
  }

  private func explainBrokenAnswer(_ ending: TransferEnding, _ code: CURLcode) -> (Reason, String) {
    switch code {
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      return (.badResponse, "the answer is not HTTP; check the URL and its port")
    case _ where ending.head.hasBegun:
      return (.badResponse, "the answer broke off before the end of its header block")
    default:
      return (.emptyReply, "the endpoint closed the connection without an answer")
    }
  }

  /// Codes that speak of this program or its machine, not of the other side.
  private static let ourFaults: [CURLcode] = [
    CURLE_FAILED_INIT, CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_OUT_OF_MEMORY,
    CURLE_READ_ERROR, CURLE_ABORTED_BY_CALLBACK, CURLE_BAD_FUNCTION_ARGUMENT,
    CURLE_UNKNOWN_OPTION, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
  ]

  private func explainTimeout(_ ending: TransferEnding) -> String {
    let limit = Self.duration(timeoutMilliseconds)
    if ending.isReused { return "no answer within \(limit) (on a kept connection)" }
    guard ending.lookup != nil else {
      return "no answer within \(limit) (still looking up \(endpoint.host))"
    }
    guard ending.isConnected else {
      return "no answer within \(limit) (still connecting to \(peer(ending)))"
    }
    guard let secure = ending.secure else {
      return "no answer within \(limit) (connected to \(peer(ending)), but TLS did not come up)"
    }
    if ending.head.hasBegun || ending.isLate {
      return "no complete answer within \(limit) (connected in \(secure) ms)"
    }
    return "no answer within \(limit) (connected in \(secure) ms)"
  }

  private func explainNoConnection(_ ending: TransferEnding) -> (Reason, String) {
    if ending.dialled == nil, let first = ending.refused.first {
      let name = endpoint.address == nil ? "\(endpoint.host) may not be dialled: " : ""
      return (.blockedAddress, name + AddressGuard.sentence(about: first.address, first.kind))
    }
    if let error = ending.socketError {
      return (.internal, "no socket could be opened: \(Errno(error))")
    }
    switch ending.connectError {
    case ECONNREFUSED:
      return (.refused, "nothing listens on port \(endpoint.port) of \(peer(ending))")
    case ECONNRESET:
      return (.reset, "\(peer(ending)) reset the connection at once")
    case ETIMEDOUT:
      return (.timeout, "no connection to \(peer(ending)) came about")
    default:
      return (.unreachable, "there is no route to \(peer(ending))")
    }
  }

  private func explainProxy(_ proxy: Proxy, _ ending: TransferEnding, _ code: CURLcode) -> String {
    let name = "the proxy \(proxy.authority)"
    if ending.connectStatus != 0 { return "\(name) answered \(ending.connectStatus) to CONNECT" }
    if code == CURLE_COULDNT_CONNECT, ending.dialled == nil, let first = ending.refused.first {
      return "\(name): \(AddressGuard.sentence(about: first.address, first.kind))"
    }
    switch code {
    case CURLE_COULDNT_RESOLVE_PROXY: return "\(name): its name was not found"
    case CURLE_COULDNT_CONNECT: return "\(name) cannot be reached"
    case CURLE_OPERATION_TIMEDOUT:
      return "\(name) opened no tunnel within \(Self.duration(timeoutMilliseconds))"
    default: return "\(name) opened no tunnel: \(ending.text)"
    }
  }

  // MARK: - TLS

  /// OpenSSL's X509_V_ERR_…, which has no header here.
  private enum Verification {
    static let notYetValid = 9
    static let expired = 10
    static let selfSigned = 18
  }

  private func explainCertificate(_ ending: TransferEnding, _ code: CURLcode) -> (Reason, String)? {
    let host = endpoint.host
    if code == CURLE_SSL_CACERT_BADFILE {
      return (.tlsUntrusted, "no certificate authorities could be read; check --ca: \(ending.text)")
    }
    guard code == CURLE_PEER_FAILED_VERIFICATION else { return nil }
    switch ending.verification {
    case Verification.expired:
      return (.tlsExpired, "the certificate of \(host) has expired")
    case Verification.notYetValid:
      return (.tlsNotYetValid, "the certificate of \(host) is not valid yet; check the clock")
    case Verification.selfSigned:
      return (
        .tlsSelfSigned,
        "the certificate of \(host) is signed by itself; if that is meant, name it with --ca"
      )
    default:
      if ending.text.contains("subject name") {
        return (.tlsWrongHost, "the certificate is not one of \(host); check the URL")
      }
      return (
        .tlsUntrusted,
        "the certificate of \(host) is of an authority that is not trusted here; "
          + "name it with --ca, or have the endpoint send its whole chain "
          + "(\(Self.shortened(ending.text)))"
      )
    }
  }

  /// An alert that comes where an answer should: with TLS 1.3 the server judges the client after
  /// the client thinks that all is well.
  private func isAlert(_ ending: TransferEnding) -> Bool {
    !ending.head.hasBegun && ending.text.contains(" alert ")
  }

  private func explainHandshake(_ ending: TransferEnding, isSecure: Bool) -> String {
    let place = peer(ending)
    let words = Self.shortened(ending.text)
    if ending.text.contains("wrong version number") {
      return "port \(endpoint.port) of \(place) does not speak TLS; check the URL and its port"
    }
    if isSecure {
      return "\(place) ended TLS with an alert; the server may require a client certificate "
        + "(\(words))"
    }
    let old = ["unsupported protocol", "legacy sigalg", "alert protocol version"]
    if old.contains(where: ending.text.contains) {
      return "\(place) does not offer TLS 1.2 or newer (\(words))"
    }
    if ending.text.contains("SSL_ERROR_SYSCALL") || ending.text.contains("unexpected eof") {
      return "\(place) closed the connection before TLS was up"
    }
    return "TLS with \(place) did not come up (\(words))"
  }

  /// What OpenSSL said, without its version, its number and its part of the program:
  /// `OpenSSL/3.0.19: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0`.
  private static func shortened(_ text: String) -> String {
    var words = text[...]
    for mark in ["SSL routines::", "SSL certificate problem: "] {
      if let found = words.firstRange(of: mark) { words = words[found.upperBound...] }
    }
    if let errno = words.firstRange(of: ", errno ") { words = words[..<errno.lowerBound] }
    return String(words)
  }

  // MARK: - Words

  /// Whether the connection was reset, of which libcurl often tells only in words.
  private func isReset(_ ending: TransferEnding) -> Bool {
    let signs = ["Connection reset", "Broken pipe", "getpeername() failed"]
    return signs.contains(where: ending.text.contains)
  }

  /// The host, with the address that was dialled where it says more.
  private func peer(_ ending: TransferEnding) -> String {
    guard let dialled = ending.dialled, endpoint.address == nil else { return endpoint.host }
    return "\(endpoint.host) (\(dialled.unmapped))"
  }

  private static func duration(_ milliseconds: Int) -> String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }
}
