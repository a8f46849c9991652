import Command
import Outbox
import Streams

/// `mrr-webhook enable`: a URL that notifications are sent to from now on.
enum EnableVerb {
  static let command = WebhookCommand.verb(
    "enable", "saves a URL that notifications are sent to, or another one",
    [
      "The URL must be https. @FILE reads it from a file each time it is used. Paths are saved as "
        + "absolute ones. Enabled again, what is not given stays as it is saved; an empty value, "
        + "as in --proxy '', takes it away. Headers and the secret file are not kept for another "
        + "host.",
      "A pipe that is running goes on with the old URL until it gets SIGHUP.",
    ],
    operands: ["URL"],
    examples: [
      Example("mrr-webhook enable https://hooks.example.com/mrr", "begin, or change the URL"),
      Example("mrr-webhook enable --test https://hooks.example.com/mrr", "if the test passes"),
      Example(
        "mrr-webhook enable --header @headers.txt https://hooks.example.com/mrr",
        "with headers that nobody else may see"),
    ],
    options: [
      .flag(
        "test", nil, "send a test payload first, and save only if it arrives",
        set: { $0.wantsTest = true })
    ] + WebhookOptions.connecting + WebhookOptions.queueing
  ) { (session, options) throws(Ending) in
    guard let url = session.operands.first else {
      throw .failed(
        Failure(.usage, "a URL is missing: \(WebhookCommand.name) enable [OPTIONS] URL"))
    }
    let file = try WebhookCommand.calling { () throws(Failure) in
      try SettingsFile(named: options.settings)
    }
    let change = try WebhookCommand.calling { () throws(Failure) in
      try refuseDescriptors(options.connection)
      return try Change(of: try file.load().settings, to: url, options)
    }
    _ = try waiting(for: change, options)
    try Judge.connection(change.settings, session)
    if options.wantsTest {
      try WebhookCommand.say(try TestVerb.passed(change.settings, session), session)
    }
    var dropped: [String] = []
    var shown = ""
    try file.update { (document) throws(Ending) in
      // Another command may have been here meanwhile.
      let change = try WebhookCommand.calling { () throws(Failure) in
        try Change(of: document.settings, to: url, options)
      }
      try settle(try waiting(for: change, options), options, session)
      document.settings = change.settings
      document.settings.isOn = true
      dropped = change.dropped
      shown = change.settings.url.map(Host.shown) ?? ""
    }
    if !dropped.isEmpty {
      session.diagnostics.warn(
        "this is another host: what the old one knew us by was not kept: "
          + dropped.joined(separator: ", ") + "; if the new one needs it, enable it again with it")
    }
    try WebhookCommand.say("Webhook enabled\n\(Printable.escaped(shown))\n", session)
  }

  /// The queue whose notifications need a decision, nil where none do; throws where it was not made.
  private static func waiting(
    for change: Change, _ options: WebhookOptions
  ) throws(Ending) -> QueueCard? {
    guard change.asksForQueue, let path = change.settings.queue else { return nil }
    let queue = try WebhookCommand.calling { () throws(Failure) in try QueueCard(at: path) }
    let folder = Files.folder(of: path)
    do throws(Errno) {
      _ = try FileStatus(at: folder)
    } catch {
      throw .failed(Failure(.noInput, "--queue: \(folder): \(error)"))
    }
    if options.queued != nil { return queue.waiting == nil ? nil : queue }
    guard let sentence = queue.waiting else {
      if change.isNewQueue, let status = queue.status, let url = change.settings.url,
        !status.url.isEmpty, !url.hasPrefix("@"), status.url != url
      {
        // Two webhooks on one file: what the one has sent would be a duplicate to the other.
        throw .failed(
          Failure(
            .usage,
            "\(path) is the queue of another URL, \(Host.shown(status.url)): name another file, or "
              + "say --queued send to take it over"))
      }
      return nil
    }
    throw .failed(Failure(.usage, "\(sentence): say --queued send or --queued drop"))
  }

  /// Drops what waits, if that was the decision; done before the URL is saved, so that nothing of it
  /// is ever sent there.
  private static func settle(
    _ queue: QueueCard?, _ options: WebhookOptions, _ session: Session
  ) throws(Ending) {
    guard let queue, options.queued == .drop else { return }
    let count = try WebhookCommand.calling { () throws(Failure) in
      try QueueStatus.dropPending(at: queue.path)
    }
    session.diagnostics.warn("\(queue.path): \(count) waiting dropped")
  }

  /// A descriptor is gone with this process: it cannot be saved.
  private static func refuseDescriptors(_ given: GivenConnection) throws(Failure) {
    if let secrets = given.secretFile, secrets.hasPrefix("fd:") {
      throw Failure(.usage, "--secret-file: \(secrets) cannot be saved: name a file")
    }
  }
}
