import Command
import Notifications

extension WebhookOptions {
  /// What every command has.
  static let place: [Option<WebhookOptions>] = [
    .value(
      "settings", nil, "FILE", "the settings file; ~/.config/mrr/webhook.json unless told",
      details: "In $XDG_CONFIG_HOME instead of ~/.config where that is set. Several webhooks are "
        + "several settings files.",
      set: { (options, text) in options.settings = text })
  ]

  /// How the endpoint is reached; `mrr-post` has the same options.
  static let connecting: [Option<WebhookOptions>] = [
    .value(
      "ca", nil, "FILE", "trust the certificate authorities in FILE (PEM) too",
      details: "They are added to those of the system.",
      set: { (options, text) in options.connection.authorities = text }),
    .value(
      "allow-net", nil, "CIDR", "permit addresses that are otherwise refused; may be repeated",
      details: "Loopback, private and cloud metadata addresses are not dialled unless this names "
        + "them.",
      set: { (options, text) in
        options.connection.allowed = (options.connection.allowed ?? []) + [text]
      }),
    .value(
      "secret-file", nil, "FILE", "sign each request with the secrets in FILE",
      details: "One whsec_… a line; only you may be permitted to read it.",
      set: { (options, text) in options.connection.secretFile = text }),
    .value(
      "header", nil, "HEADER", "add 'Name: value' to each request; may be repeated",
      details: "@FILE reads them from a file, one a line, out of sight of ps.",
      set: { (options, text) in
        options.connection.headers = (options.connection.headers ?? []) + [text]
      }),
    .value(
      "proxy", nil, "URL", "ask this HTTP proxy for a tunnel to the endpoint",
      details: "@FILE reads it from a file.",
      set: { (options, text) in options.connection.proxy = text }),
    .value(
      "timeout", nil, "DURATION", "what one delivery may take; 5s unless told",
      set: { (options, text) in options.connection.timeout = text }),
  ]

  /// Where notifications wait until they are delivered.
  static let queueing: [Option<WebhookOptions>] = [
    .value(
      "queue", nil, "FILE", "keep notifications in FILE until they are delivered",
      details: "The queue of mrr-post --queue: what was accepted survives kills and power loss, "
        + "and is tried again. Without it each notification is tried once.",
      set: { (options, text) in options.queue = text }),
    .value(
      "queued", nil, "WHAT", "what becomes of notifications that the queue still holds",
      details: "Needed where it holds some and the URL was not enabled with it until now: send "
        + "them to the URL, or drop them.",
      choices: ["send", "drop"],
      set: { (options, text) throws(UsageError) in
        options.queued = try OptionValue.choice(text, [("send", .send), ("drop", .drop)])
      }),
  ]

  /// What is sent.
  static let filtering: [Option<WebhookOptions>] = [
    .value(
      "types", "t", "LIST", "send these types only; 'all' for all of them",
      details: "Separated by commas, in the words of mrr-filter --types.",
      choices: NotificationType.allCases.map { "\($0.word)" } + ["all"],
      set: { (options, text) throws(UsageError) in
        if text == "all" {
          options.types = .nothing
        } else {
          let before = options.types?.value ?? []
          options.types = .value(before + (try OptionValue.list(text)))
        }
      }),
    .value(
      "over", nil, "AMOUNT", "send changes of more than AMOUNT US dollars only, or 'none'",
      details: "Failed payments are sent whatever their amount.",
      set: { (options, text) in options.over = text == "none" ? .nothing : .value(text) }),
    .value(
      "rates", nil, "FILE", "exchange rates for --over, or 'none'",
      set: { (options, text) in options.rates = text == "none" ? .nothing : .value(text) }),
  ]
}
