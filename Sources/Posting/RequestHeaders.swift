/// The header fields of a request, in the one place where they are put together.
package struct RequestHeaders: Sendable {
  /// What `--header` added, checked.
  package var extra: [ExtraHeader]

  package init(extra: [ExtraHeader] = []) {
    self.extra = extra
  }

  /// The fields of one attempt at `timestamp` (Unix seconds), in libcurl's form.
  ///
  /// The names are those of Standard Webhooks 1.0.0. libcurl leaves out a field that is given
  /// without a value, which is how `Expect` stays away.
  package func lines(for delivery: Delivery, at timestamp: Int) -> [String] {
    [
      "Content-Type: application/json", "Expect:", "webhook-id: \(delivery.id)",
      "webhook-timestamp: \(timestamp)",
    ] + extra.map(\.line)
  }
}
