internal import Command
internal import Outbox
internal import Streams

/// What a run needs, made from its command line: files are read, nothing is sent.
struct PostPlan {
  let endpoint: Endpoint
  let settings: TransportSettings
  let judgement: Judgement
  /// Nil for direct mode.
  let queue: QueueSettings?
  /// What is to be said before the run.
  let warnings: [String]

  /// Throws what makes the command line unusable, before any input is read.
  init(_ options: PostOptions, operands: [String]) throws(Failure) {
    guard let operand = operands.first else {
      throw Failure(.usage, "a URL is missing: mrr-post [OPTIONS] URL [INPUT...] (try --help)")
    }
    let addresses = AddressGuard(allowing: options.allowed)
    endpoint = try Self.endpoint(operand)
    try Self.check(endpoint.address, "the host", addresses)
    let proxy = try options.proxy.map { text throws(Failure) in try Self.proxy(text) }
    try Self.check(proxy?.address, "the proxy", addresses)
    let authorities = try Authorities.choose(adding: options.authorities)

    var settings = TransportSettings()
    settings.timeoutMilliseconds = options.timeoutMilliseconds
    let (concurrency, shortage) = Self.concurrency(options.concurrency)
    settings.concurrency = concurrency
    settings.authoritiesPath = authorities.path
    settings.proxy = proxy
    settings.headers = RequestHeaders(
      extra: try Self.headers(options.headers),
      secrets: try options.secretFile.map { address throws(Failure) in
        try SecretFile.secrets(in: address)
      } ?? [])
    settings.addresses = addresses
    settings.userAgent = "mrr-post/\(Version.current)"
    self.settings = settings
    judgement = Judgement(
      endpoint: endpoint, proxy: proxy, timeoutMilliseconds: options.timeoutMilliseconds)
    queue = Self.queue(options, endpoint, concurrency: concurrency)
    let notice = proxy.map {
      "the addresses behind the proxy \($0.authority) are its own business: only the proxy's is "
        + "judged here"
    }
    warnings = [authorities.warning, notice, shortage].compactMap(\.self)
  }

  /// As many deliveries at once as wanted, or as there may be files open; then with a sentence.
  ///
  /// Each may need two sockets, as many again for its look-up; the rest of the program needs some.
  private static func concurrency(_ wanted: Int) -> (Int, String?) {
    let others = 20
    let files = Limits.openFiles(wanted: others + 4 * wanted)
    let possible = max(1, (files - others) / 4)
    if possible >= wanted { return (wanted, nil) }
    return (
      possible,
      "only \(possible) deliveries at once: no more than \(files) files may be open (ulimit -n)"
    )
  }

  private static func queue(
    _ options: PostOptions, _ endpoint: Endpoint, concurrency: Int
  ) -> QueueSettings? {
    guard let queue = options.queue else { return nil }
    var settings = QueueSettings(path: queue.path, endpoint: endpoint)
    settings.schedule = queue.schedule
    settings.drain = queue.drain.map { .atMost($0) } ?? .forever
    settings.isOrdered = queue.isOrdered
    settings.concurrency = concurrency
    settings.limits.remember = queue.remember
    return settings
  }

  private static func endpoint(_ operand: String) throws(Failure) -> Endpoint {
    let text = try firstLine(operand, of: "URL")
    do throws(EndpointError) {
      return try Endpoint(parsing: text)
    } catch {
      throw Failure(.usage, error.message)
    }
  }

  private static func proxy(_ option: String) throws(Failure) -> Proxy {
    let text = try firstLine(option, of: "--proxy")
    do throws(EndpointError) {
      return try Proxy(parsing: text)
    } catch {
      throw Failure(.usage, "--proxy: \(error.message)")
    }
  }

  /// A literal address that the guard refuses can never be reached: that is said at once.
  private static func check(
    _ address: IPAddress?, _ what: String, _ addresses: AddressGuard
  ) throws(Failure) {
    guard let address, let kind = addresses.objection(to: address) else { return }
    throw Failure(.usage, "\(what) \(AddressGuard.sentence(about: address, kind))")
  }

  private static func headers(_ texts: [String]) throws(Failure) -> [ExtraHeader] {
    var headers: [ExtraHeader] = []
    for text in texts {
      let path = text.hasPrefix("@") ? String(text.dropFirst()) : nil
      var content: String?
      if let path { content = try SmallFile.text(at: path, for: "--header") }
      do throws(ExtraHeaderError) {
        if let content {
          headers += try ExtraHeader.list(parsing: content)
        } else {
          headers.append(try ExtraHeader(parsing: text))
        }
      } catch {
        throw Failure(.usage, "--header: \(path.map { "\($0): " } ?? "")\(error.message)")
      }
    }
    return headers
  }

  /// What stands in the command line, or in the first line of the file that `@` names there.
  private static func firstLine(_ text: String, of name: String) throws(Failure) -> String {
    guard text.hasPrefix("@") else { return text }
    let path = String(text.dropFirst())
    let content = try SmallFile.text(at: path, for: name)
    guard let line = content.lines.first, !line.isEmpty else {
      throw Failure(.usage, "\(name): \(path): its first line is empty")
    }
    return line
  }
}
