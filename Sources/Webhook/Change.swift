import Command

/// A URL, new or the same, put into the settings with what was said about the way to it.
///
/// Nothing outside is touched.
struct Change {
  /// The settings as they are then; whether they are on stays as it was.
  private(set) var settings: WebhookSettings
  /// What was for the old host alone and is not kept.
  private(set) var dropped: [String] = []
  /// Whether notifications that the queue still holds need a decision.
  private(set) var asksForQueue = false
  /// Whether a queue is named that was not this webhook's.
  private(set) var isNewQueue = false

  /// Changes `saved`.
  ///
  /// What identifies us to one host never goes to another one: headers and secrets of the old host
  /// are dropped unless they are given again.
  init(
    of saved: WebhookSettings, to url: String, _ given: GivenConnection
  ) throws(Failure) {
    settings = saved
    guard let url = try GivenConnection.reference(url) else {
      throw Failure(.usage, "the URL is empty")
    }
    settings.url = url
    if let old = saved.url, old != url, Host.of(old) == nil || Host.of(old) != Host.of(url) {
      if given.headers == nil && !saved.connection.headers.isEmpty {
        settings.connection.headers = []
        dropped.append("headers (--header)")
      }
      if given.secretFile == nil && saved.connection.secretFile != nil {
        settings.connection.secretFile = nil
        dropped.append("secret (--secret-file)")
      }
    }
    try given.apply(to: &settings.connection)
  }

  /// The same for `enable`, which may name a queue, too.
  init(of saved: WebhookSettings, to url: String, _ options: WebhookOptions) throws(Failure) {
    self = try Change(of: saved, to: url, options.connection)
    if let queue = options.queue {
      settings.queue = queue.isEmpty ? nil : try SettingsFile.absolute(queue)
    }
    // What waits was not meant for this URL, or was held back: somebody has to decide.
    isNewQueue = saved.queue != settings.queue
    asksForQueue = saved.target != settings.url || saved.queue != settings.queue
  }
}
