internal import CCurl
internal import Streams

/// How requests are made, the same for all of a run.
package struct TransportSettings: Sendable {
  /// What one attempt may take, from handing it to libcurl: look-up, connecting, answering.
  package var timeoutMilliseconds = 5000
  /// How many requests may be on their way at once.
  package var concurrency = 16
  /// A file of all certificate authorities to trust, in PEM; nil for what libcurl looks for itself.
  package var authoritiesPath: String?
  /// Nil for none, whatever the environment says.
  package var proxy: Proxy?
  package var headers = RequestHeaders()
  package var addresses = AddressGuard()
  package var userAgent = "mrr-post"

  package init() {}
}

/// Posts deliveries to one endpoint over libcurl's multi interface: HTTP/1.1 over TLS, connections
/// kept alive.
///
/// It never queues: a transfer's clock runs from the moment libcurl has it, so who has more to send
/// than there is room for keeps it back.
package final class CurlTransport {
  private let endpoint: Endpoint
  private let settings: TransportSettings
  private let multi: MultiHandle
  private let sockets = Sockets()
  /// When it was looked for connections that were closed while idle, and how often that is done, in
  /// milliseconds: a server that closes at once after an answer says so in it.
  private var looked = 0
  private static let lookInterval = 10
  private var idle: [Transfer] = []
  /// All transfers; libcurl's user data points at them, so they stay as long as the transport.
  private var all: [Transfer] = []

  /// How many requests are on their way.
  package private(set) var inFlight = 0

  /// A transport, or nil where libcurl has no memory, or is not the one that was built against.
  package init?(to endpoint: Endpoint, _ settings: TransportSettings) {
    guard CurlProcess.start, let multi = MultiHandle(),
      multi.set(CURLMOPT_MAXCONNECTS, settings.concurrency),
      multi.set(CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    else { return nil }
    self.endpoint = endpoint
    self.settings = settings
    self.multi = multi
    guard let first = makeTransfer() else { return nil }
    idle.append(first)
  }

  deinit { for transfer in all { multi.remove(transfer.easy) } }

  /// Whether there is room for one more request.
  package var hasRoom: Bool { inFlight < settings.concurrency }

  /// Hands a delivery to libcurl, for an attempt at `timestamp` (Unix seconds); whether it took it.
  package func start(_ delivery: Delivery, at timestamp: Int) -> Bool {
    endWhatIsNotQuiet()
    guard let transfer = idle.popLast() ?? makeTransfer() else { return false }
    transfer.begin(
      delivery, headers: settings.headers.lines(for: delivery, at: timestamp),
      limit: settings.timeoutMilliseconds)
    guard transfer.easy.isSound, multi.add(transfer.easy) else { return false }
    inFlight += 1
    return true
  }

  /// Does what can be done without waiting; false if libcurl is broken.
  package func perform() -> Bool {
    defer { sockets.release() }
    return multi.perform()
  }

  /// The delivery that ended next, and how; nil if none has ended.
  package func nextEnded() -> (Delivery, TransferEnding)? {
    guard let (transfer, code) = multi.nextEnded() else { return nil }
    multi.remove(transfer.easy)
    inFlight -= 1
    idle.append(transfer)
    return transfer.end(code: code)
  }

  /// Waits until something can be done for a transfer or one of `others`; false if libcurl is
  /// broken.
  func wait(milliseconds: Int, others: inout [CurlWait]) -> Bool {
    multi.wait(milliseconds: milliseconds, others: &others)
  }

  private func endWhatIsNotQuiet() {
    let now = Clock.monotonicMilliseconds()
    if now - looked < Self.lookInterval { return }
    looked = now
    sockets.endWhatIsNotQuiet()
  }

  private func makeTransfer() -> Transfer? {
    guard let easy = EasyHandle() else { return nil }
    let transfer = Transfer(easy, settings.addresses, sockets)
    easy.setCallbacks(transfer)
    configure(easy)
    guard easy.isSound else { return nil }
    all.append(transfer)
    return transfer
  }

  private func configure(_ easy: EasyHandle) {
    easy.set(CURLOPT_URL, endpoint.url)
    easy.set(CURLOPT_PATH_AS_IS, 1)
    easy.set(CURLOPT_PROTOCOLS_STR, "https")
    easy.set(CURLOPT_FOLLOWLOCATION, 0)
    easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    easy.set(CURLOPT_HTTP09_ALLOWED, 0)
    easy.set(CURLOPT_USERAGENT, settings.userAgent)
    // The body comes from the read callback alone: what libcurl holds itself (POSTFIELDS) it sends
    // again, unasked, when a kept connection breaks off.
    easy.set(CURLOPT_POST, 1)

    easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    easy.set(CURLOPT_SSL_VERIFYPEER, 1)
    easy.set(CURLOPT_SSL_VERIFYHOST, 2)
    if let path = settings.authoritiesPath {
      easy.set(CURLOPT_CAINFO, path)
      easy.set(CURLOPT_PROXY_CAINFO, path)
      // With a directory beside the file (or a blob instead of it) libcurl reads all authorities
      // anew for each connection: 27 ms of CPU instead of 2, measured with 7.88 and Debian's 139.
      easy.clear(CURLOPT_CAPATH)
      easy.clear(CURLOPT_PROXY_CAPATH)
    }

    // An empty proxy keeps the environment's away; so does an empty list of exceptions.
    easy.set(CURLOPT_PROXY, settings.proxy?.url ?? "")
    easy.set(CURLOPT_NOPROXY, "")
    easy.set(CURLOPT_HTTPPROXYTUNNEL, 1)
    easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    easy.set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))

    easy.set(CURLOPT_TIMEOUT_MS, settings.timeoutMilliseconds)
    // In seconds; longer would miss that a name moved.
    easy.set(CURLOPT_DNS_CACHE_TIMEOUT, 60)
    easy.set(CURLOPT_NOSIGNAL, 1)
    // A look-up that hangs must not hold up its own end, and with it everything else.
    easy.set(CURLOPT_QUICK_EXIT, 1)
  }
}
