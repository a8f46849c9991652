import Command

/// A URL, new or the same, put into the settings with what was said about the way to it.
struct Change {
  /// The settings as they are then; whether they are on stays as it was.
  private(set) var settings: WebhookSettings
  /// What was for the old host alone and is not kept.
  private(set) var dropped: [String] = []

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
}
