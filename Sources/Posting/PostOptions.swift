package import Command
package import Outbox
package import Streams

/// What the options of `mrr-post` say; nothing is opened yet.
package struct PostOptions: Sendable {
  /// How long an attempt may take, and how many there are at a time.
  package var timeoutMilliseconds = 5000
  package var concurrency = 16
  /// The file of `--ca`.
  package var authorities: String?
  package var allowed: [AddressBlock] = []
  /// `--secret-file`: a file or an inherited descriptor.
  package var secretFile: Address?
  /// `--proxy`: a URL, or `@FILE`.
  package var proxy: String?
  /// `--header`: `Name: value`, or `@FILE`.
  package var headers: [String] = []
  /// The queue, and what is asked of it; nil for direct mode.
  package var queue: QueueOptions?

  package init() {}

  /// What the options say of a queue.
  package struct QueueOptions: Sendable {
    /// The file of `--queue`; empty where only other options of it were given.
    package var path = ""
    package var schedule = RetrySchedule.standard
    package var isOrdered = false
    /// `--drain` in milliseconds; nil for `forever`.
    package var drain: Int? = 600_000
    /// `--remember` in milliseconds.
    package var remember = QueueLimits().remember
    /// What is to be done instead of a run; one at most.
    package var verbs: [Verb] = []
    /// The option that was given last, for messages.
    package var lastOption = "queue"
  }

  /// The operator's hand on a queue.
  package enum Verb: Equatable, Sendable {
    case list(Queue.Selection)
    case requeue(Queue.Selection)
    case drop(Queue.Selection)
    case resume
  }

  /// The rows of the option table that are this program's own.
  package static let table: [Option<PostOptions>] = connectionTable + queueTable

  private static let connectionTable: [Option<PostOptions>] = [
    .value(
      "timeout", nil, "DURATION", "what one delivery may take; 5s unless told",
      details: "From the start of a delivery: look-up, connecting and the answer's header block "
        + "together. Waiting for a turn does not count.",
      set: { (options, text) throws(UsageError) in
        options.timeoutMilliseconds = try OptionValue.milliseconds(text)
        guard (1...86_400_000).contains(options.timeoutMilliseconds) else {
          throw UsageError("expected a duration from 1ms to 1d, found '\(text)'")
        }
      }),
    .value(
      "concurrency", nil, "N", "how many deliveries may be on their way at once; 16 unless told",
      details: "It begins with 2 and may have one more for each answer.",
      set: { (options, text) throws(UsageError) in
        options.concurrency = try OptionValue.integer(text, in: 1...512)
      }),
    .value(
      "ca", nil, "FILE", "trust the certificate authorities in FILE (PEM) too",
      details: "They are added to those of the system.",
      set: { (options, text) in options.authorities = text }),
    .value(
      "allow-net", nil, "CIDR", "permit addresses that are otherwise refused; may be repeated",
      details: "Loopback, private, link-local, carrier-grade NAT, multicast, documentation and "
        + "cloud metadata addresses are not dialled unless this names them, as in 10.1.0.0/16. "
        + "What counts is the address that the host's name stands for when it is dialled.",
      set: { (options, text) throws(UsageError) in
        do throws(AddressBlockError) {
          options.allowed.append(try AddressBlock(parsing: text))
        } catch {
          throw UsageError(error.message)
        }
      }),
    .value(
      "secret-file", nil, "FILE", "sign each request with the secrets in FILE, or fd:N",
      details: "One secret a line, whsec_ and base64 of 24 to 64 bytes; with several (the old and "
        + "the new one) each request carries a signature of each. Blank lines and those that "
        + "begin with # are skipped. Nobody but you or root may have permissions for it.",
      set: { (options, text) throws(UsageError) in
        let address = try OptionValue.address(text)
        switch address {
        case .file, .descriptor: options.secretFile = address
        default: throw UsageError("expected a file or fd:N, found '\(text)'")
        }
      }),
    .value(
      "header", nil, "HEADER", "add 'Name: value' to each request; may be repeated",
      details: "@FILE reads them from a file, one a line, out of sight of ps; blank lines and "
        + "those that begin with # are skipped. What mrr-post sets itself cannot be set.",
      set: { (options, text) throws(UsageError) in
        // What is wrong with it is said before anything is opened.
        if !text.hasPrefix("@") { _ = try readHeader(text) }
        options.headers.append(text)
      }),
    .value(
      "proxy", nil, "URL", "ask this HTTP proxy for a tunnel to the endpoint",
      details: "http://[USER:PASSWORD@]HOST:PORT or https://…; @FILE reads it from a file. The "
        + "environment's proxies are never used. Through a proxy, the address that is judged is "
        + "the proxy's.",
      set: { (options, text) in options.proxy = text }),
  ]

  static func readHeader(_ text: String) throws(UsageError) -> ExtraHeader {
    do throws(ExtraHeaderError) {
      return try ExtraHeader(parsing: text)
    } catch {
      throw UsageError(error.message)
    }
  }
}
