/// The header fields of a request, in the one place where they are put together.
package struct RequestHeaders: Sendable {
  /// What `--header` added, checked.
  package var extra: [ExtraHeader]
  /// What every attempt is signed with; none for no signature.
  package var secrets: [SigningSecret]

  package init(extra: [ExtraHeader] = [], secrets: [SigningSecret] = []) {
    self.extra = extra
    self.secrets = secrets
  }

  /// The fields of one attempt at `timestamp` (Unix seconds), in libcurl's form.
  ///
  /// The names are those of Standard Webhooks 1.0.0. libcurl leaves out a field that is given
  /// without a value, which is how `Expect` stays away.
  package func lines(for delivery: Delivery, at timestamp: Int) -> [String] {
    var lines = [
      "Content-Type: application/json", "Expect:", "webhook-id: \(delivery.id)",
      "webhook-timestamp: \(timestamp)",
    ]
    if !secrets.isEmpty {
      let value = Signature.value(
        id: delivery.id, timestamp: timestamp, body: delivery.body, secrets: secrets)
      lines.append("webhook-signature: \(value)")
    }
    return lines + extra.map(\.line)
  }
}
